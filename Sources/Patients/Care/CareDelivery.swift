// What is done and planned for a patient.

import Kernel
import Store
import Web

/// Something that a room does or plans for a patient: an appointment, a visit, a session.
package struct CareEvent: Sendable {
    /// The room's own identifier of it.
    package let id: ID<CareEvent>
    package let startsAt: Instant
    /// How, where and with whom: "Face to face at Oak Hub with Dr Priya Sample, GP".
    package let detail: String
    package let status: Tag
    /// Whether it is to come and can still be called off.
    package let isOpen: Bool
    /// The page about it.
    package let address: String

    package init(id: ID<CareEvent>, startsAt: Instant, detail: String, status: Tag, isOpen: Bool, address: String) {
        self.id = id
        self.startsAt = startsAt
        self.detail = detail
        self.status = status
        self.isOpen = isOpen
        self.address = address
    }

    /// "Monday 23 November 2026 at 6:30pm. Face to face at Oak Hub with Dr Priya Sample, GP."
    var line: String { "\(startsAt.londonText). \(detail)." }
}

/// What a room that delivers care answers about a patient, and does when one dies. A move ends nothing: what is planned stays with who planned it.
package struct CareDelivery: Sendable {
    /// What stands in the room's diary from a day on, what was cancelled too, as far as the person's scope reaches; latest first.
    package let events:
        @Sendable (_ patient: PatientID, _ since: LocalDate, _ scope: Scope, _ now: Instant, _ connection: any Connection) throws -> [CareEvent]
    /// What is open, whichever practice asked for it; soonest first.
    package let open: @Sendable (_ patient: PatientID, _ now: Instant, _ connection: any Connection) throws -> [CareEvent]
    /// What was called off at an instant; soonest first.
    package let cancelled: @Sendable (_ patient: PatientID, _ at: Instant, _ now: Instant, _ connection: any Connection) throws -> [CareEvent]
    /// The last day on which somebody met the patient.
    package let lastMet: @Sendable (_ patient: PatientID, _ connection: any Connection) throws -> LocalDate?
    /// The patient has died: calls off these events of the room, and gives back whatever was only kept for the patient.
    package let died: @Sendable (_ patient: PatientID, _ cancelling: Set<ID<CareEvent>>, _ transaction: Transaction) throws -> Void

    package init(
        events: @escaping @Sendable (PatientID, LocalDate, Scope, Instant, any Connection) throws -> [CareEvent],
        open: @escaping @Sendable (PatientID, Instant, any Connection) throws -> [CareEvent],
        cancelled: @escaping @Sendable (PatientID, Instant, Instant, any Connection) throws -> [CareEvent],
        lastMet: @escaping @Sendable (PatientID, any Connection) throws -> LocalDate?,
        died: @escaping @Sendable (PatientID, Set<ID<CareEvent>>, Transaction) throws -> Void
    ) {
        self.events = events
        self.open = open
        self.cancelled = cancelled
        self.lastMet = lastMet
        self.died = died
    }
}

/// The rooms that deliver care, asked together.
extension [CareDelivery] {
    func events(of patient: PatientID, since: LocalDate, scope: Scope, at now: Instant, in connection: any Connection) throws -> [CareEvent] {
        try flatMap { try $0.events(patient, since, scope, now, connection) }.sorted { $0.startsAt > $1.startsAt }
    }

    func open(for patient: PatientID, at now: Instant, in connection: any Connection) throws -> [CareEvent] {
        try flatMap { try $0.open(patient, now, connection) }.sorted { $0.startsAt < $1.startsAt }
    }

    /// What was called off at an instant, such as a death's.
    func cancelled(of patient: PatientID, at instant: Instant, now: Instant, in connection: any Connection) throws -> [CareEvent] {
        try flatMap { try $0.cancelled(patient, instant, now, connection) }.sorted { $0.startsAt < $1.startsAt }
    }

    func lastMet(_ patient: PatientID, in connection: any Connection) throws -> LocalDate? {
        try compactMap { try $0.lastMet(patient, connection) }.max()
    }
}
