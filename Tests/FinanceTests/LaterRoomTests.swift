// A later room keeps an account and a rule.

import Directory
import Finance
import Kernel
import Store
import TestCast
import TestKit
import Testing

extension LedgerAccount {
    fileprivate static let reserves: LedgerAccount = "reserves"
}

extension PostingRule {
    fileprivate static let putAside: PostingRule = "put aside by the board"
}

@Suite("Accounts and rules of later rooms")
struct LaterRoomTests {
    private static let ofLaterRoom = Migration(
        "2027-01-01 90 reserves",
        """
        INSERT INTO ledger_accounts (account, kind, title, position) VALUES ('reserves', 'reserves', 'Reserves', 35);
        INSERT INTO posting_rules (rule, purpose) VALUES ('put aside by the board', 'put-aside');
        """)

    @Test("Its account stands in the trial balance and its rule says what a line is for", arguments: TestDatabases.engines)
    func added(engine: Engine) async throws {
        try await withDatabase(engine, migrations: FinanceStoreTests.migrations + [Self.ofLaterRoom]) { database in
            try await FinanceStoreTests.start(database)
            try await database.write(by: .test, at: TestDay.now) { transaction in
                try FinanceStore.post(
                    JournalTests.journal([
                        JournalTests.line(.contractIncome, 2_500, rule: .putAside), JournalTests.line(.reserves, -2_500, rule: .putAside),
                    ]), in: transaction)
            }
            let month = Month(containing: TestDay.today)
            let (trial, lines) = try await database.read {
                (try FinanceStore.trialBalance(through: month, in: $0), try FinanceStore.lines(month: month, scope: .federation, in: $0))
            }
            #expect(
                trial.map(\.title) == [
                    "Bank", "Owed by commissioners", "Owed to practices", "Reserves", "Contract income", "Kept share of time not used",
                    "Cost of clinics that practices host",
                ])
            #expect(trial.first { $0.account == .reserves }?.balance == Money(pence: -2_500))
            #expect(lines.map(\.accountTitle) == ["Contract income", "Reserves"] && lines.allSatisfy { $0.purpose == "put-aside" })
            #expect(lines.map(\.accountKind) == [.income, .reserves])
        }
    }

    @Test("An account or a rule that nobody added is refused by the database", arguments: TestDatabases.engines)
    func unknown(engine: Engine) async throws {
        try await withDatabase(engine, migrations: FinanceStoreTests.migrations) { database in
            try await FinanceStoreTests.start(database)
            for (account, rule) in [(LedgerAccount.reserves, PostingRule.putAside), (.bank, .putAside), (.reserves, "payment")] {
                await #expect(throws: StoreError.self) {
                    try await database.write(by: .test, at: TestDay.now) { transaction in
                        try FinanceStore.post(
                            JournalTests.journal([
                                JournalTests.line(account, 2_500, rule: rule), JournalTests.line(.contractIncome, -2_500, rule: "payment"),
                            ]), in: transaction)
                    }
                }
            }
        }
    }
}
