// What commissioners paid.

import Contracts
import Finance
import Kernel
import Store
import TestCast
import TestKit
import Testing
import Web

@Suite("Receipts from commissioners")
struct ReceiptTests {
    static func contract(_ database: any Database) async throws -> Contract {
        try #require(try await database.read { try SchemeStore.contract(Cast.contract, in: $0) })
    }

    static func record(
        _ pence: Int, on date: LocalDate = TestDay.today, reference: String = "NHS 1", at instant: Instant = TestDay.now, _ database: any Database
    ) async throws -> Receipt {
        let contract = try await contract(database)
        return try await database.write(by: .test, at: instant) {
            try ReceiptStore.record(Money(pence: pence), under: contract, on: date, reference: reference, in: $0)
        }
    }

    static func balances(_ database: any Database) async throws -> [LedgerAccount: Int] {
        try await database.read { connection in
            Dictionary(
                uniqueKeysWithValues: try FinanceStore.trialBalance(through: Cast.november, in: connection).map { ($0.account, $0.balance.pence) })
        }
    }

    @Test("What comes in raises the bank and lowers what the commissioner owes; taken back, both are as before", arguments: TestDatabases.engines)
    func receipts(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Cast.migrations) { database in
            try await CloseStoreTests.start(database, CloseStoreTests.work)
            _ = try await CloseStoreTests.close(Cast.october, at: Cast.afterOctober, database)
            // April to October: 4 × £83.34 and 3 × £83.33.
            let owed = 4 * 8_334 + 3 * 8_333
            let receipt = try await Self.record(owed, database)
            #expect(try await Self.balances(database)[.bank] == owed)
            #expect(try await Self.balances(database)[.commissionerReceivable] == 0)
            let contract = try await Self.contract(database)
            #expect(try await database.read { try ReceiptStore.standing(of: contract, in: $0).outstanding } == .zero)
            #expect(try await database.read { try ReceiptStore.verify(in: $0) } == [])
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<3 {
                    group.addTask {
                        try? await database.write(by: .test, at: TestDay.now) {
                            try ReceiptStore.takeBack(receipt.id, under: contract, on: TestDay.today, reason: "Another contract", in: $0)
                        }
                    }
                }
            }
            await #expect(throws: ReceiptRefusal.takenBackAlready) {
                try await database.write(by: .test, at: TestDay.now) {
                    try ReceiptStore.takeBack(receipt.id, under: contract, on: TestDay.today, reason: "Again", in: $0)
                }
            }
            #expect(try await Self.balances(database)[.bank] == 0)
            #expect(try await Self.balances(database)[.commissionerReceivable] == owed)
            #expect(try await database.read { try ReceiptStore.verify(in: $0) } == [])
            #expect(try await database.read { try FinanceStore.verify(in: $0) } == [])
            try await database.maintain { _ = try $0.execute("UPDATE receipts SET amount_pence = amount_pence + 1 WHERE amount_pence > 0") }
            #expect(try await database.read { try ReceiptStore.verify(in: $0) }.count == 1)
        }
    }

    @Test("A receipt beyond the contract's value, of nothing, or in a closed month or the future is refused", arguments: TestDatabases.engines)
    func refusals(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Cast.migrations) { database in
            try await CloseStoreTests.start(database, CloseStoreTests.work)
            _ = try await CloseStoreTests.close(Cast.october, at: Cast.afterOctober, database)
            _ = try await Self.record(60_000, database)
            // The contract is worth £1,000.00.
            await #expect(throws: ReceiptRefusal.beyondValue(left: Money(pence: 40_000))) { try await Self.record(40_001, database) }
            await #expect(throws: ReceiptRefusal.noAmount) { try await Self.record(0, database) }
            await #expect(throws: JournalRefusal.dateClosed(through: Cast.october)) {
                try await Self.record(1, on: Cast.date(2026, 10, 31), database)
            }
            await #expect(throws: JournalRefusal.dateAhead(Cast.date(2026, 11, 22))) {
                try await Self.record(1, on: Cast.date(2026, 11, 22), database)
            }
            let receipt = try await Self.record(100, database)
            let contract = try await Self.contract(database)
            await #expect(throws: ReceiptRefusal.takenBackBefore(TestDay.today)) {
                try await database.write(by: .test, at: TestDay.now) {
                    try ReceiptStore.takeBack(receipt.id, under: contract, on: Cast.date(2026, 11, 20), reason: "Wrong", in: $0)
                }
            }
            await #expect(throws: ReceiptRefusal.unknown) {
                try await database.write(by: .test, at: TestDay.now) {
                    try ReceiptStore.takeBack(Cast.id(999), under: contract, on: TestDay.today, reason: "Wrong", in: $0)
                }
            }
        }
    }

    @Test("The finance lead records and takes back; the federation manager reads")
    func pages() async throws {
        try await StatementPagesTests.withContracts { database, probe in
            let lead = try probe(.financeLead, Cast.federation, TestDay.now)
            let path = "/contracts/\(Cast.contract)/receipts"
            #expect(await lead.get("/contracts/\(Cast.contract)").text.contains("href=\"\(path)\""))
            let page = await lead.get(path)
            #expect(page.contains("£583.35") && page.text.contains("value=\"583.35\"") && page.contains("Nothing has come in yet"))
            let empty = await lead.submit(page, to: path, ["amount": ""])
            #expect(empty.status == 422 && empty.contains("Enter the amount") && empty.contains("Enter the reference"))
            let closed = await lead.submit(page, to: path, ["reference": "NHS 1", "day-month": "10"])
            #expect(closed.status == 422 && closed.contains("The ledger is closed up to the end of October 2026"))
            let done = await lead.submit(page, to: path, ["reference": "NHS 1"])
            #expect(done.status == 303)
            #expect(await lead.follow(done).contains("The receipt is recorded"))
            #expect(await lead.get("/ledger?month=2026-11").contains("Receipt, Enhanced access"))
            let receipt = try #require(try await database.read { try $0.value(String.self, "SELECT id FROM receipts") })
            let form = await lead.get("\(path)/\(receipt)/taking-back")
            let missing = await lead.submit(form, to: "\(path)/\(receipt)/taking-back")
            #expect(missing.status == 422 && missing.contains("Enter a reason"))
            let back = await lead.submit(form, to: "\(path)/\(receipt)/taking-back", ["reason": "Another contract"])
            #expect(await lead.follow(back).contains("Taken back"))
            let manager = try probe(.federationManager, Cast.federation, TestDay.now)
            let read = await manager.get(path)
            #expect(read.status == 200 && !read.contains("Record a receipt"))
            #expect(await manager.get("\(path)/\(receipt)/taking-back").status == 403)
            #expect(await manager.post(path, ["form-token": "token-of-\(Cast.account(.federationManager))", "once": "x"]).status == 403)
            #expect(await (try probe(.practiceManager, Cast.elm, TestDay.now)).get(path).status == 403)
        }
    }
}
