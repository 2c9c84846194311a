// Who sees a patient by an appointment.

import Kernel
import Patients
import Store

/// What an appointment says about care: its hub sees the patient from the booking on, its clinician for some days about it.
package enum BookingRelations {
    /// How many days ahead and back a clinician sees the patient: a fortnight to prepare, a week to write up what was done and be asked about it.
    static let looksAhead = 14
    static let looksBack = 7

    static func relations(of booking: Booking, with clinician: PersonID, at now: Instant) -> [CareRelation] {
        [
            CareRelation(
                id: ID(at: now), patient: booking.patient, party: .place(booking.hub), from: London.local(now).date,
                evidence: RecordLink(.appointment, booking.id)),
            with(clinician, booking, at: now),
        ]
    }

    static func begin(_ booking: Booking, with clinician: PersonID, in transaction: Transaction) throws {
        try CareRelationStore.begin(relations(of: booking, with: clinician, at: transaction.instant), in: transaction)
    }

    static func end(_ booking: Booking, in transaction: Transaction) throws {
        try CareRelationStore.end(.appointment, [booking.id.stored], in: transaction)
    }

    /// The clinic has another clinician: who had it sees its patients no more, and the other does.
    static func pass(_ clinic: ID<Clinic>, to clinician: PersonID, in transaction: Transaction) throws {
        let bookings = try BookingStore.bookings(in: clinic, in: transaction)
        try CareRelationStore.end(.appointment, bookings.map(\.id.stored), ofPersonsAlone: true, in: transaction)
        try CareRelationStore.begin(bookings.map { with(clinician, $0, at: transaction.instant) }, in: transaction)
    }

    /// Appointments that stand and do not let their hub and clinician see the patient, and those that let somebody see one who should not, one sentence
    /// each. Days are not looked at.
    package static func verify(in connection: any Connection) throws -> [String] {
        let wanted: SQL = """
            SELECT bookings.id AS evidence, bookings.patient, bookings.hub AS party
            FROM bookings
            WHERE bookings.status <> 'cancelled'
            UNION ALL
            SELECT bookings.id AS evidence, bookings.patient, clinics.clinician AS party
            FROM bookings
            JOIN clinics ON clinics.id = bookings.clinic
            WHERE bookings.status <> 'cancelled'
            """
        let standing: SQL = """
            SELECT evidence, patient, COALESCE(place, team, person) AS party
            FROM care_relations
            WHERE evidence_kind = \(RecordKind.appointment.rawValue)
              AND ended_at IS NULL
            """
        func without(_ one: SQL, _ other: SQL) throws -> [String] {
            try connection.values(
                """
                SELECT DISTINCT evidence
                FROM (
                  \(one)
                  EXCEPT
                  SELECT evidence, patient, party
                  FROM (\(other)) AS others) AS differing
                ORDER BY evidence
                """)
        }
        return try without(wanted, standing).map { "Appointment \($0) stands, but its hub or its clinician cannot see the patient by it." }
            + without(standing, wanted).map {
                "Appointment \($0) is cancelled or has another clinician by now, but still lets somebody see the patient."
            }
    }

    private static func with(_ clinician: PersonID, _ booking: Booking, at now: Instant) -> CareRelation {
        CareRelation(
            id: ID(at: now), patient: booking.patient, party: .person(clinician), from: booking.localDate.adding(days: -looksAhead),
            until: booking.localDate.adding(days: looksBack), evidence: RecordLink(.appointment, booking.id))
    }
}

extension RecordKind {
    package static let appointment = RecordKind("appointment")
}
