// The clinic list, and what is done on it.

import Activity
import Directory
import Kernel
import Patients
import Store
import Worklist

/// One line of a clinic list: an appointment with what the clinician needs to know.
package struct ListedBooking: Hashable, Sendable {
    package let booking: Booking
    package let patient: Patient
    package let practiceName: String
    /// What it is about; "" where nobody said.
    package let needTitle: String
    /// What has been written to the practice.
    package let messages: [Message]
}

package enum ClinicListStore {
    /// A person's clinics on a day; all clinics of the hub where `clinician` is nil.
    package static func clinics(
        on date: LocalDate, hub: OrganisationID?, clinician: PersonID?, in connection: any Connection
    ) throws -> [Clinic] {
        try ClinicStore.clinics(from: date, through: date, hub: hub, clinician: clinician, in: connection).filter { $0.status != .withdrawn }
    }

    /// How many appointments of each clinic stand in each status, cancelled ones left out.
    package static func standing(of clinics: [ID<Clinic>], in connection: any Connection) throws -> [ID<Clinic>: [BookingStatus: Int]] {
        struct Count: Decodable {
            let clinic: ID<Clinic>
            let status: BookingStatus
            let count: Int
        }
        let counts: [Count] = try connection.all(
            """
            SELECT clinic, status, CAST(COUNT(*) AS BIGINT) AS count
            FROM bookings
            WHERE clinic IN \(clinics)
              AND status <> 'cancelled'
            GROUP BY clinic, status
            """)
        return Dictionary(grouping: counts, by: \.clinic).mapValues { rows in
            Dictionary(rows.map { ($0.status, $0.count) }, uniquingKeysWith: +)
        }
    }

    /// The live bookings of clinics with their patients, or those that were cancelled at an instant as the clinic was not held, in the order of their times. Two queries, however many lines.
    package static func list(
        _ clinics: [ID<Clinic>], on date: LocalDate, turnedAwayAt instant: Instant? = nil, in connection: any Connection
    ) throws -> [ListedBooking] {
        let wanted: SQL =
            instant.map { "bookings.cancel_reason = 'clinic-withdrawn' AND bookings.cancelled_at = \($0)" } ?? "bookings.status <> 'cancelled'"
        let rows: [Line] = try connection.all(
            """
            SELECT bookings.*, patients.nhs_number, patients.title, patients.given_name, patients.family_name, patients.born_on, patients.gender,
              patients.telephone, patients.email, patients.address, patients.postcode, patients.communication_needs, patients.died_on,
              bookings.patient AS patient_id
            FROM bookings
            JOIN patients ON patients.id = bookings.patient
            WHERE bookings.clinic IN \(clinics)
              AND \(wanted)
            ORDER BY bookings.starts_at, bookings.id
            """)
        let successions = try Successions(OrganisationStore.successions(in: connection), on: date)
        let heirs = Dictionary(
            rows.map { ($0.booking.practice, successions.final(of: $0.booking.practice)) }, uniquingKeysWith: { first, _ in first })
        let byHeir = try OrganisationStore.names(of: Array(heirs.values), on: date, in: connection)
        let names = heirs.compactMapValues { byHeir[$0] }
        let messages = Dictionary(grouping: try BookingMessages.about(rows.map(\.booking.id), in: connection), by: \.subject)
        let titles = try NeedStore.titles(in: connection)
        return rows.map { row in
            ListedBooking(
                booking: row.booking, patient: row.patient, practiceName: names[row.booking.practice] ?? "",
                needTitle: titles[row.booking.need] ?? "",
                messages: messages[row.booking.id.stored] ?? [])
        }
    }

    /// Whose appointment at which clinic, within the hub and, where `clinician` is given, within that person's clinics.
    package static func booking(
        _ id: ID<Booking>, hub: OrganisationID?, clinician: PersonID? = nil, in connection: any Connection
    ) throws -> (Booking, Clinic)? {
        let scope = Scope.system("the hub and the clinician are asked for here")
        guard let booking = try BookingStore.booking(id, scope: scope, in: connection), hub == nil || booking.hub == hub,
            let clinic = try ClinicStore.clinic(booking.clinic, in: connection), clinician == nil || clinic.clinician == clinician
        else { return nil }
        return (booking, clinic)
    }

    /// Marks an appointment. Seen and did not attend write the activity ledger in the same transaction; a correction reverses that entry for a
    /// coded reason and tells the practice where something had been sent; what is typed, `note`, reaches the practice alone.
    @discardableResult
    package static func mark(
        _ id: ID<Booking>, _ act: BookingAct, reason: ReversalReason? = nil, note: String = "", correctsLater: Bool = false, hub: OrganisationID?,
        clinician: PersonID? = nil,
        in transaction: Transaction
    ) throws -> Booking {
        guard let (booking, clinic) = try booking(id, hub: hub, clinician: clinician, in: transaction) else { throw ActRefusal.notFound }
        let facts = ActFacts(
            status: booking.status, startsAt: booking.startsAt, localDate: booking.localDate, now: transaction.instant, correctsLater: correctsLater)
        let next = try ClinicListRules.status(after: act, facts: facts)
        var activity = booking.activity
        switch (act, booking.status) {
        case (.see, _), (.miss, _):
            let entry = try entry(for: booking, clinic, as: next, at: transaction.instant, in: transaction)
            try ActivityStore.record(entry, in: transaction)
            activity = entry.id.stored
        case (.correct, .seen), (.correct, .didNotAttend):
            guard let reason, ClinicListRules.reasons(against: booking.status).contains(reason) else { throw ActRefusal.reasonMissing }
            if let standing = try activity.map({ try ID<ActivityEntry>(parsing: $0) }) {
                try ActivityStore.reverse(standing, reason: reason, in: transaction)
            }
            activity = nil
            try BookingMessages.sendCorrection(of: booking, reason: reason.title, note: note, in: transaction)
        default: break
        }
        try write(booking, next, activity: activity, in: transaction)
        try transaction.audit(
            "appointment marked \(act == .correct ? "back to " : "")\(next.title.lowercased())", AuditSubject("booking", id),
            practice: booking.practice,
            patient: booking.patient, reason: reason?.title)
        return try BookingStore.booking(id, scope: .system("what was marked a moment before"), in: transaction) ?? booking
    }

    /// Writes to the practice about an appointment that is over.
    package static func send(
        _ body: String, mustAct: Bool, about id: ID<Booking>, hub: OrganisationID?, clinician: PersonID? = nil, in transaction: Transaction
    ) throws {
        guard let (booking, _) = try booking(id, hub: hub, clinician: clinician, in: transaction) else { throw ActRefusal.notFound }
        guard booking.status == .seen || booking.status == .didNotAttend else { throw ActRefusal.notSeenYet }
        try BookingMessages.send(body, mustAct: mustAct, about: booking, in: transaction)
    }

    private static func write(_ booking: Booking, _ status: BookingStatus, activity: String?, in transaction: Transaction) throws {
        let now = transaction.instant
        let arrivedAt = status == .booked ? nil : (booking.arrivedAt ?? (status == .arrived ? now : nil))
        let calledAt = status == .booked || status == .arrived ? nil : (booking.calledAt ?? (status == .called ? now : nil))
        let finishedAt = status == .seen || status == .didNotAttend ? now : nil
        try transaction.execute(
            """
            UPDATE bookings
            SET status = \(status), arrived_at = \(arrivedAt), called_at = \(calledAt), finished_at = \(finishedAt), activity = \(activity)
            WHERE id = \(booking.id)
            """)
    }

    // The clinic was planned and the appointment booked before a merger: the work is that of whoever carries on when it is done.
    private static func entry(
        for booking: Booking, _ clinic: Clinic, as status: BookingStatus, at now: Instant, in connection: any Connection
    ) throws -> ActivityEntry {
        ActivityEntry(
            id: ID(at: now), kind: status == .seen ? .appointmentDelivered : .appointmentNotAttended,
            practice: try OrganisationStore.successor(of: booking.practice, on: booking.localDate, in: connection),
            host: try OrganisationStore.successor(of: clinic.host, on: booking.localDate, in: connection),
            performedBy: clinic.clinician, site: clinic.site, occurredAt: booking.startsAt, localDate: booking.localDate, minutes: booking.minutes,
            contract: clinic.contract, scheme: clinic.scheme, evidence: RecordLink("appointment", booking.id), recordedAt: now)
    }

    private struct Line: Decodable {
        let booking: Booking
        let patient: Patient

        private enum CodingKeys: String, CodingKey {
            case patientId, nhsNumber, title, givenName, familyName, bornOn, gender, telephone, email, address, postcode, communicationNeeds, diedOn
        }

        init(from decoder: any Decoder) throws {
            booking = try Booking(from: decoder)
            let row = try decoder.container(keyedBy: CodingKeys.self)
            patient = Patient(
                id: try row.decode(PatientID.self, forKey: .patientId), nhsNumber: try row.decode(NHSNumber.self, forKey: .nhsNumber),
                title: try row.decode(String.self, forKey: .title), givenName: try row.decode(String.self, forKey: .givenName),
                familyName: try row.decode(String.self, forKey: .familyName), bornOn: try row.decode(LocalDate.self, forKey: .bornOn),
                gender: try row.decode(Gender.self, forKey: .gender),
                telephone: try row.decodeIfPresent(TelephoneNumber.self, forKey: .telephone),
                email: try row.decodeIfPresent(EmailAddress.self, forKey: .email), address: try row.decode(String.self, forKey: .address),
                postcode: try row.decodeIfPresent(Postcode.self, forKey: .postcode),
                communicationNeeds: try row.decode(String.self, forKey: .communicationNeeds),
                diedOn: try row.decodeIfPresent(LocalDate.self, forKey: .diedOn))
        }
    }
}
