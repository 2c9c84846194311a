// An appointment that a patient has.

import Governance
import Kernel
import Store

/// A slot given to a patient. It keeps the practice that was responsible for the patient, so that a later move leaves it alone.
package struct Booking: Codable, Hashable, Sendable {
    package let id: ID<Booking>
    package let slot: ID<Slot>
    package let clinic: ID<Clinic>
    package let hub: OrganisationID
    package let patient: PatientID
    package let practice: OrganisationID
    package let startsAt: Instant
    package let endsAt: Instant
    package let localDate: LocalDate
    package let status: BookingStatus
    /// What it is about, from the table of needs; "" where nobody asked.
    package let need: String
    /// What the patient said, for the clinician.
    package let note: String
    package let bookedAt: Instant
    package let bookedBy: PersonID?
    /// The booking that this one took the place of.
    package let movedFrom: ID<Booking>?
    package let arrivedAt: Instant?
    package let calledAt: Instant?
    package let finishedAt: Instant?
    package let cancelledAt: Instant?
    package let cancelReason: CancelReason?
    package let cancelNote: String
    /// The entry of the activity ledger that stands for it now.
    package let activity: String?

    package var isLive: Bool { status != .cancelled }
    package var minutes: Int { endsAt.seconds(since: startsAt) / 60 }
}

package enum BookingStatus: String, Codable, CaseIterable, Hashable, Sendable, SQLBindable {
    case booked, arrived, called, seen
    case didNotAttend = "did-not-attend"
    case cancelled

    package var title: String {
        switch self {
        case .booked: "Booked"
        case .arrived: "Arrived"
        case .called: "Called in"
        case .seen: "Seen"
        case .didNotAttend: "Did not attend"
        case .cancelled: "Cancelled"
        }
    }
}

package enum CancelReason: String, Codable, CaseIterable, Hashable, Sendable, SQLBindable {
    case patientAsked = "patient-asked"
    case noLongerNeeded = "no-longer-needed"
    case clinicWithdrawn = "clinic-withdrawn"
    case bookedInError = "booked-in-error"
    /// Another appointment took its place.
    case moved

    package var title: String {
        switch self {
        case .patientAsked: "The patient asked"
        case .noLongerNeeded: "No longer needed"
        case .clinicWithdrawn: "The clinic will not run"
        case .bookedInError: "Booked in error"
        case .moved: "Moved to another time"
        }
    }

    /// What a person can choose; moving sets its own reason.
    package static let choices: [CancelReason] = [.patientAsked, .noLongerNeeded, .clinicWithdrawn, .bookedInError]
}

/// What a person asks for.
package struct BookingDraft: Hashable, Sendable {
    /// The GP Connect limit for a comment, so that what is typed here can travel whole.
    package static let longestNote = 500

    package let id: ID<Booking>
    package let slot: ID<Slot>
    package let patient: PatientID
    package let need: String
    package let note: String

    package init(id: ID<Booking>, slot: ID<Slot>, patient: PatientID, need: String = "", note: String = "") {
        self.id = id
        self.slot = slot
        self.patient = patient
        self.need = need
        self.note = note
    }
}

/// Why a patient cannot have a slot. The cases stand in the order in which they are looked at: the first that holds is the answer.
package enum BookingRefusal: RuleRefusal, Hashable {
    /// The patient is not there, or not within the person's scope.
    case patientNotFound
    case deceased
    case notRegistered
    /// The slot is not there, or its clinic has been withdrawn.
    case notOffered
    case outsideFederation(practice: String)
    case outsideNetwork(practice: String)
    case consentMissing(MissingConsent)
    case past
    /// Its scheme's appointments can be booked a number of days ahead, which has not come to it yet.
    case tooFarAhead(opens: LocalDate)
    /// It is kept for the day itself.
    case keptBack(until: Instant)
    case taken
    /// Somebody else keeps it for another patient.
    case held
    case overlaps(Instant)
    /// The appointment to move or cancel is not there, or not live any more.
    case alreadyEnded(BookingStatus)
    case alreadyBegun

    package var sentence: String {
        switch self {
        case .patientNotFound: "This patient could not be found. Search again by NHS number."
        case .deceased:
            "This patient is recorded as having died, so no appointment can be booked. If that is wrong, tell the registered practice at once."
        case .notRegistered: "This patient is not on the list of any practice of the federation today. Register them with a practice first."
        case .notOffered: "This appointment is no longer offered. Choose another time."
        case .outsideFederation(let practice): "\(practice) is not a member of this federation on that day, so its patients cannot be booked here."
        case .outsideNetwork(let practice): "This clinic is for another network. Patients of \(practice) can be offered the times shown here."
        case .consentMissing(let consent): consent.sentence
        case .past: "This appointment has already started. Choose a later one."
        case .tooFarAhead(let opens): "This appointment can be booked from \(opens.longText). Choose an earlier one, or book it then."
        case .keptBack(let until): "This appointment is kept back until \(until.londonText). Choose another, or try again then."
        case .taken: "Somebody else has just taken this appointment. Nothing was booked. Choose another time."
        case .held: "Somebody else is holding this appointment for a patient for two minutes. Choose another time, or try again shortly."
        case .overlaps(let other): "The patient has another appointment then, on \(other.londonText). Move that one, or choose another time."
        case .alreadyEnded(let status): "This appointment cannot be changed any more. It is marked: \(status.title.lowercased())."
        case .alreadyBegun: "This appointment's time has come. Record on the clinic list whether the patient came."
        }
    }

    package var kind: RefusalKind {
        switch self {
        case .patientNotFound: .absent
        case .taken, .held, .notOffered, .past, .keptBack, .alreadyEnded, .alreadyBegun: .conflict
        default: .invalid
        }
    }

    package var field: String {
        switch self {
        case .taken, .held, .notOffered, .past, .keptBack, .tooFarAhead, .overlaps: "slot"
        default: ""
        }
    }

    /// Whether the time alone stands in the way, so that the next free ones should be shown.
    package var asksForAnotherTime: Bool { kind == .conflict && field == "slot" }
}
