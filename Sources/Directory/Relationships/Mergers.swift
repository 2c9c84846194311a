// Mergers recorded, and taken back.

import Kernel
import Store

extension OrganisationStore {
    /// Who carries on for an organisation on `date`, and everybody for whom that one does. Everything that follows a merger (whose rows a practice sees,
    /// who is paid, who has agreed) asks here. It reads only the mergers around this organisation, so it is cheap enough for every request.
    package static func lineage(of organisation: OrganisationID, on date: LocalDate, in connection: any Connection) throws -> Lineage {
        var known: Set<OrganisationID> = [organisation]
        var found: [Successions.Succession] = []
        while true {
            found = try connection.all(mergers(around: known.sorted(), on: date))
            let reached = known.union(found.flatMap { [$0.organisation, $0.successor] })
            guard reached.count > known.count else { break }
            known = reached
        }
        let successions = Successions(found, on: date)
        let heir = successions.final(of: organisation)
        return Lineage(heir: heir, predecessors: Set(successions.family(of: heir)))
    }

    /// Selects the mergers by `date` that any of these organisations has a part in.
    static func mergers(around organisations: [OrganisationID], on date: LocalDate) -> SQL {
        """
        SELECT organisation_id AS organisation, other_id AS successor, from_date AS "from"
        FROM organisation_relationships
        WHERE kind = 'succeeded-by'
        AND from_date <= \(date)
        AND (organisation_id IN \(organisations) OR other_id IN \(organisations))
        """
    }

    /// Every succession on record; with `knownAt` those that were on record then, those taken back since included.
    package static func successions(knownAt: Instant? = nil, in connection: any Connection) throws -> [Successions.Succession] {
        var standing: SQL = """
            SELECT organisation_id AS organisation, other_id AS successor, from_date AS "from"
            FROM organisation_relationships
            WHERE kind = 'succeeded-by'

            """
        if let knownAt {
            standing.append(
                """
                AND recorded_at <= \(knownAt)
                UNION ALL
                SELECT organisation, successor, from_date AS "from"
                FROM mergers_taken_back
                WHERE recorded_at <= \(knownAt)
                AND taken_back_at > \(knownAt)
                """)
        }
        return try connection.all(Successions.Succession.self, standing)
    }

    /// The merger of an organisation into another, begun or to come; nil where there is none.
    static func merger(of organisation: OrganisationID, in connection: any Connection) throws -> Successions.Succession? {
        try connection.first(
            """
            SELECT organisation_id AS organisation, other_id AS successor, from_date AS "from"
            FROM organisation_relationships
            WHERE kind = 'succeeded-by'
            AND organisation_id = \(organisation)
            ORDER BY from_date DESC
            """)
    }

    /// Mergers that were recorded and taken back, as organisation and successor.
    static func mergersTakenBack(in connection: any Connection) throws -> [Successions.Succession] {
        try connection.all("SELECT organisation, successor, from_date AS \"from\" FROM mergers_taken_back ORDER BY taken_back_at")
    }

    /// Records a merger: `successor` carries on for `organisation` from `from`, and `organisation` closes the day before where it is open.
    package static func succeed(
        _ organisation: OrganisationID, by successor: OrganisationID, from: LocalDate, reason: String?, in transaction: Transaction
    ) throws {
        guard organisation != successor else { throw DirectoryRefusal.successorOfItself }
        let everything = try Successions(successions(in: transaction), on: Timeline.end)
        guard everything.final(of: successor) != organisation, !everything.family(of: organisation).contains(successor) else {
            throw DirectoryRefusal.circleOfSuccessors
        }
        try relate(organisation, .succeededBy, successor, from: from, reason: reason, in: transaction)
        try close(organisation, lastDay: from.adding(days: -1), in: transaction)
    }

    /// Takes back a merger that was recorded in error: from now on nothing follows it. What was known while it stood can still be asked for
    /// (`successions(knownAt:)`). To correct one, take it back and record it anew.
    ///
    /// - Parameter reopens: whether the organisation is open again, as if it had never closed.
    package static func takeBackMerger(
        of organisation: OrganisationID, reopens: Bool, reason: String, in transaction: Transaction
    ) throws {
        guard let merger = try merger(of: organisation, in: transaction) else { throw DirectoryRefusal.noMerger }
        try transaction.execute(
            """
            INSERT INTO mergers_taken_back (id, organisation, successor, from_date, source, recorded_at, taken_back_at, taken_back_by, reason)
            SELECT id, organisation_id, other_id, from_date, source, recorded_at, \(transaction.instant), \(transaction.actor.person), \(reason)
            FROM organisation_relationships
            WHERE kind = 'succeeded-by' AND organisation_id = \(organisation) AND from_date = \(merger.from)
            """)
        try transaction.execute(
            """
            DELETE FROM organisation_relationships
            WHERE kind = 'succeeded-by' AND organisation_id = \(organisation) AND from_date = \(merger.from)
            """)
        if reopens { try reopen(organisation, from: merger.from, in: transaction) }
        try transaction.audit(
            "merger taken back", AuditSubject("organisation", organisation), practice: organisation, reason: reason,
            details: ["successor": merger.successor.stored, "from": merger.from.stored, "reopened": reopens ? "yes" : "no"])
    }

    /// Opens an organisation again that closed the day before `from`.
    private static func reopen(_ organisation: OrganisationID, from: LocalDate, in transaction: Transaction) throws {
        let lastDay = from.adding(days: -1)
        guard try self.organisation(organisation, on: from, in: transaction)?.closedOn == lastDay else { return }
        try transaction.execute("DELETE FROM organisation_statuses WHERE organisation_id = \(organisation) AND from_date >= \(from)")
        try transaction.execute(
            "UPDATE organisation_statuses SET until_date = NULL WHERE organisation_id = \(organisation) AND until_date = \(lastDay)")
        try transaction.execute("UPDATE organisations SET closed_on = NULL WHERE id = \(organisation)")
        try transaction.audit("organisation reopened", AuditSubject("organisation", organisation), practice: organisation)
    }
}
