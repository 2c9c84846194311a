// Reads and records populations, old ones too.

import Kernel
import Store

package enum PopulationStore {
    /// The population of a practice on `date` as it was known at `knownAt`: the latest snapshot, and the patients of practices taken over since.
    /// Asking for a practice that another carries on for gives that other one's. Nil where no snapshot is known.
    package static func population(
        of practice: OrganisationID, kind: PopulationKind, on date: LocalDate, knownAt: Instant, in connection: any Connection
    ) throws -> Population? {
        let successions = try Successions(OrganisationStore.successions(knownAt: knownAt, in: connection), on: date)
        let heir = successions.final(of: practice)
        return try populations(of: [heir], kind: kind, on: date, knownAt: knownAt, in: connection)[heir]
    }

    /// The sum over practices, in hundredths of a patient. Practices that merged are counted once.
    package static func total(
        of practices: [OrganisationID], kind: PopulationKind, on date: LocalDate, knownAt: Instant, in connection: any Connection
    ) throws -> Int {
        try populations(of: practices, kind: kind, on: date, knownAt: knownAt, in: connection).values.reduce(0) { $0 + $1.hundredths }
    }

    /// The population of each practice, by the practice that carries on for it. Mergers count as they were known at `knownAt` too, so that a sum
    /// made then comes out again.
    package static func populations(
        of practices: [OrganisationID], kind: PopulationKind, on date: LocalDate, knownAt: Instant, in connection: any Connection
    ) throws -> [OrganisationID: Population] {
        let successions = try Successions(OrganisationStore.successions(knownAt: knownAt, in: connection), on: date)
        let heirs = Set(practices.map { successions.final(of: $0) })
        let latest = try latest(of: heirs.flatMap { successions.family(of: $0) }, kind: kind, on: date, knownAt: knownAt, in: connection)
        var populations: [OrganisationID: Population] = [:]
        for heir in heirs { populations[heir] = PopulationRules.population(of: heir, latest: latest, successions: successions) }
        return populations
    }

    /// Every figure on record for a practice, restated ones too, newest snapshot first.
    package static func history(of practice: OrganisationID, in connection: any Connection) throws -> [Recorded] {
        try connection.all(
            Recorded.self,
            """
            SELECT kind, snapshot_date, hundredths, known_from, source
            FROM populations
            WHERE practice_id = \(practice)
            ORDER BY snapshot_date DESC, kind, known_from DESC
            """)
    }

    package struct Recorded: Codable, Hashable, Sendable {
        package let kind: PopulationKind
        package let snapshotDate: LocalDate
        package let hundredths: Int
        package let knownFrom: Instant
        package let source: String
    }

    /// Records a figure, known from the transaction's instant. Returns false, and writes nothing, where it is the one on record already.
    @discardableResult
    package static func record(
        _ hundredths: Int, of practice: OrganisationID, kind: PopulationKind, snapshotDate: LocalDate, source: String = "entered by hand",
        reason: String? = nil, in transaction: Transaction
    ) throws -> Bool {
        guard hundredths >= 0 else { throw DirectoryRefusal.figureNegative }
        let standing = try standingFigure(of: practice, kind, snapshotDate, in: transaction)
        guard standing != hundredths else { return false }
        try transaction.execute(
            """
            INSERT INTO populations (id, practice_id, kind, snapshot_date, hundredths, known_from, source)
            VALUES (\(ID<Population>(at: transaction.instant)), \(practice), \(kind), \(snapshotDate), \(hundredths), \(transaction.instant), \(source))
            """)
        try transaction.audit(
            "population recorded", AuditSubject("organisation", practice), practice: practice, reason: reason,
            details: ["kind": kind.rawValue, "snapshot": snapshotDate.stored, "hundredths": String(hundredths)])
        return true
    }

    private static func standingFigure(
        of practice: OrganisationID, _ kind: PopulationKind, _ date: LocalDate, in connection: any Connection
    ) throws -> Int? {
        try connection.value(
            Int.self,
            """
            SELECT hundredths
            FROM populations
            WHERE practice_id = \(practice) AND kind = \(kind) AND snapshot_date = \(date)
            ORDER BY known_from DESC
            LIMIT 1
            """)
    }

    private static func latest(
        of practices: [OrganisationID], kind: PopulationKind, on date: LocalDate, knownAt: Instant, in connection: any Connection
    ) throws -> [OrganisationID: Population] {
        guard !practices.isEmpty else { return [:] }
        let rows = try connection.all(
            Population.self,
            """
            SELECT practice, kind, snapshot_date, hundredths, known_from
            FROM (
                SELECT practice_id AS practice, kind, snapshot_date, hundredths, known_from,
                    ROW_NUMBER() OVER (PARTITION BY practice_id ORDER BY snapshot_date DESC, known_from DESC) AS place
                FROM populations
                WHERE practice_id IN \(practices)
                AND kind = \(kind)
                AND snapshot_date <= \(date)
                AND known_from <= \(knownAt)
            ) figures
            WHERE place = 1
            """)
        return Dictionary(rows.map { ($0.practice, $0) }, uniquingKeysWith: { first, _ in first })
    }
}
