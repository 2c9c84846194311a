// What a hub tells the registered practice.

import Kernel
import Patients
import Store
import Worklist

/// Messages about an appointment to the practice that booked it.
package enum BookingMessages {
    package enum Kind: String, Hashable, Sendable {
        case outcome
        case didNotAttend = "did-not-attend"
        /// What an earlier message said was wrong.
        case correction

        var heading: String {
            switch self {
            case .outcome: "Outcome"
            case .didNotAttend: "Did not attend"
            case .correction: "Correction"
            }
        }
    }

    /// The messages about appointments, oldest first.
    package static func about(_ bookings: [ID<Booking>], in connection: any Connection) throws -> [Message] {
        try MessageStore.messages(about: .appointment, bookings.map(\.stored), in: connection)
    }

    /// Writes to the practice about an appointment that is over.
    static func send(_ body: String, mustAct: Bool, about booking: Booking, in transaction: Transaction) throws {
        try send(booking, booking.status == .seen ? .outcome : .didNotAttend, body, mustAct: mustAct, in: transaction)
    }

    /// Tells the practice that what it was told is wrong; nothing where it was told nothing.
    static func sendCorrection(of booking: Booking, reason: String, note: String = "", in transaction: Transaction) throws {
        let earlier = try about([booking.id], in: transaction).filter { $0.kind != Kind.correction.rawValue }
        guard let last = earlier.last else { return }
        let body =
            "The message of \(last.sentAt.londonText) about this appointment was sent in error. \(reason). "
            + "Another follows if it is needed." + (note.isEmpty ? "" : "\n\(note)")
        try send(booking, .correction, body, mustAct: false, in: transaction)
    }

    /// Tells the practice that its patient was not seen, because the clinic did not take place.
    static func sendNotHeld(_ booking: Booking, cause: String, in transaction: Transaction) throws {
        let body =
            "Your patient was not seen: the clinic of \(booking.startsAt.londonText) did not take place, or ended before this appointment "
            + "(\(cause.lowercased())). The appointment is cancelled. Make sure that the patient has been told and gets the care that was promised."
        try send(booking, .outcome, body, mustAct: true, in: transaction)
    }

    private static func send(_ booking: Booking, _ kind: Kind, _ body: String, mustAct: Bool, in transaction: Transaction) throws {
        try MessageStore.send(
            NewMessage(
                about: RecordLink(.appointment, booking.id), practice: booking.practice, patient: booking.patient, kind: kind.rawValue,
                heading: kind.heading, body: body, mustAct: mustAct), in: transaction)
    }
}
