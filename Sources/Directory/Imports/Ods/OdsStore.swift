// Reads what a practice file is held against.

import Kernel
import Store

enum OdsStore {
    /// Everything that the comparison needs, in three queries however long the file is.
    static func knowledge(in connection: any Connection) throws -> OdsKnowledge {
        var knowledge = OdsKnowledge()
        let practices = try connection.all(
            KnownPractice.self,
            """
            SELECT o.id, c.code, o.kind, o.opened_on, o.closed_on, o.confirmed_on, o.network_confirmed_on, n.name, n.from_date AS name_from, a.lines, a.postcode,
                a.telephone, a.from_date AS address_from, s.status, s.from_date AS status_from
            FROM organisations o
            JOIN organisation_codes c ON c.organisation_id = o.id AND c.until_date IS NULL
            JOIN organisation_names n ON n.organisation_id = o.id AND n.until_date IS NULL
            LEFT JOIN organisation_addresses a ON a.organisation_id = o.id AND a.until_date IS NULL
            LEFT JOIN organisation_statuses s ON s.organisation_id = o.id AND s.until_date IS NULL
            """)
        for practice in practices {
            knowledge.practices[practice.code] = practice
            knowledge.codes[practice.id] = practice.code
        }
        let commissioners = try connection.all(
            KnownCommissioner.self,
            """
            SELECT id AS relationship, organisation_id AS practice, other_id AS commissioner, from_date, until_date
            FROM organisation_relationships
            WHERE kind = 'commissioned-by'
            ORDER BY from_date
            """)
        for commissioner in commissioners { knowledge.commissioners[commissioner.practice] = commissioner }
        knowledge.succeeded = try Set(OrganisationStore.successions(in: connection).map(\.organisation))
        return knowledge
    }
}
