// Undertakings and terms in the database.

import Kernel
import Store

package enum UndertakingStore {
    package static func undertaking(_ id: SchemeID, in connection: any Connection) throws -> Undertaking? {
        try connection.first("SELECT id, kind, title, purpose, follows_successor FROM undertakings WHERE id = \(id)")
    }

    package static func undertakings(in connection: any Connection) throws -> [Undertaking] {
        try connection.all("SELECT id, kind, title, purpose, follows_successor FROM undertakings ORDER BY title, id")
    }

    package static func terms(of undertaking: SchemeID, in connection: any Connection) throws -> [TermsVersion] {
        try connection.all(
            """
            SELECT undertaking, version, text, published_on, older_until
            FROM terms_versions
            WHERE undertaking = \(undertaking)
            ORDER BY version
            """)
    }

    /// All versions of all undertakings, for the pages that show them together.
    package static func allTerms(in connection: any Connection) throws -> [SchemeID: [TermsVersion]] {
        let versions: [TermsVersion] = try connection.all(
            """
            SELECT undertaking, version, text, published_on, older_until
            FROM terms_versions
            ORDER BY undertaking, version
            """)
        return Dictionary(grouping: versions, by: \.undertaking)
    }

    /// Offers a new undertaking with the first version of its terms.
    package static func add(
        _ undertaking: Undertaking, terms: String, publishedOn: LocalDate, in transaction: Transaction
    ) throws {
        let first = try UndertakingRules.next(after: [], of: undertaking.id, text: terms, olderUntil: nil, today: publishedOn)
        try prepare(undertaking, in: transaction)
        try insert(first, in: transaction)
        try transaction.audit("undertaking offered", AuditSubject("undertaking", undertaking.id))
    }

    /// Records an undertaking whose terms are still to be published. Until they are, practices are not asked to agree to it.
    package static func prepare(_ undertaking: Undertaking, in transaction: Transaction) throws {
        guard !undertaking.title.isEmpty else { throw TermsRefusal.titleMissing }
        let taken = try transaction.value(Int.self, "SELECT COUNT(*) FROM undertakings WHERE title = \(undertaking.title)") ?? 0
        guard taken == 0 else { throw TermsRefusal.titleTaken(undertaking.title) }
        try transaction.execute(
            """
            INSERT INTO undertakings (id, kind, title, purpose, follows_successor)
            VALUES (\(undertaking.id), \(undertaking.kind), \(undertaking.title), \(undertaking.purpose), \(undertaking.followsSuccessor))
            """)
        try transaction.audit("undertaking prepared", AuditSubject("undertaking", undertaking.id))
    }

    /// Publishes the next version of the terms. Consents to older versions stand until `olderUntil`, or as given where that is nil.
    @discardableResult
    package static func publish(
        _ text: String, for undertaking: SchemeID, olderUntil: LocalDate?, on today: LocalDate, in transaction: Transaction
    ) throws -> TermsVersion {
        let next = try UndertakingRules.next(
            after: terms(of: undertaking, in: transaction), of: undertaking, text: text, olderUntil: olderUntil, today: today)
        try insert(next, in: transaction)
        try transaction.audit("terms published", AuditSubject("undertaking", undertaking), details: ["version": "\(next.version)"])
        return next
    }

    private static func insert(_ version: TermsVersion, in transaction: Transaction) throws {
        try transaction.execute(
            """
            INSERT INTO terms_versions (undertaking, version, text, published_on, older_until)
            VALUES (\(version.undertaking), \(version.version), \(version.text), \(version.publishedOn), \(version.olderUntil))
            """)
    }
}
