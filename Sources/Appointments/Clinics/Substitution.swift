// Another clinician or room on a date.

import Directory
import Kernel
import Store

/// That a clinic of one date was given to another clinician or moved to another room. What is booked stays booked.
package struct Substitution: Codable, Hashable, Sendable {
    package let number: Int
    package let clinicianBefore: PersonID
    package let clinicianAfter: PersonID
    package let roomBefore: ID<Room>
    package let roomAfter: ID<Room>
    package let reason: String
    package let changedAt: Instant
    package let changedBy: PersonID?
}

/// What somebody who plans clinics asks for on one date.
package struct SubstitutionDraft: Hashable, Sendable {
    package let clinician: PersonID
    package let room: ID<Room>
    package let reason: String
    /// The last change that the person had seen.
    package let seen: Revision

    package init(clinician: PersonID, room: ID<Room>, reason: String, seen: Revision) {
        self.clinician = clinician
        self.room = room
        self.reason = reason
        self.seen = seen
    }
}

/// Why a clinic keeps its clinician and its room, in the order in which it is said.
package enum SubstitutionRefusal: RuleRefusal, Hashable {
    case notPublished
    case over
    case nothingChanged
    /// Patients have been called or seen by the clinician who is there.
    case begun(Int)
    case lacksProfession(name: String, profession: String, service: Service)
    case clash(DiaryClash)
    case noSuchRoom

    package var sentence: String {
        switch self {
        case .notPublished: "This clinic is not published any more, so nothing was changed."
        case .over: "This clinic is over, so nothing was changed."
        case .nothingChanged: "That clinician and that room are this clinic’s already. Choose another clinician or another room."
        case .begun(1): "1 patient has been called or seen already, so the clinician stays. Plan a new clinic for the time that is left."
        case .begun(let count):
            "\(count) patients have been called or seen already, so the clinician stays. Plan a new clinic for the time that is left."
        case .lacksProfession(let name, let profession, let service):
            "\(name) is on record as \(profession.isEmpty ? "having no profession" : profession), and this clinic needs \(service.withArticle). Choose another "
                + "clinician, or ask the federation manager to correct the directory."
        case .clash(let clash): "\(clash.sentence) Choose another \(clash.kind == .person ? "clinician" : "room")."
        case .noSuchRoom: "That room is not at this hub, or is closed on that day. Choose another room."
        }
    }

    package var kind: RefusalKind {
        switch self {
        case .notPublished, .over, .begun, .clash: .conflict
        case .nothingChanged, .lacksProfession, .noSuchRoom: .invalid
        }
    }

    package var field: String {
        switch self {
        case .begun, .lacksProfession: "clinician"
        case .clash(let clash): clash.kind == .person ? "clinician" : "room"
        case .noSuchRoom: "room"
        case .notPublished, .over, .nothingChanged: ""
        }
    }
}

extension Service {
    /// Whether somebody of a profession gives this service. Professions stand in the directory in words; a registration that names another body decides
    /// against it. A nurse may do what a healthcare assistant does.
    package func isGiven(by person: Person) -> Bool {
        if let body = person.registration?.body, let needed = register, body != needed, self != .healthcareAssistant { return false }
        let words = NameSearch.words(person.profession)
        let text = " \(words.joined(separator: " ")) "
        if self == .healthcareAssistant, text.contains(" healthcare assistant ") || text.contains(" health care assistant ") { return true }
        guard !words.contains(where: Service.supporting.contains) else { return false }
        return professions.contains { text.contains(" \($0) ") }
    }

    private var professions: [String] {
        switch self {
        case .doctor: ["gp", "doctor", "general practitioner"]
        case .nurse: ["nurse"]
        case .pharmacist: ["pharmacist"]
        case .physiotherapist: ["physiotherapist"]
        case .paramedic: ["paramedic"]
        case .mentalHealthPractitioner:
            ["mental health practitioner", "mental health nurse", "mental health worker", "psychologist", "psychotherapist"]
        case .healthcareAssistant: ["nurse"]
        }
    }

    private var register: ProfessionalRegistration.Body? {
        switch self {
        case .doctor: .gmc
        case .nurse: .nmc
        case .pharmacist: .gphc
        case .physiotherapist, .paramedic: .hcpc
        case .mentalHealthPractitioner, .healthcareAssistant: nil
        }
    }

    // Who works beside a profession is not of it.
    private static let supporting: Set<String> = [
        "assistant", "technician", "receptionist", "secretary", "manager", "administrator", "coordinator", "student",
    ]
}

package enum SubstitutionRules {
    /// Whether a clinic may change its clinician and room. `begun` is how many patients the clinician has called or seen.
    /// - Throws: the first `SubstitutionRefusal`, or `ChangedMeanwhile`.
    package static func check(
        _ draft: SubstitutionDraft, on clinic: Clinic, clinician: Person?, changes: Int, begun: Int, clashes: [DiaryClash], at now: Instant
    ) throws {
        guard clinic.status == .published else { throw SubstitutionRefusal.notPublished }
        guard clinic.endsAt > now else { throw SubstitutionRefusal.over }
        try draft.seen.check(against: Revision(changes))
        guard draft.clinician != clinic.clinician || draft.room != clinic.room else { throw SubstitutionRefusal.nothingChanged }
        if draft.clinician != clinic.clinician {
            if begun > 0 { throw SubstitutionRefusal.begun(begun) }
            guard let clinician, clinic.service.isGiven(by: clinician) else {
                throw SubstitutionRefusal.lacksProfession(
                    name: clinician?.fullName ?? "This person", profession: clinician?.profession ?? "", service: clinic.service)
            }
        }
        if let clash = clashes.first { throw SubstitutionRefusal.clash(clash) }
    }

    /// The stretches of the standard hours that are without a GP once `clinic` does not take place, and were not before. `doctors` are that date's
    /// clinics of GPs that take place.
    package static func newGaps(without clinic: Clinic, doctors: [Clinic], in hours: [StandardHours.Stretch]) -> [StandardHours.Gap] {
        guard clinic.service == .doctor else { return [] }
        func gaps(_ clinics: [Clinic]) -> [StandardHours.Gap] { StandardHours.gaps(in: hours, doctors: clinics.map(\.stretch)) }
        let now = gaps(doctors)
        return gaps(doctors.filter { $0.id != clinic.id }).filter { !now.contains($0) }
    }
}
