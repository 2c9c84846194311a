// Consents in the database.

import Directory
import Kernel
import Store

package enum ConsentStore {
    /// The practice's consent to the undertaking in force on `date`, if there is one. A practice that merged into another has none from then on, and
    /// its consents do not bind the one that carries on, which agrees for itself. Only where the undertaking's rule lets consent follow to a successor
    /// does the consent of a practice that this one took over count, and only until this one has itself agreed or withdrawn.
    package static func inForce(
        practice: OrganisationID, undertaking: SchemeID, on date: LocalDate, in connection: any Connection
    ) throws -> Consent? {
        let lineage = try OrganisationStore.lineage(of: practice, on: date, in: connection)
        guard lineage.heir == practice else { return nil }
        let terms = try lapses(of: undertaking, in: connection)
        let own = try history(practice: practice, undertaking: undertaking, in: connection)
        if let consent = ConsentRules.inForce(own, terms: terms, closedOn: try lastDay(of: practice, on: date, in: connection), on: date) {
            return consent
        }
        guard !lineage.predecessors.isEmpty, own.allSatisfy(\.isEmpty),
            try UndertakingStore.undertaking(undertaking, in: connection)?.followsSuccessor == true
        else { return nil }
        for other in lineage.predecessors.sorted() {
            let history = try history(practice: other, undertaking: undertaking, in: connection)
            if let consent = ConsentRules.inForce(history, terms: terms, closedOn: nil, on: date) { return consent }
        }
        return nil
    }

    /// Every practice whose consent to the undertaking is in force on `date`, by the same rules.
    package static func practicesInForce(
        undertaking: SchemeID, on date: LocalDate, in connection: any Connection
    ) throws -> Set<OrganisationID> {
        try practicesInForce(undertaking: undertaking, on: [date], in: connection)[0]
    }

    /// The same on each of `days`, in their order: what is on record is read once for all of them.
    package static func practicesInForce(
        undertaking: SchemeID, on days: [LocalDate], in connection: any Connection
    ) throws -> [Set<OrganisationID>] {
        let terms = try lapses(of: undertaking, in: connection)
        let follows = try UndertakingStore.undertaking(undertaking, in: connection)?.followsSuccessor == true
        let mergers = try OrganisationStore.successions(in: connection)
        let histories = Dictionary(grouping: try consents(to: undertaking, in: connection), by: \.practice)
        let closed = try lastDays(of: Array(histories.keys), in: connection)
        return days.map { date in
            let successions = Successions(mergers, on: date)
            var practices: Set<OrganisationID> = []
            for (practice, history) in histories {
                guard ConsentRules.inForce(history, terms: terms, closedOn: nil, on: date) != nil else { continue }
                let heir = successions.final(of: practice)
                if heir == practice {
                    if closed[practice].map({ $0 >= date }) ?? true { practices.insert(practice) }
                } else if follows, (histories[heir] ?? []).allSatisfy(\.isEmpty) {
                    practices.insert(heir)
                }
            }
            return practices
        }
    }

    /// The consent in force, or a `MissingConsent` that says who can give it.
    @discardableResult
    package static func require(
        practice: OrganisationID, undertaking: SchemeID, on date: LocalDate, in connection: any Connection
    ) throws -> Consent {
        if let consent = try inForce(practice: practice, undertaking: undertaking, on: date, in: connection) { return consent }
        throw MissingConsent(
            practiceName: try OrganisationStore.organisation(practice, on: date, in: connection)?.name ?? "This practice",
            undertakingTitle: try UndertakingStore.undertaking(undertaking, in: connection)?.title ?? "this scheme", date: date)
    }

    /// One practice's consents to one undertaking, oldest first.
    package static func history(
        practice: OrganisationID, undertaking: SchemeID, in connection: any Connection
    ) throws -> [Consent] {
        try connection.all(
            """
            SELECT \(columns)
            FROM consents
            WHERE practice = \(practice) AND undertaking = \(undertaking)
            ORDER BY ordinal
            """)
    }

    /// All consents of the practices within `scope`, by practice, then undertaking: those too of practices that merged into one's own, which do not
    /// bind it.
    package static func consents(scope: Scope, in connection: any Connection) throws -> [Consent] {
        try connection.all(
            """
            SELECT \(columns)
            FROM consents
            WHERE \(scope.condition(practice: "practice"))
            ORDER BY practice, undertaking, ordinal
            """)
    }

    /// Records a practice's consent; throws a `ConsentRefusal` where it may not be given.
    @discardableResult
    package static func give(
        _ draft: ConsentDraft, id: ID<Consent>? = nil, in transaction: Transaction
    ) throws -> Consent {
        let today = London.local(transaction.instant).date
        guard try UndertakingStore.undertaking(draft.undertaking, in: transaction) != nil else { throw ConsentRefusal.unknownUndertaking }
        guard let practice = try OrganisationStore.organisation(draft.practice, on: draft.from, in: transaction)
        else { throw ConsentRefusal.unknownPractice }
        let history = try history(practice: draft.practice, undertaking: draft.undertaking, in: transaction)
        let decision = try ConsentRules.give(
            draft, terms: UndertakingStore.terms(of: draft.undertaking, in: transaction), history: history, closedOn: practice.closedOn,
            signedOn: today)
        let after: LocalDate?
        switch decision {
        case .begins(let last): after = last
        case .takesOver(let older, let olderUntil):
            after = olderUntil
            for consent in older { try end(consent, until: olderUntil, as: .newerTerms, by: draft.signedBy, reason: "", in: transaction) }
        }
        let consent = Consent(
            id: id ?? ID(at: transaction.instant), practice: draft.practice, undertaking: draft.undertaking,
            ordinal: (history.map(\.ordinal).max() ?? 0) + 1, termsVersion: draft.termsVersion, signedBy: draft.signedBy,
            signedName: draft.signedName, signedAt: transaction.instant, from: draft.from, until: draft.until)
        try transaction.execute(
            """
            INSERT INTO consents (
                id, practice, undertaking, ordinal, terms_version, signed_by, signed_name, signed_at, from_date, until_date, after_date)
            VALUES (
                \(consent.id), \(consent.practice), \(consent.undertaking), \(consent.ordinal), \(consent.termsVersion), \(consent.signedBy),
                \(consent.signedName), \(consent.signedAt), \(consent.from), \(consent.until), \(after))
            """)
        try transaction.audit(
            "consent given", AuditSubject("consent", consent.id), practice: consent.practice,
            details: ["from": consent.from.stored, "terms version": "\(consent.termsVersion)"])
        return consent
    }

    /// Ends a practice's taking part after `lastDay`, and returns the consents that this ends. It may return later by giving a new one.
    @discardableResult
    package static func withdraw(
        practice: OrganisationID, undertaking: SchemeID, lastDay: LocalDate, by person: PersonID, reason: String, in transaction: Transaction
    ) throws -> [Consent] {
        let endings = try ConsentRules.withdraw(
            lastDay: lastDay, reason: reason, history: history(practice: practice, undertaking: undertaking, in: transaction),
            today: London.local(transaction.instant).date)
        for (consent, until) in endings {
            try end(consent.id, until: until, as: .withdrawal, by: person, reason: reason, in: transaction)
            try transaction.audit(
                "consent withdrawn", AuditSubject("consent", consent.id), practice: practice, reason: reason, details: ["until": until.stored])
        }
        return endings.map(\.consent)
    }

    private static func end(
        _ consent: ID<Consent>, until: LocalDate, as ending: Consent.Ending, by person: PersonID, reason: String, in transaction: Transaction
    ) throws {
        try transaction.execute(
            """
            UPDATE consents
            SET until_date = \(until), ending = \(ending), ended_at = \(transaction.instant), ended_by = \(person), ending_reason = \(reason)
            WHERE id = \(consent)
            """)
    }

    static func consents(to undertaking: SchemeID, in connection: any Connection) throws -> [Consent] {
        try connection.all("SELECT \(columns) FROM consents WHERE undertaking = \(undertaking) ORDER BY practice, ordinal")
    }

    // Only what the rules read: the text of terms is long and a booking does not need it.
    private static func lapses(of undertaking: SchemeID, in connection: any Connection) throws -> [TermsVersion] {
        try connection.all(
            """
            SELECT undertaking, version, '' AS text, published_on, older_until
            FROM terms_versions
            WHERE undertaking = \(undertaking) AND older_until IS NOT NULL
            """)
    }

    private static func lastDay(of practice: OrganisationID, on date: LocalDate, in connection: any Connection) throws -> LocalDate? {
        try OrganisationStore.organisation(practice, on: date, in: connection)?.closedOn
    }

    // The last days of those that have closed or are about to.
    private static func lastDays(of practices: [OrganisationID], in connection: any Connection) throws -> [OrganisationID: LocalDate] {
        struct Closing: Decodable {
            let id: OrganisationID
            let closedOn: LocalDate
        }
        let closings: [Closing] = try connection.all(
            "SELECT id, closed_on FROM organisations WHERE id IN \(practices) AND closed_on IS NOT NULL")
        return Dictionary(closings.map { ($0.id, $0.closedOn) }, uniquingKeysWith: { first, _ in first })
    }

    private static let columns = SQL(
        verbatim: """
            id, practice, undertaking, ordinal, terms_version, signed_by, signed_name, signed_at, from_date, until_date, ending, ended_at, ended_by,
            ending_reason
            """)
}
