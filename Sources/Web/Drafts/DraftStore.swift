// Where drafts lie, sealed.

import Kernel
import Store

/// The rows of drafts. What they hold is sealed before it comes here; a row's place is a mark of the form's address, which tells nobody whom it is
/// about.
enum DraftStore {
    /// How long a draft is kept after its last change, in minutes: a week.
    static let longest = 7 * 1440
    /// How many a person may have; the oldest gives way.
    static let most = 20

    struct Row: Decodable, Hashable, Sendable {
        let place: String
        let sealed: String
        let cause: String
        let changedAt: Instant
    }

    static func keep(
        _ sealed: String, in place: String, because cause: Draft.Cause, of owner: DraftOwner, at now: Instant, in connection: any Connection
    ) throws {
        try connection.execute(
            """
            INSERT INTO form_drafts (person, organisation, place, sealed, cause, changed_at)
            VALUES (\(owner.person), \(owner.organisation), \(place), \(sealed), \(cause.rawValue), \(now))
            ON CONFLICT (person, organisation, place) DO UPDATE
            SET sealed = excluded.sealed, cause = excluded.cause, changed_at = excluded.changed_at
            """)
        try connection.execute(
            """
            DELETE FROM form_drafts
            WHERE person = \(owner.person)
              AND changed_at < (
                SELECT MIN(changed_at)
                FROM (
                  SELECT changed_at
                  FROM form_drafts
                  WHERE person = \(owner.person)
                  ORDER BY changed_at DESC
                  LIMIT \(most)) AS newest)
            """)
    }

    /// The places of the person's drafts, without what they hold.
    static func places(of owner: DraftOwner, at now: Instant, in connection: any Connection) throws -> [String] {
        try connection.values(
            String.self,
            """
            SELECT place
            FROM form_drafts
            WHERE person = \(owner.person) AND organisation = \(owner.organisation) AND changed_at > \(now.adding(minutes: -longest))
            """)
    }

    static func row(_ place: String, of owner: DraftOwner, in connection: any Connection) throws -> Row? {
        try connection.first(
            Row.self,
            """
            SELECT place, sealed, cause, changed_at
            FROM form_drafts
            WHERE person = \(owner.person) AND organisation = \(owner.organisation) AND place = \(place)
            """)
    }

    static func end(_ place: String, of owner: DraftOwner, in connection: any Connection) throws {
        try connection.execute(
            "DELETE FROM form_drafts WHERE person = \(owner.person) AND organisation = \(owner.organisation) AND place = \(place)")
    }

    static func forget(_ person: PersonID, in connection: any Connection) throws {
        try connection.execute("DELETE FROM form_drafts WHERE person = \(person)")
    }

    static func sweep(at now: Instant, in connection: any Connection) throws {
        try connection.execute("DELETE FROM form_drafts WHERE changed_at <= \(now.adding(minutes: -longest))")
    }
}
