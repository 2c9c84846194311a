// A price or a share typed wrong.

import Activity
import Contracts
import Finance
import Kernel
import Store
import TestKit
import Testing
import Web

@Suite("Prices and shares are corrected")
struct TermCorrectionTests {
    static let december = Cast.date(2026, 12, 1)

    static func price(_ pence: Int, from: LocalDate = december) -> SchemePrice {
        SchemePrice(scheme: Cast.scheme, from: from, hour: Money(pence: pence), isExample: true, source: "Variation 1")
    }

    static func correct(
        from date: LocalDate = december, seen: Revision = price(120_000).revision, to price: SchemePrice, at instant: Instant = TestDay.now,
        _ database: any Database
    ) async throws {
        try await database.write(by: .test, at: instant) {
            try SchemeStore.correct(priceFrom: date, seen: seen, to: price, reason: "Typed wrong", in: $0)
        }
    }

    static func start(_ database: any Database) async throws {
        try await CloseStoreTests.start(database, CloseStoreTests.work)
        try await database.write(by: .test, at: Cast.setUp) { try SchemeStore.add(price(120_000), in: $0) }
    }

    @Test("A price is corrected while no month is closed with it, and what stood before is kept", arguments: TestDatabases.engines)
    func price(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Cast.migrations) { database in
            try await Self.start(database)
            try await Self.correct(to: Self.price(12_000), database)
            let (prices, kept) = try await database.read {
                (try SchemeStore.prices(of: Cast.scheme, in: $0), try SchemeStore.corrections(of: Cast.scheme, .price, in: $0))
            }
            #expect(prices.map(\.hourPence) == [9_800, 12_000])
            #expect(kept.map(\.sentence) == ["Corrected on 21 November 2026; it was £1,200.00 from 1 December 2026: Typed wrong"])
            // Another first day, too.
            try await Self.correct(seen: Self.price(12_000).revision, to: Self.price(12_000, from: Cast.date(2027, 1, 1)), database)
            #expect(try await database.read { try SchemeStore.prices(of: Cast.scheme, in: $0).last?.from } == Cast.date(2027, 1, 1))
            let other = Cast.date(2027, 1, 1)
            let seen = Self.price(12_000, from: other).revision
            await #expect(throws: ChangedMeanwhile(standsNow: "a term that begins on 1 January 2027")) {
                try await Self.correct(to: Self.price(1), database)
            }
            await #expect(throws: TermRefusal.unknown) { try await Self.correct(from: Cast.date(2026, 12, 2), to: Self.price(1), database) }
            await #expect(throws: ChangedMeanwhile.self) { try await Self.correct(from: other, to: Self.price(1, from: other), database) }
            await #expect(throws: TermRefusal.taken(Cast.date(2026, 4, 1))) {
                try await Self.correct(from: other, seen: seen, to: Self.price(1, from: Cast.date(2026, 4, 1)), database)
            }
            await #expect(throws: TermRefusal.nothingChanged) {
                try await Self.correct(from: other, seen: seen, to: Self.price(12_000, from: other), database)
            }
            await #expect(throws: ContractRefusal.negativePrice) {
                try await Self.correct(from: other, seen: seen, to: Self.price(-1, from: other), database)
            }
        }
    }

    @Test("What a closed month was computed with is not corrected, nor moved into one", arguments: TestDatabases.engines)
    func closed(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Cast.migrations) { database in
            try await Self.start(database)
            _ = try await CloseStoreTests.close(Cast.october, at: Cast.afterOctober, database)
            await #expect(throws: ContractRefusal.priceInClosedMonth(Month(containing: Cast.price.from))) {
                try await Self.correct(from: Cast.price.from, seen: Cast.price.revision, to: Self.price(9_900, from: Cast.price.from), database)
            }
            await #expect(throws: ContractRefusal.priceInClosedMonth(Cast.october)) {
                try await Self.correct(to: Self.price(12_000, from: Cast.date(2026, 10, 31)), database)
            }
        }
    }

    @Test("The federation's share is corrected in the same way", arguments: TestDatabases.engines)
    func share(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Cast.migrations) { database in
            try await Self.start(database)
            let right = UnusedShare(scheme: Cast.scheme, from: Cast.share.from, federationPercent: 52, source: "Board decision, example")
            try await database.write(by: .test, at: TestDay.now) {
                try SchemeStore.correct(shareFrom: Cast.share.from, seen: Cast.share.revision, to: right, reason: "Digits swapped", in: $0)
            }
            #expect(try await database.read { try SchemeStore.unusedShares(of: Cast.scheme, in: $0) } == [right])
            await #expect(throws: ChangedMeanwhile.self) {
                try await database.write(by: .test, at: TestDay.now) {
                    try SchemeStore.correct(shareFrom: Cast.share.from, seen: Cast.share.revision, to: Cast.share, reason: "Again", in: $0)
                }
            }
        }
    }

    @Test("A price that is set or corrected while the month closes counts for it, or is refused", arguments: TestDatabases.engines)
    func race(engine: Engine) async throws {
        for round in 0..<4 {
            try await withDatabase(engine, migrations: Cast.migrations) { database in
                try await CloseStoreTests.start(database, [Cast.entry(1, minutes: 60, on: Cast.date(2026, 10, 20))])
                let middle = Cast.date(2026, 10, 15)
                let isTaken = try await withThrowingTaskGroup(of: Bool?.self) { group in
                    group.addTask {
                        _ = try await CloseStoreTests.close(Cast.october, at: Cast.afterOctober, database)
                        return nil
                    }
                    group.addTask {
                        do {
                            try await database.write(by: .test, at: Cast.afterOctober) { transaction in
                                if round.isMultiple(of: 2) {
                                    try SchemeStore.add(Self.price(12_000, from: middle), in: transaction)
                                } else {
                                    try SchemeStore.correct(
                                        priceFrom: Cast.price.from, seen: Cast.price.revision, to: Self.price(12_000, from: Cast.price.from),
                                        reason: "Typed wrong", in: transaction)
                                }
                            }
                            return true
                        } catch is ContractRefusal {
                            return false
                        }
                    }
                    return try await group.compactMap(\.self).reduce(false) { $0 || $1 }
                }
                let line = try await CloseStoreTests.figures(Cast.october, Cast.elm, database)?.lines.first
                #expect(line?.amount == Money(pence: isTaken ? 12_000 : 9_800))
            }
        }
    }

    @Test("The finance lead corrects a price from the contract's page")
    func pages() async throws {
        try await StatementPagesTests.withContracts { database, probe in
            try await database.write(by: .test, at: Cast.setUp.adding(minutes: 500)) { try SchemeStore.add(Self.price(120_000), in: $0) }
            let lead = try probe(.financeLead, Cast.federation, TestDay.now)
            let page = await lead.get("/contracts/\(Cast.contract)")
            let path = "/contracts/schemes/\(Cast.scheme)/price/2026-12-01/correction"
            #expect(page.contains("Closed with it"))
            #expect(page.text.contains("href=\"\(path)\""))
            let form = await lead.get(path)
            #expect(form.contains("£1,200.00 stands") && form.text.contains("value=\"1,200.00\""))
            let empty = await lead.submit(form, to: path, ["amount": "120"])
            #expect(empty.status == 422 && empty.contains("Say why it is corrected"))
            let early = await lead.submit(form, to: path, ["amount": "120", "reason": "Typed wrong", "from-month": "10"])
            #expect(early.status == 422 && early.contains("October 2026 is closed for this scheme"))
            let done = await lead.submit(form, to: path, ["amount": "120", "reason": "Typed wrong"])
            #expect(done.status == 303)
            let after = await lead.follow(done)
            for words in ["It is corrected", "£120.00", "it was £1,200.00 from 1 December 2026: Typed wrong"] {
                #expect(after.contains(words), "\(words)")
            }
            let stale = await lead.submit(form, to: path, ["amount": "130", "reason": "Typed wrong", "once": "another"])
            #expect(stale.status == 409)
            #expect(await lead.get("/contracts/schemes/\(Cast.scheme)/price/2026-12-02/correction").status == 404)
            let share = await lead.get("/contracts/schemes/\(Cast.scheme)/unused-share/2026-04-01/correction")
            #expect(share.contains("25% stands"))
            let manager = try probe(.federationManager, Cast.federation, TestDay.now)
            #expect(await manager.get(path).status == 403)
            #expect(!(await manager.get("/contracts/\(Cast.contract)")).text.contains(path))
        }
    }

    @Test("Whoever is second learns of another source or first day, and what they typed is kept", arguments: TestDatabases.engines)
    func second(engine: Engine) async throws {
        try await StatementPagesTests.withContracts(engine) { database, probe in
            let at = Cast.setUp.adding(minutes: 500)
            try await database.write(by: .test, at: at) { try SchemeStore.add(Self.price(120_000), in: $0) }
            let lead = try probe(.financeLead, Cast.federation, TestDay.now)
            func path(_ day: String) -> String { "/contracts/schemes/\(Cast.scheme)/price/\(day)/correction" }
            let mine = ["amount": "120", "reason": "Typed £1,200 for £120"] as KeyValuePairs
            let opened = await lead.get(path("2026-12-01"))
            // Somebody else writes down where it stands: the amount is the same.
            let elsewhere = SchemePrice(scheme: Cast.scheme, from: Self.december, hour: Money(pence: 120_000), isExample: true, source: "Variation 2")
            try await Self.correct(to: elsewhere, at: at, database)
            let stale = await lead.submit(opened, to: path("2026-12-01"), mine)
            #expect(stale.status == 409 && stale.contains("It is now £1,200.00 from 1 December 2026, written down in “Variation 2”"))
            // Then the first day moves, twice.
            for (minutes, from, until) in [(510, "2026-12-01", "2027-01-01"), (520, "2027-01-01", "2027-02-01")] {
                let moved = SchemePrice(
                    scheme: Cast.scheme, from: try LocalDate(parsing: until), hour: Money(pence: 120_000), isExample: true, source: "Variation 2")
                let standing = try #require(try await database.read { try SchemeStore.prices(of: Cast.scheme, in: $0).last })
                try await Self.correct(
                    from: try LocalDate(parsing: from), seen: standing.revision, to: moved, at: Cast.setUp.adding(minutes: minutes), database)
            }
            let late = await lead.submit(stale, to: path("2026-12-01"), mine)
            #expect(late.status == 409 && late.contains("It is now a term that begins on 1 February 2027"))
            #expect(late.text.contains("value=\"120\"") && late.text.contains("value=\"Typed £1,200 for £120\""))
            #expect(await lead.submit(late, to: path("2027-02-01"), ["from-month": "2", "from-year": "2027"]).status == 303)
            let prices = try await database.read { try SchemeStore.prices(of: Cast.scheme, in: $0) }
            #expect(prices.last == Self.price(12_000, from: Cast.date(2027, 2, 1)))
        }
    }
}
