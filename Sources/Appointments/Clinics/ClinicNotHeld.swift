// Clinics that did not take place.

import Kernel
import Store

/// Why a clinic did not take place, or not to its end. Coded, because people who see no patients read it.
package enum NotHeldCause: String, Codable, CaseIterable, Hashable, Sendable, SQLBindable {
    case clinicianUnwell = "clinician-unwell"
    case clinicianAbsent = "clinician-absent"
    case premises
    case systems
    case other

    package var title: String {
        switch self {
        case .clinicianUnwell: "The clinician was unwell"
        case .clinicianAbsent: "The clinician did not come"
        case .premises: "The hub could not be used"
        case .systems: "Computers or telephones failed"
        case .other: "Another cause"
        }
    }
}

/// Why it cannot be recorded, or taken back.
package enum NotHeldRefusal: RuleRefusal, Hashable {
    case withdrawn
    case notBegun
    case alreadyRecorded
    /// The last time of the clinic is marked.
    case heldToTheEnd
    case nothingToTakeBack
    /// A patient has another appointment at the same time by now, or another clinic took this one's place.
    case replaced

    package var sentence: String {
        switch self {
        case .withdrawn: "This clinic was withdrawn before it began, so there is nothing to record."
        case .notBegun: "This clinic has not begun. If it will not run, stop its bookings and call its patients, or withdraw it."
        case .alreadyRecorded: "Somebody has recorded this already. It is shown below as it is now."
        case .heldToTheEnd:
            "The last appointment of this clinic is marked as seen or did not attend, so it ran to its end. If that mark is wrong, correct it on the clinic list first."
        case .nothingToTakeBack: "This clinic is not recorded as having failed, so there is nothing to take back."
        case .replaced:
            "A patient has another appointment at the same time by now, or another clinic was published in this one’s place, so this cannot be taken back."
        }
    }

    package var kind: RefusalKind { .conflict }
}

package enum NotHeldRules {
    /// Until when a clinic was held: the end of the last appointment that is marked as seen or did not attend; nil where none is, so that it did not take
    /// place at all.
    package static func heldUntil(_ bookings: [Booking]) -> Instant? {
        bookings.filter { $0.status == .seen || $0.status == .didNotAttend }.map(\.endsAt).max()
    }

    /// The appointments that did not take place: those after that time that nobody marked. Earlier ones are marked on the clinic list.
    package static func turnedAway(_ bookings: [Booking]) -> [Booking] {
        let held = heldUntil(bookings)
        return bookings.filter { booking in
            [.booked, .arrived, .called].contains(booking.status) && held.map { booking.startsAt >= $0 } ?? true
        }
    }

    /// Why a clinic cannot be recorded as not held; `bookings` are its live ones.
    package static func refusal(of clinic: Clinic, _ bookings: [Booking], at now: Instant) -> NotHeldRefusal? {
        guard clinic.notHeldAt == nil else { return .alreadyRecorded }
        guard clinic.status != .withdrawn else { return .withdrawn }
        guard clinic.startsAt <= now else { return .notBegun }
        if let held = heldUntil(bookings), held >= clinic.endsAt { return .heldToTheEnd }
        return nil
    }
}
