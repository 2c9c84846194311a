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
    /// The number of the last change that the person had seen; 0 for none.
    package let seen: Int

    package init(clinician: PersonID, room: ID<Room>, reason: String, seen: Int) {
        self.clinician = clinician
        self.room = room
        self.reason = reason
        self.seen = seen
    }
}

/// Why a clinic keeps its clinician and its room, in the order in which it is said.
package enum SubstitutionRefusal: Error, Hashable, Sendable {
    case notPublished
    case over
    case changedMeanwhile
    case nothingChanged
    /// Patients have been called or seen by the clinician who is there.
    case begun(Int)
    case lacksProfession(name: String, profession: String, service: Service)
    case clash(ClinicClash)
    case noSuchRoom

    package var sentence: String {
        switch self {
        case .notPublished: "This clinic is not published any more, so nothing was changed."
        case .over: "This clinic is over, so nothing was changed."
        case .changedMeanwhile:
            "Somebody else changed this clinic while you had it open, so nothing was saved. It is shown below as it is now; check it, then save again."
        case .nothingChanged: "That clinician and that room are this clinic’s already. Choose another clinician or another room."
        case .begun(1): "1 patient has been called or seen already, so the clinician stays. Plan a new clinic for the time that is left."
        case .begun(let count):
            "\(count) patients have been called or seen already, so the clinician stays. Plan a new clinic for the time that is left."
        case .lacksProfession(let name, let profession, let service):
            "\(name) is on record as \(profession.isEmpty ? "having no profession" : profession), and this clinic needs \(service.withArticle). Choose another "
                + "clinician, or ask the federation manager to correct the directory."
        case .clash(let clash): "\(clash.sentence) Choose another \(clash.kind == .clinician ? "clinician" : "room")."
        case .noSuchRoom: "That room is not at this hub, or is closed on that day. Choose another room."
        }
    }

    /// Whether something on record stands against it, rather than what was chosen.
    package var isConflict: Bool {
        switch self {
        case .notPublished, .over, .changedMeanwhile, .begun, .clash: true
        case .nothingChanged, .lacksProfession, .noSuchRoom: false
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
    /// The first reason why a clinic keeps its clinician and room. `begun` is how many patients the clinician has called or seen.
    package static func refusal(
        of draft: SubstitutionDraft, on clinic: Clinic, clinician: Person?, changes: Int, begun: Int, clashes: [ClinicClash], at now: Instant
    ) -> SubstitutionRefusal? {
        guard clinic.status == .published else { return .notPublished }
        guard clinic.endsAt > now else { return .over }
        guard draft.seen == changes else { return .changedMeanwhile }
        guard draft.clinician != clinic.clinician || draft.room != clinic.room else { return .nothingChanged }
        if draft.clinician != clinic.clinician {
            if begun > 0 { return .begun(begun) }
            guard let clinician, clinic.service.isGiven(by: clinician) else {
                return .lacksProfession(
                    name: clinician?.fullName ?? "This person", profession: clinician?.profession ?? "", service: clinic.service)
            }
        }
        return clashes.first.map { .clash($0) }
    }

    /// The stretches of the standard hours that are without a GP once `clinic` does not take place, and were not before. `doctors` are that date's
    /// clinics of GPs that take place.
    package static func newGaps(without clinic: Clinic, doctors: [Clinic]) -> [StandardHours.Gap] {
        guard clinic.service == .doctor else { return [] }
        func gaps(_ clinics: [Clinic]) -> [StandardHours.Gap] {
            StandardHours.gaps(from: clinic.date, through: clinic.date, doctors: clinics.map { (date: $0.date, starts: $0.starts, ends: $0.ends) })
        }
        let now = gaps(doctors)
        return gaps(doctors.filter { $0.id != clinic.id }).filter { !now.contains($0) }
    }
}
