// Changes what is known of an organisation.

import Kernel
import Store
import Web

/// Whether a fact changed on a day, or was never as it was recorded.
package enum ChangeKind: String, CaseIterable, Sendable {
    case fromADay = "from-a-day"
    case correction
}

extension OrganisationStore {
    /// The name that is dated last, or the address, as a form shows it; a form sends it back, so that two people at once do not undo each other.
    package struct LatestName: Codable, Hashable, Sendable {
        package let name: String
        package let fromDate: LocalDate

        package var revision: Revision { Revision(of: [name, fromDate.stored]) }
    }

    package struct LatestAddress: Codable, Hashable, Sendable {
        package let lines: String
        package let postcode: Postcode?
        package let telephone: String
        package let fromDate: LocalDate

        package var text: String { [lines, postcode?.stored ?? "", telephone].filter { !$0.isEmpty }.joined(separator: ", ") }
        package var revision: Revision { Revision(of: [lines, postcode?.stored ?? "", telephone, fromDate.stored]) }
    }

    /// What a form shows of an organisation that has no such fact yet.
    static let nothingYet = Revision(of: [])

    package static func latestName(of organisation: OrganisationID, in connection: any Connection) throws -> LatestName? {
        try connection.first(
            """
            SELECT name, from_date
            FROM organisation_names
            WHERE organisation_id = \(organisation)
            ORDER BY from_date DESC
            LIMIT 1
            """)
    }

    package static func latestAddress(of organisation: OrganisationID, in connection: any Connection) throws -> LatestAddress? {
        try connection.first(
            """
            SELECT lines, postcode, telephone, from_date
            FROM organisation_addresses
            WHERE organisation_id = \(organisation)
            ORDER BY from_date DESC
            LIMIT 1
            """)
    }

    /// Refuses a name that another open organisation of the kind has. Practices may share one, as they do all over England; their codes tell them apart.
    package static func refuseTaken(_ name: String, kind: OrganisationKind, except own: OrganisationID? = nil, in connection: any Connection) throws {
        guard kind != .practice else { return }
        let others = try connection.values(
            OrganisationID.self,
            """
            SELECT o.id
            FROM organisations o
            JOIN organisation_names n ON n.organisation_id = o.id AND n.until_date IS NULL
            WHERE o.kind = \(kind) AND o.closed_on IS NULL AND LOWER(n.name) = \(name.lowercased())
            """)
        guard others.allSatisfy({ $0 == own }) else { throw DirectoryRefusal.nameTaken(kind: kind, name: name) }
    }

    /// Gives another name from a day on; a name that was wrong is corrected for as long as it stood.
    package static func rename(
        _ organisation: Organisation, to name: String, _ change: ChangeKind, from: LocalDate, seen: Revision, reason: String,
        in transaction: Transaction
    ) throws {
        guard let latest = try latestName(of: organisation.id, in: transaction) else { throw DirectoryRefusal.unknownOrganisation }
        try seen.check(against: latest.revision, standsNow: "“\(latest.name)”")
        guard latest.name != name else { throw DirectoryRefusal.nothingToChange }
        try refuseTaken(name, kind: organisation.kind, except: organisation.id, in: transaction)
        switch change {
        case .fromADay: try rename(organisation.id, to: name, from: max(from, Timeline.beginning.adding(days: 1)), reason: reason, in: transaction)
        case .correction:
            try transaction.execute(
                "UPDATE organisation_names SET name = \(name) WHERE organisation_id = \(organisation.id) AND from_date = \(latest.fromDate)")
            try transaction.audit(
                "organisation name corrected", AuditSubject("organisation", organisation.id), practice: organisation.id, reason: reason,
                details: ["was": latest.name])
        }
    }

    /// Records another address, postcode or telephone number from a day on, or corrects what was recorded.
    package static func move(
        _ organisation: OrganisationID, to address: LatestAddress, _ change: ChangeKind, seen: Revision, reason: String, in transaction: Transaction
    ) throws {
        let latest = try latestAddress(of: organisation, in: transaction)
        let was = latest?.text ?? ""
        try seen.check(against: latest?.revision ?? nothingYet, standsNow: was.isEmpty ? "empty" : "“\(was)”")
        guard was != address.text else { throw DirectoryRefusal.nothingToChange }
        if let latest, change == .correction {
            try transaction.execute(
                """
                UPDATE organisation_addresses
                SET lines = \(address.lines), postcode = \(address.postcode), telephone = \(address.telephone)
                WHERE organisation_id = \(organisation) AND from_date = \(latest.fromDate)
                """)
        } else {
            let from = latest == nil && change == .correction ? Timeline.beginning : address.fromDate
            try transaction.execute("DELETE FROM organisation_addresses WHERE organisation_id = \(organisation) AND from_date >= \(from)")
            try transaction.execute(
                """
                UPDATE organisation_addresses
                SET until_date = \(from.adding(days: -1))
                WHERE organisation_id = \(organisation) AND \(SQL.notOver(on: from))
                """)
            try transaction.execute(
                """
                INSERT INTO organisation_addresses (organisation_id, lines, postcode, telephone, from_date)
                VALUES (\(organisation), \(address.lines), \(address.postcode), \(address.telephone), \(from))
                """)
        }
        try transaction.audit(
            change == .correction ? "organisation address corrected" : "organisation moved", AuditSubject("organisation", organisation),
            practice: organisation, reason: reason, details: ["was": was])
    }

    /// Closes an organisation after `lastDay`, unless something still stands after that day: a site that it hosts, practices that belong to it, clinics
    /// at its sites.
    package static func shut(
        _ organisation: OrganisationID, lastDay: LocalDate, reason: String, ports: DirectoryPorts, in transaction: Transaction
    ) throws {
        guard let standing = try Self.organisation(organisation, on: lastDay, in: transaction) else { throw DirectoryRefusal.unknownOrganisation }
        if let closed = standing.closedOn { throw DirectoryRefusal.closedAlready(closed) }
        if let opened = standing.openedOn, lastDay < opened { throw DirectoryRefusal.closedBeforeOpening(opened) }
        if try federation(on: lastDay, in: transaction)?.id == organisation { throw DirectoryRefusal.servedFederation }
        if let site = try SiteStore.hosted(by: organisation, after: lastDay, in: transaction).first { throw DirectoryRefusal.hostsSite(site.name) }
        if [.network, .locality].contains(standing.kind) {
            let members = try members(of: organisation, on: lastDay.adding(days: 1), in: transaction).count
            guard members == 0 else { throw DirectoryRefusal.hasMembers(members) }
        }
        for site in try SiteStore.sites(of: organisation, in: transaction) {
            if let planned = try ports.commitments.after(lastDay, of: .site(site.id), in: transaction).first {
                throw DirectoryRefusal.planned(planned.what, place: site.name, remedy: planned.remedy)
            }
            if let work = try ports.lastWork(site.id, transaction), work > lastDay { throw DirectoryRefusal.workAfterClosing(work, place: site.name) }
        }
        try close(organisation, lastDay: lastDay, in: transaction)
        try transaction.audit(
            "closure recorded by hand", AuditSubject("organisation", organisation), practice: organisation, reason: reason,
            details: ["last day": lastDay.stored])
    }
}
