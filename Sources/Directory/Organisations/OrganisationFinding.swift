// Finds an organisation from any page.

import Kernel
import Store
import Web

/// Those that the federation deals with are weighed one by one, so that a slip of the pen finds them; of the rest of the country's practices,
/// which an import may have brought, those whose name holds what was typed, or whose code it is.
enum OrganisationFinding {
    private struct Named: Decodable {
        let id: OrganisationID
        let kind: OrganisationKind
        let name: String
        let code: String
        let isOurs: Bool
    }

    /// How many practices of the rest of the country are looked at.
    private static let mostOthers = 200

    static func find(_ query: FindQuery, on date: LocalDate, in connection: any Connection) throws -> [Found] {
        let names: [Named] = try connection.all(named(on: date, isOurs: "TRUE") + "AND \(ours(on: date))")
        return (names + (try others(query, on: date, in: connection))).compactMap { organisation in
            guard let score = query.score(organisation.name, with: organisation.code) else { return nil }
            let kind: Found.Kind =
                switch organisation.kind {
                case .practice: .practice
                case .hub: .hub
                default: .organisation
                }
            let detail = [
                kind == .organisation ? organisation.kind.title : "", organisation.code, organisation.isOurs ? "" : "outside the federation",
            ]
            return Found(
                kind, organisation.name, detail: detail.filter { !$0.isEmpty }.joined(separator: ", "),
                address: DirectoryAddresses.organisation.path(organisation.id), score: organisation.isOurs ? score : 0.7 * score)
        }
    }

    private static func others(_ query: FindQuery, on date: LocalDate, in connection: any Connection) throws -> [Named] {
        let long = query.words.filter { $0.count >= 3 }
        guard !long.isEmpty else { return [] }
        let code = query.words.count == 1 ? query.words[0].uppercased() : ""
        var holds: SQL = "TRUE"
        for word in long { holds.append(" AND LOWER(n.name) LIKE \("%\(word)%")") }
        return try connection.all(
            named(on: date, isOurs: "FALSE")
                + """
                AND NOT \(ours(on: date))
                AND (c.code = \(code) OR (\(holds)))
                ORDER BY o.id
                LIMIT \(mostOthers)
                """)
    }

    private static func named(on date: LocalDate, isOurs: SQL) -> SQL {
        """
        SELECT o.id, o.kind, n.name, COALESCE(c.code, '') AS code, \(isOurs) AS is_ours
        FROM organisations o
        JOIN organisation_names n ON n.organisation_id = o.id
            AND \(SQL.inForce(on: date, "n"))
        JOIN organisation_statuses s ON s.organisation_id = o.id AND s.status = 'active'
            AND \(SQL.inForce(on: date, "s"))
        LEFT JOIN organisation_codes c ON c.organisation_id = o.id
            AND \(SQL.inForce(on: date, "c"))
        WHERE TRUE

        """
    }

    // Members of the federation, and every body that is no practice: networks, hubs, commissioners.
    private static func ours(on date: LocalDate) -> SQL {
        """
        (o.kind <> 'practice' OR EXISTS (
            SELECT 1
            FROM organisation_relationships r
            WHERE r.organisation_id = o.id
            AND r.kind = 'member-of-federation'
            AND \(SQL.inForce(on: date, "r"))))
        """
    }
}
