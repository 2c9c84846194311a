// Reads and writes sites, rooms and hosts.

import Kernel
import Store

package enum SiteStore {
    package static func site(_ id: SiteID, in connection: any Connection) throws -> Site? {
        try connection.first(Site.self, columns + "WHERE s.id = \(id)")
    }

    /// The sites that an organisation has or had; pass a date to leave out those not in use then.
    package static func sites(of organisation: OrganisationID, on date: LocalDate? = nil, in connection: any Connection) throws -> [Site] {
        try connection.all(Site.self, columns + "WHERE s.organisation_id = \(organisation)\n" + inUse(on: date) + "ORDER BY s.name, s.id")
    }

    /// The sites of hubs that are open on `date`.
    package static func hubSites(on date: LocalDate, in connection: any Connection) throws -> [Site] {
        try connection.all(
            Site.self,
            columns
                + """
                JOIN organisations o ON o.id = s.organisation_id
                JOIN organisation_statuses t ON t.organisation_id = o.id
                    AND \(SQL.inForce(on: date, "t"))
                WHERE o.kind = 'hub' AND t.status = 'active'

                """ + inUse(on: date) + "ORDER BY s.name, s.id")
    }

    /// The sites of these organisations that are on the map on `date`.
    package static func placedSites(of organisations: [OrganisationID], on date: LocalDate, in connection: any Connection) throws -> [Site] {
        guard !organisations.isEmpty else { return [] }
        return try connection.all(
            Site.self,
            columns + "WHERE s.organisation_id IN \(organisations) AND s.latitude IS NOT NULL\n" + inUse(on: date) + "ORDER BY s.name, s.id")
    }

    package static func room(_ id: ID<Room>, in connection: any Connection) throws -> Room? {
        try connection.first(Room.self, "SELECT id, site_id AS site, name FROM rooms WHERE id = \(id)")
    }

    /// The rooms in use at a site; pass a date to ask for another day than the latest.
    package static func rooms(at site: SiteID, on date: LocalDate? = nil, in connection: any Connection) throws -> [Room] {
        guard let date else {
            return try connection.all(
                Room.self,
                """
                SELECT id, site_id AS site, name
                FROM rooms
                WHERE site_id = \(site) AND until_date IS NULL
                ORDER BY name
                """)
        }
        return try connection.all(
            Room.self,
            """
            SELECT id, site_id AS site, name
            FROM rooms
            WHERE site_id = \(site)
            AND \(SQL.inForce(on: date))
            ORDER BY name
            """)
    }

    /// The practice that hosts a hub's site on `date`, or the practice that carries on for it. A practice's own site is hosted by that practice.
    package static func hostPractice(of site: SiteID, on date: LocalDate, in connection: any Connection) throws -> OrganisationID? {
        let host = try connection.value(
            OrganisationID.self,
            """
            SELECT practice_id
            FROM site_hosts
            WHERE site_id = \(site)
            AND \(SQL.inForce(on: date))
            """)
        let owner = try connection.value(
            OrganisationID.self,
            """
            SELECT o.id
            FROM sites s
            JOIN organisations o ON o.id = s.organisation_id
            WHERE s.id = \(site) AND o.kind = 'practice'
            """)
        guard let practice = host ?? owner else { return nil }
        return try OrganisationStore.successor(of: practice, on: date, in: connection)
    }

    package static func add(
        _ site: Site, address: String = "", code: ODSCode? = nil, from: LocalDate = Timeline.beginning, reason: String? = nil,
        in transaction: Transaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO sites (id, organisation_id, name, code, address, postcode, latitude, longitude, from_date, recorded_at)
            VALUES (\(site.id), \(site.organisation), \(site.name), \(code), \(address), \(site.postcode), \(site.latitude), \(site.longitude), \(from),
                \(transaction.instant))
            """)
        try transaction.audit("site added", AuditSubject("site", site.id), practice: site.organisation, reason: reason)
    }

    /// Adds a room. Refused where a room in use at the site has the name.
    package static func add(_ room: Room, from: LocalDate = Timeline.beginning, reason: String? = nil, in transaction: Transaction) throws {
        let taken = try rooms(at: room.site, in: transaction).contains { $0.name.lowercased() == room.name.lowercased() }
        guard !taken else { throw DirectoryRefusal.roomTaken(name: room.name) }
        try transaction.execute(
            """
            INSERT INTO rooms (id, site_id, name, from_date)
            VALUES (\(room.id), \(room.site), \(room.name), \(from))
            """)
        try transaction.audit("room added", AuditSubject("room", room.id), reason: reason)
    }

    /// Takes a room out of use after `lastDay`. Refused where that was done already.
    package static func close(_ room: ID<Room>, lastDay: LocalDate, reason: String?, in transaction: Transaction) throws {
        struct Use: Decodable {
            let fromDate: LocalDate
            let untilDate: LocalDate?
        }
        let changed = try transaction.execute(
            """
            UPDATE rooms
            SET until_date = \(lastDay)
            WHERE id = \(room) AND until_date IS NULL AND from_date <= \(lastDay)
            """)
        guard changed == 1 else {
            let use = try transaction.first(Use.self, "SELECT from_date, until_date FROM rooms WHERE id = \(room)")
            guard let ended = use?.untilDate else { throw DirectoryRefusal.untilBeforeFrom }
            throw DirectoryRefusal.endedAlready(ended)
        }
        try transaction.audit("room closed", AuditSubject("room", room), reason: reason, details: ["last day": lastDay.stored])
    }

    /// Lets `practice` host a hub's site from `from` on; the host before it ends the day before.
    package static func host(
        _ site: SiteID, by practice: OrganisationID, from: LocalDate = Timeline.beginning, reason: String? = nil, in transaction: Transaction
    ) throws {
        try transaction.execute("DELETE FROM site_hosts WHERE site_id = \(site) AND from_date >= \(from)")
        try transaction.execute(
            """
            UPDATE site_hosts
            SET until_date = \(from.adding(days: -1))
            WHERE site_id = \(site) AND \(SQL.notOver(on: from))
            """)
        try transaction.execute(
            """
            INSERT INTO site_hosts (site_id, practice_id, from_date)
            VALUES (\(site), \(practice), \(from))
            """)
        try transaction.audit("site host recorded", AuditSubject("site", site), practice: practice, reason: reason, details: ["from": from.stored])
    }

    private static let columns: SQL = """
        SELECT s.id, s.organisation_id AS organisation, s.name, s.postcode, s.latitude, s.longitude
        FROM sites s

        """

    private static func inUse(on date: LocalDate?) -> SQL {
        guard let date else { return "" }
        return "AND \(SQL.inForce(on: date, "s"))\n"
    }
}
