// Reads organisations as on a date.

import Kernel
import Store

/// Organisations, their members and their successors, each as on a date.
package enum OrganisationStore {
    package static func organisation(_ id: OrganisationID, on date: LocalDate, in connection: any Connection) throws -> Organisation? {
        try connection.first(Organisation.self, asOn(date) + "WHERE o.id = \(id)")
    }

    /// The organisation that had `code` on `date`.
    package static func organisation(code: ODSCode, on date: LocalDate, in connection: any Connection) throws -> Organisation? {
        try connection.first(Organisation.self, asOn(date) + "WHERE c.code = \(code)")
    }

    package static func organisations(_ ids: [OrganisationID], on date: LocalDate, in connection: any Connection) throws -> [Organisation] {
        guard !ids.isEmpty else { return [] }
        return try connection.all(Organisation.self, asOn(date) + "WHERE o.id IN \(ids)\nORDER BY n.name, o.id")
    }

    /// The organisations of a day at which somebody can hold a role with such a seat.
    package static func seats(_ seat: Role.Seat, on date: LocalDate, in connection: any Connection) throws -> [Organisation] {
        guard let federation = try federation(on: date, in: connection) else { return [] }
        switch seat {
        case .practice: return try members(of: federation.id, on: date, in: connection)
        case .hub: return try organisations(kind: .hub, on: date, in: connection).filter(\.isOpen)
        case .federation: return [federation]
        }
    }

    package static func names(of ids: [OrganisationID], on date: LocalDate, in connection: any Connection) throws -> [OrganisationID: String] {
        Dictionary(try organisations(Array(Set(ids)), on: date, in: connection).map { ($0.id, $0.name) }) { first, _ in first }
    }

    package static func organisations(kind: OrganisationKind, on date: LocalDate, in connection: any Connection) throws -> [Organisation] {
        try connection.all(Organisation.self, asOn(date) + "WHERE o.kind = \(kind)\nORDER BY n.name, o.id")
    }

    /// The open practices of a network, federation, locality or commissioner. A practice that another carried on for is replaced by its successor,
    /// unless the successor itself belongs elsewhere. A body that was itself succeeded has no members any more.
    package static func members(of body: OrganisationID, on date: LocalDate, in connection: any Connection) throws -> [Organisation] {
        let successions = try Successions(successions(in: connection), on: date)
        guard successions.final(of: body) == body else { return [] }
        let bodies = successions.family(of: body)
        let direct = try connection.all(
            Relationship.self,
            """
            SELECT r.id, r.organisation_id, r.kind, r.other_id, r.from_date, r.until_date, r.source
            FROM organisation_relationships r
            JOIN organisations o ON o.id = r.organisation_id
            WHERE r.other_id IN \(bodies)
            AND r.kind IN \(RelationshipKind.memberships)
            AND o.kind = 'practice'
            AND \(SQL.inForce(on: date, "r"))
            """)
        let heirs = direct.map { successions.final(of: $0.organisationId) }
        let inherited = zip(direct, heirs).filter { $0.0.organisationId != $0.1 }
        let own = try relationships(of: inherited.map(\.1), kinds: RelationshipKind.memberships, on: date, in: connection)
        var members: Set<OrganisationID> = []
        for (relationship, heir) in zip(direct, heirs) {
            let belongsElsewhere =
                relationship.organisationId != heir
                && own.contains { $0.organisationId == heir && $0.kind == relationship.kind && !bodies.contains($0.otherId) }
            if !belongsElsewhere { members.insert(heir) }
        }
        return try organisations(Array(members), on: date, in: connection).filter { $0.isOpen && $0.kind == .practice }
    }

    /// The network that a practice, or the practice that carries on for it, belonged to.
    package static func network(of practice: OrganisationID, on date: LocalDate, in connection: any Connection) throws -> Organisation? {
        try body(of: practice, by: .memberOfNetwork, on: date, in: connection)
    }

    /// The body that a practice, or the practice that carries on for it, had as its network, commissioner, federation or locality. The practice's
    /// own relationship counts before those of practices that it took over.
    package static func body(
        of practice: OrganisationID, by kind: RelationshipKind, on date: LocalDate, in connection: any Connection
    ) throws -> Organisation? {
        let successions = try Successions(successions(in: connection), on: date)
        let family = successions.family(of: successions.final(of: practice))
        let found = try relationships(of: family, kinds: [kind], on: date, in: connection)
        for member in family {
            guard let relationship = found.first(where: { $0.organisationId == member }) else { continue }
            return try organisation(successions.final(of: relationship.otherId), on: date, in: connection)
        }
        return nil
    }

    /// The networks that the federation's practices belonged to.
    package static func networks(of federation: OrganisationID, on date: LocalDate, in connection: any Connection) throws -> [Organisation] {
        try organisations(Array(Set(networkByPractice(of: federation, on: date, in: connection).values)), on: date, in: connection)
    }

    /// Each open practice of the federation with its network; practices of no network are left out.
    package static func networkByPractice(
        of federation: OrganisationID, on date: LocalDate, in connection: any Connection
    ) throws -> [OrganisationID: OrganisationID] {
        try networkByPractice(among: members(of: federation, on: date, in: connection).map(\.id), on: date, in: connection)
    }

    /// The same for practices that are known to be the federation's.
    package static func networkByPractice(
        among practices: [OrganisationID], on date: LocalDate, in connection: any Connection
    ) throws -> [OrganisationID: OrganisationID] {
        let successions = try Successions(successions(in: connection), on: date)
        let families = practices.map { successions.family(of: $0) }
        let found = try relationships(of: families.flatMap { $0 }, kinds: [.memberOfNetwork], on: date, in: connection)
        let direct = Dictionary(found.map { ($0.organisationId, $0.otherId) }, uniquingKeysWith: { first, _ in first })
        var networks: [OrganisationID: OrganisationID] = [:]
        for (practice, family) in zip(practices, families) {
            if let network = family.lazy.compactMap({ direct[$0] }).first { networks[practice] = successions.final(of: network) }
        }
        return networks
    }

    /// The federation that this database serves.
    package static func federation(on date: LocalDate, in connection: any Connection) throws -> Organisation? {
        try connection.first(
            Organisation.self, asOn(date) + "JOIN served_federation f ON f.organisation_id = o.id")
    }

    /// The practices that a person with this scope deals with: one's own, or all of the federation's.
    package static func practices(in scope: Scope, on date: LocalDate, in connection: any Connection) throws -> [Organisation] {
        switch scope.reach {
        case .practice(let practice, _):
            let heir = try successor(of: practice, on: date, in: connection)
            return try organisation(heir, on: date, in: connection).map { [$0] } ?? []
        case .network(_, let practices), .named(let practices): return try organisations(practices.sorted(), on: date, in: connection)
        case .federation, .system, .hub:
            guard let federation = try federation(on: date, in: connection) else { return [] }
            return try members(of: federation.id, on: date, in: connection)
        case .own, .caseload, .outside: return []
        }
    }

    /// The body that carried on for `organisation` on `date`; itself where none did.
    package static func successor(of organisation: OrganisationID, on date: LocalDate, in connection: any Connection) throws -> OrganisationID {
        try lineage(of: organisation, on: date, in: connection).heir
    }

    /// The relationships of these organisations in force on `date`.
    package static func relationships(
        of organisations: [OrganisationID], kinds: [RelationshipKind], on date: LocalDate, in connection: any Connection
    ) throws -> [Relationship] {
        guard !organisations.isEmpty else { return [] }
        return try connection.all(
            Relationship.self,
            """
            SELECT id, organisation_id, kind, other_id, from_date, until_date, source
            FROM organisation_relationships
            WHERE organisation_id IN \(organisations)
            AND kind IN \(kinds)
            AND \(SQL.inForce(on: date))
            """)
    }

    /// All relationships that an organisation ever had, latest first.
    package static func relationships(of organisation: OrganisationID, in connection: any Connection) throws -> [Relationship] {
        try connection.all(
            Relationship.self,
            """
            SELECT id, organisation_id, kind, other_id, from_date, until_date, source
            FROM organisation_relationships
            WHERE organisation_id = \(organisation)
            ORDER BY kind, from_date DESC
            """)
    }

    package static func history(of organisation: OrganisationID, in connection: any Connection) throws -> OrganisationHistory {
        OrganisationHistory(
            codes: try connection.all(
                OrganisationHistory.Dated.self,
                """
                SELECT code AS text, from_date, until_date
                FROM organisation_codes
                WHERE organisation_id = \(organisation)
                ORDER BY from_date DESC
                """),
            names: try connection.all(
                OrganisationHistory.Dated.self,
                """
                SELECT name AS text, from_date, until_date
                FROM organisation_names
                WHERE organisation_id = \(organisation)
                ORDER BY from_date DESC
                """),
            statuses: try connection.all(
                OrganisationHistory.Dated.self,
                """
                SELECT status AS text, from_date, until_date
                FROM organisation_statuses
                WHERE organisation_id = \(organisation)
                ORDER BY from_date DESC
                """),
            addresses: try connection.all(
                OrganisationHistory.Dated.self,
                """
                SELECT lines || CASE WHEN postcode IS NULL THEN '' ELSE ', ' || postcode END AS text, from_date, until_date
                FROM organisation_addresses
                WHERE organisation_id = \(organisation)
                ORDER BY from_date DESC
                """))
    }

    /// The organisations of a list, each with a code to sort by.
    static func listed(kind: OrganisationKind?, on date: LocalDate, openOnly: Bool) -> SQL {
        var sql: SQL = "SELECT dated.*, COALESCE(dated.ods_code, '') AS code\nFROM (\n\(asOn(date))WHERE TRUE\n"
        if let kind { sql.append("AND o.kind = \(kind)\n") }
        if openOnly { sql.append("AND s.status = 'active'\n") }
        return sql + ") AS dated"
    }

    /// Selects organisations with the name, code, postcode and status that they had on `date`; a condition follows. A date before the opening
    /// finds the organisation as proposed. The identifier is that of the name, beside which it stands in the index that lists are read along.
    package static func asOn(_ date: LocalDate) -> SQL {
        """
        SELECT n.organisation_id AS id, o.kind, c.code AS ods_code, n.name, a.postcode, o.opened_on, o.closed_on,
            COALESCE(s.status, 'proposed') AS status
        FROM organisations o
        JOIN organisation_names n ON n.organisation_id = o.id
            AND \(SQL.inForce(on: date, "n"))
        LEFT JOIN organisation_codes c ON c.organisation_id = o.id
            AND \(SQL.inForce(on: date, "c"))
        LEFT JOIN organisation_addresses a ON a.organisation_id = o.id
            AND \(SQL.inForce(on: date, "a"))
        LEFT JOIN organisation_statuses s ON s.organisation_id = o.id
            AND \(SQL.inForce(on: date, "s"))

        """
    }
}
