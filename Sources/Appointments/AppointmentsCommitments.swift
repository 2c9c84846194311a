// What this room has planned after a day.

import Directory
import Identity
import Kernel
import Store
import Web

extension AppointmentsFeature {
    package func commitments(of subject: Commitment.Subject, after day: LocalDate, in connection: any Connection) throws -> [Commitment] {
        switch subject {
        case .scheme(let scheme): try published("scheme = \(scheme)", after: day, in: connection).map { [$0] } ?? []
        case .site(let site): try published("site = \(site)", after: day, in: connection).map { [$0] } ?? []
        case .practice(let practice, let scheme): try kept(practice, under: scheme, after: day, in: connection)
        }
    }

    private func published(_ which: SQL, after day: LocalDate, in connection: any Connection) throws -> Commitment? {
        let count = try ClinicStore.published(which, after: day, in: connection)
        guard count > 0 else { return nil }
        return Commitment(
            what: count == 1 ? "A clinic is published" : "\(count) clinics are published",
            remedy: "Ask a hub coordinator to withdraw \(count == 1 ? "it" : "them") first.")
    }

    /// What is booked for a practice's patients after its last day in a scheme, and what is published at the hubs that it hosts.
    private func kept(
        _ practice: OrganisationID, under scheme: SchemeID, after lastDay: LocalDate, in connection: any Connection
    ) throws -> [Commitment] {
        let lineage = try OrganisationStore.lineage(of: practice, on: lastDay, in: connection)
        let scope = ScopeRules.practice(practice, carryingOnFor: lineage.predecessors)
        var commitments: [Commitment] = []
        if let booked = try KeptAppointmentStore.booked(under: scheme, after: lastDay, scope: scope, in: connection) {
            let what = booked.count == 1 ? "1 appointment is booked" : "\(booked.count.grouped) appointments are booked"
            let remedy = "They are kept unless they are cancelled."
            commitments.append(
                Commitment(
                    sentence: "\(what) for your patients after this day, the last on \(booked.last.longText). \(remedy)", what: what, remedy: remedy,
                    address: AppointmentsAddresses.keptAppointments.path()))
        }
        if let hosted = try ClinicStore.hosted(by: lineage.members, under: scheme, after: lastDay, in: connection) {
            let remedy = "They go on until the hub coordinator withdraws them or another practice hosts the hub."
            commitments.append(
                Commitment(
                    sentence: "\(hosted.published), which your practice hosts, after this day, the last on \(hosted.last.longText); "
                        + "\(hosted.bookings). \(remedy)", what: hosted.published, remedy: remedy,
                    address: AppointmentsAddresses.keptAppointments.path()))
        }
        return commitments
    }
}
