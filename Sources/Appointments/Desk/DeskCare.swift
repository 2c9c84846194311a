// A patient’s appointments, for the record.

import Kernel
import Patients
import Store
import Web
import Worklist

extension AppointmentsFeature {
    /// What this room answers about a patient.
    package static let care = CareDelivery(
        events: { patient, since, scope, now, connection in
            let bookings = try BookingStore.bookings(of: patient, from: since, withCancelled: true, scope: scope, in: connection)
            return try DeskAppointment.all(bookings.reversed(), in: connection).map { CareEvent($0, at: now) }
        },
        open: { patient, now, connection in
            try DeskAppointment.all(BookingStore.open(for: patient, at: now, in: connection), in: connection).map { CareEvent($0, at: now) }
        },
        cancelled: { patient, instant, now, connection in
            try DeskAppointment.all(BookingStore.cancelled(of: patient, at: instant, in: connection), in: connection).map { CareEvent($0, at: now) }
        },
        lastMet: { patient, connection in try BookingStore.lastMet(patient, in: connection) },
        died: { patient, cancelling, transaction in
            for event in cancelling {
                try BookingStore.cancel(
                    event.asID(of: Booking.self), reason: .noLongerNeeded, note: "The patient has died",
                    scope: .system("a death ends what any practice booked"), in: transaction)
            }
            try SlotStore.releaseHolds(for: patient, in: transaction)
        })
}

extension AppointmentsFeature {
    /// Where an appointment is booked for a patient, for those who book.
    @Sendable package static func booking(_ patient: PatientID, _ role: Role) -> String? {
        Permission.desk.allows(role) ? AppointmentsAddresses.deskPatient.path(patient) : nil
    }
}

extension AppointmentsFeature {
    /// Appointments as messages tell of them.
    @Sendable package static func messageSubjects(_ ids: [String], in connection: any Connection) throws -> [String: MessageSubject] {
        let bookings = try BookingStore.bookings(ids.compactMap { try? ID<Booking>(parsing: $0) }, in: connection)
        return try DeskAppointment.all(bookings, in: connection).reduce(into: [:]) { told, appointment in
            told[appointment.booking.id.stored] = MessageSubject(
                kind: "Appointment", title: appointment.booking.startsAt.londonText, detail: appointment.detail,
                address: AppointmentsAddresses.booking.path(appointment.booking.id))
        }
    }
}

extension CareEvent {
    init(_ appointment: DeskAppointment, at now: Instant) {
        let booking = appointment.booking
        self.init(
            id: booking.id.asID(of: CareEvent.self), startsAt: booking.startsAt, detail: appointment.detail,
            status: Tag(booking.status.title, booking.status.tone),
            isOpen: BookingRules.refusalToEnd(booking.status, startsAt: booking.startsAt, at: now) == nil,
            address: AppointmentsAddresses.booking.path(booking.id))
    }
}
