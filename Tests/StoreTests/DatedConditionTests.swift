// Days in SQL and in Swift are one.

import Kernel
import Store
import TestKit
import Testing

@Suite("In force on a day")
struct DatedConditionTests {
    private static let migrations = [
        Migration(
            "2026-11-21 91 dated rows",
            """
            CREATE TABLE terms (
              id BIGINT NOT NULL PRIMARY KEY,
              from_date TEXT NOT NULL,
              until_date TEXT
            );
            """)
    ]

    /// Days about the turn of a year and about 29 February 2028, so that texts and days must sort alike.
    private static let days = (0..<12).map { LocalDate(daysSince1970: 20_815 + $0) } + (0..<12).map { LocalDate(daysSince1970: 21_238 + $0) }

    @Test("The conditions find just the rows whose period says the same, open and empty periods included", arguments: TestDatabases.engines)
    func agreement(engine: Engine) async throws {
        var dice = SeededGenerator(seed: 23)
        let periods = (0..<400).map { _ in
            DatePeriod(
                from: Self.days.randomElement(using: &dice) ?? TestDay.today,
                until: Bool.random(using: &dice) ? nil : Self.days.randomElement(using: &dice))
        }
        #expect(periods.contains(where: \.isEmpty) && periods.contains { $0.until == $0.from })
        try await withDatabase(engine, migrations: Self.migrations) { database async throws in
            try await database.change { transaction in
                for (id, period) in periods.enumerated() {
                    try transaction.execute("INSERT INTO terms (id, from_date, until_date) VALUES (\(id), \(period.from), \(period.until))")
                }
            }
            for day in Self.days {
                let (inForce, named, notOver) = try await database.read { connection in
                    (
                        try connection.values(Int.self, "SELECT id FROM terms WHERE \(SQL.inForce(on: day)) ORDER BY id"),
                        try connection.values(Int.self, "SELECT t.id FROM terms t WHERE TRUE AND \(SQL.inForce(on: day, "t")) ORDER BY t.id"),
                        try connection.values(Int.self, "SELECT t.id FROM terms t WHERE NOT FALSE AND \(SQL.notOver(on: day, "t")) ORDER BY t.id")
                    )
                }
                #expect(inForce == periods.indices.filter { periods[$0].contains(day) })
                #expect(named == inForce)
                #expect(notOver == periods.indices.filter { !periods[$0].isOver(on: day) })
            }
        }
    }

    @Test("A row holds its first and its last day, and no other; one without an end holds every later day")
    func ends() throws {
        let (first, last) = (try LocalDate(parsing: "2026-04-01"), try LocalDate(parsing: "2027-03-31"))
        let year = DatePeriod(from: first, until: last)
        for (day, isIn, isOver) in [
            (first.adding(days: -1), false, false), (first, true, false), (last, true, false), (last.adding(days: 1), false, true),
        ] {
            #expect(year.contains(day) == isIn)
            #expect(year.isOver(on: day) == isOver)
        }
        #expect(DatePeriod(from: first, until: nil).contains(LocalDate(daysSince1970: Int.max)))
        let empty = DatePeriod(from: first, until: first.adding(days: -1))
        #expect(empty.isEmpty && !empty.contains(first) && !empty.contains(first.adding(days: -1)))
    }
}
