// Finds a person by name or practice.

import Kernel
import Store
import Web

enum PersonFinding {
    private struct Holder: Decodable {
        let id: PersonID
        let organisationId: OrganisationID
        let title: String
        let givenName: String
        let familyName: String
        let post: PostKind
        let organisation: String
    }

    /// Those who hold a post on a day; the page of the organisation shows how to reach them. All are weighed: a federation has some two thousand.
    static func find(_ query: FindQuery, on date: LocalDate, in connection: any Connection) throws -> [Found] {
        let holders: [Holder] = try connection.all(
            """
            SELECT p.id, t.organisation_id, p.title, p.given_name, p.family_name, t.kind AS post, n.name AS organisation
            FROM posts t
            JOIN people p ON p.id = t.person_id
            JOIN organisation_names n ON n.organisation_id = t.organisation_id
                AND \(SQL.inForce(on: date, "n"))
            WHERE \(SQL.inForce(on: date, "t"))
            ORDER BY p.id, t.organisation_id, t.kind
            """)
        var seen: Set<[String]> = []
        return holders.compactMap { holder in
            let name = "\(holder.givenName) \(holder.familyName)"
            // Who holds two posts at one organisation is one answer.
            guard let score = query.score(name, with: holder.organisation), seen.insert([holder.id.stored, holder.organisationId.stored]).inserted
            else { return nil }
            return Found(
                .person, [holder.title, name].filter { !$0.isEmpty }.joined(separator: " "), detail: "\(holder.post.title), \(holder.organisation)",
                address: DirectoryAddresses.organisation.path(holder.organisationId), score: score)
        }
    }
}
