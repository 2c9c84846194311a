// Reads and writes people and their posts.

import Kernel
import Store

package enum PersonStore {
    package static func person(_ id: PersonID, in connection: any Connection) throws -> Person? {
        try connection.first(
            Person.self, "SELECT id, given_name, family_name, title, registration, profession FROM people WHERE id = \(id)")
    }

    package static func people(_ ids: [PersonID], in connection: any Connection) throws -> [Person] {
        guard !ids.isEmpty else { return [] }
        return try connection.all(
            Person.self,
            """
            SELECT id, given_name, family_name, title, registration, profession
            FROM people
            WHERE id IN \(ids)
            ORDER BY family_name, given_name, id
            """)
    }

    /// Those who hold any post at an organisation on `date`, each once.
    package static func people(at organisation: OrganisationID, on date: LocalDate, in connection: any Connection) throws -> [Person] {
        try connection.all(
            Person.self,
            """
            SELECT DISTINCT p.id, p.given_name, p.family_name, p.title, p.registration, p.profession
            FROM people p
            JOIN posts t ON t.person_id = p.id
            WHERE t.organisation_id = \(organisation)
            AND \(SQL.inForce(on: date, "t"))
            ORDER BY p.family_name, p.given_name, p.id
            """)
    }

    /// All posts at an organisation, those in force first.
    package static func posts(at organisation: OrganisationID, on date: LocalDate? = nil, in connection: any Connection) throws -> [Post] {
        let posts = try connection.all(
            Post.self,
            """
            SELECT id, person_id, organisation_id, kind, from_date, until_date
            FROM posts
            WHERE organisation_id = \(organisation)
            ORDER BY from_date DESC, id
            """)
        guard let date else { return posts }
        return posts.filter { $0.isInForce(on: date) }
    }

    /// The named lead of a practice on `date`.
    package static func namedLead(of organisation: OrganisationID, on date: LocalDate, in connection: any Connection) throws -> Person? {
        guard let post = try posts(at: organisation, on: date, in: connection).first(where: { $0.kind == .namedLead }) else { return nil }
        return try person(post.personId, in: connection)
    }

    package static func add(_ person: Person, in transaction: Transaction) throws {
        try transaction.execute(
            """
            INSERT INTO people (id, title, given_name, family_name, profession, registration, recorded_at)
            VALUES (\(person.id), \(person.title), \(person.givenName), \(person.familyName), \(person.profession), \(person.registration),
                \(transaction.instant))
            """)
        try transaction.audit("person added", AuditSubject("person", person.id))
    }

    /// Appoints a person. Refused where the person holds the post already, or somebody else is the named lead, in that period.
    package static func appoint(_ post: Post, reason: String? = nil, in transaction: Transaction) throws {
        guard !post.period.isEmpty else { throw DirectoryRefusal.untilBeforeFrom }
        let standing = try posts(at: post.organisationId, in: transaction).filter { other in
            other.kind == post.kind && (post.kind == .namedLead || other.personId == post.personId)
                && other.period.overlaps(post.period)
        }
        guard standing.isEmpty else { throw DirectoryRefusal.postHeld(title: post.kind.title) }
        try transaction.execute(
            """
            INSERT INTO posts (id, person_id, organisation_id, kind, from_date, until_date, recorded_at)
            VALUES (\(post.id), \(post.personId), \(post.organisationId), \(post.kind), \(post.fromDate), \(post.untilDate), \(transaction.instant))
            """)
        try transaction.audit(
            "post filled", AuditSubject("person", post.personId), practice: post.organisationId, reason: reason,
            details: ["post": post.kind.rawValue, "from": post.fromDate.stored])
    }

    /// Ends a post; `lastDay` is the last on which it is held. Refused where it has an end already.
    package static func end(_ post: Post, lastDay: LocalDate, reason: String?, in transaction: Transaction) throws {
        guard lastDay >= post.fromDate else { throw DirectoryRefusal.untilBeforeFrom }
        let changed = try transaction.execute("UPDATE posts SET until_date = \(lastDay) WHERE id = \(post.id) AND until_date IS NULL")
        guard changed == 1 else {
            let ended = try transaction.value(LocalDate.self, "SELECT until_date FROM posts WHERE id = \(post.id)")
            guard let ended else { throw ChangedMeanwhile(field: "until") }
            throw DirectoryRefusal.endedAlready(ended)
        }
        try transaction.audit(
            "post ended", AuditSubject("person", post.personId), practice: post.organisationId, reason: reason,
            details: ["post": post.kind.rawValue, "until": lastDay.stored])
    }

    /// Makes a person the named lead from `from` on; the one before ends the day before.
    package static func lead(
        _ organisation: OrganisationID, by person: PersonID, from: LocalDate, reason: String?, in transaction: Transaction
    ) throws {
        for post in try posts(at: organisation, in: transaction) where post.kind == .namedLead && post.untilDate == nil {
            guard post.personId != person else { throw DirectoryRefusal.nothingToChange }
            guard from > post.fromDate else { throw DirectoryRefusal.leadSince(post.fromDate) }
            try end(post, lastDay: from.adding(days: -1), reason: reason, in: transaction)
        }
        try appoint(
            Post(id: ID(at: transaction.instant), personId: person, organisationId: organisation, kind: .namedLead, fromDate: from), reason: reason,
            in: transaction)
    }
}
