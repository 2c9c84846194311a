// Who hosts a hub's site, and from when.

import Kernel
import Store

/// A practice that hosts a site in a period; both days are included.
package struct SiteHost: Codable, Hashable, Sendable {
    package let practice: OrganisationID
    package let fromDate: LocalDate
    package let untilDate: LocalDate?
}

extension SiteStore {
    /// Who hosted a site, latest first.
    package static func hosts(of site: SiteID, in connection: any Connection) throws -> [SiteHost] {
        try connection.all(
            """
            SELECT practice_id AS practice, from_date, until_date
            FROM site_hosts
            WHERE site_id = \(site)
            ORDER BY from_date DESC
            """)
    }

    /// The sites that a practice hosts on some day after `date`.
    static func hosted(by practice: OrganisationID, after date: LocalDate, in connection: any Connection) throws -> [Site] {
        let ids = try connection.values(
            SiteID.self,
            """
            SELECT DISTINCT site_id
            FROM site_hosts
            WHERE practice_id = \(practice) AND \(SQL.notOver(on: date.adding(days: 1)))
            """)
        return try ids.compactMap { try site($0, in: connection) }.sorted { $0.name < $1.name }
    }

    /// Lets `practice` host a hub's site from `from` on. Work that is on record stays with the practice that hosted it, so `from` is after it; clinics
    /// that are published for later days go to the new host. A change that had been planned for a later day is replaced.
    package static func rehost(
        _ site: Site, by practice: OrganisationID, from: LocalDate, reason: String, ports: DirectoryPorts, in transaction: Transaction
    ) throws {
        guard let host = try OrganisationStore.organisation(practice, on: from, in: transaction) else { throw DirectoryRefusal.unknownOrganisation }
        guard host.kind == .practice else { throw DirectoryRefusal.wrongKind(name: host.name, expected: .practice) }
        guard host.isOpen else { throw DirectoryRefusal.hostNotOpen(name: host.name) }
        if try hosts(of: site.id, in: transaction).contains(where: { $0.practice == practice && $0.fromDate <= from && $0.untilDate == nil }) {
            throw DirectoryRefusal.hostAlready(name: host.name)
        }
        if let work = try ports.lastWork(site.id, transaction), work >= from { throw DirectoryRefusal.workRecorded(work, place: site.name) }
        try Self.host(site.id, by: practice, from: from, reason: reason, in: transaction)
        if try sites(of: site.organisation, in: transaction).first?.id == site.id {
            try relate(site.organisation, hostedBy: practice, from: from, reason: reason, in: transaction)
        }
        try ports.hostChanged(site.id, from, transaction)
    }

    /// The hub itself is said to be hosted by the practice that hosts its first site.
    private static func relate(
        _ hub: OrganisationID, hostedBy practice: OrganisationID, from: LocalDate, reason: String, in transaction: Transaction
    ) throws {
        for standing in try OrganisationStore.relationships(of: hub, in: transaction)
        where standing.kind == .hostedBy && !standing.period.isOver(on: from) {
            if standing.fromDate >= from {
                try transaction.execute("DELETE FROM organisation_relationships WHERE id = \(standing.id)")
            } else {
                try OrganisationStore.end(standing, lastDay: from.adding(days: -1), reason: reason, in: transaction)
            }
        }
        try OrganisationStore.relate(hub, .hostedBy, practice, from: from, reason: reason, in: transaction)
    }
}
