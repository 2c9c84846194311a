// Receipts in the database.

import Finance
import Kernel
import Store

package enum ReceiptStore {
    /// The receipts of a contract, latest first.
    package static func receipts(of contract: ContractID, in connection: any Connection) throws -> [Receipt] {
        try connection.all(
            """
            SELECT id, contract, received_on, amount_pence, reference, journal, takes_back
            FROM receipts
            WHERE contract = \(contract)
            ORDER BY received_on DESC, recorded_at DESC, id DESC
            """)
    }

    package static func standing(of contract: Contract, in connection: any Connection) throws -> ReceiptStanding {
        let posted = try connection.value(
            Int.self, "SELECT CAST(SUM(amount_pence) AS BIGINT) FROM contract_instalments WHERE contract = \(contract.id)")
        let received = try connection.value(Int.self, "SELECT CAST(SUM(amount_pence) AS BIGINT) FROM receipts WHERE contract = \(contract.id)")
        return ReceiptStanding(instalments: Money(pence: posted ?? 0), received: Money(pence: received ?? 0), value: contract.value)
    }

    /// Records what came in on `date`: the bank has it, and the commissioner owes it no more.
    @discardableResult
    package static func record(
        _ amount: Money, under contract: Contract, on date: LocalDate, reference: String, in transaction: Transaction
    ) throws -> Receipt {
        try standing(of: contract, in: transaction).check(amount)
        return try post(
            amount, contract, on: date, reference: reference, takesBack: nil,
            sentence: "Received under \(contract.title), reference \(reference)", in: transaction)
    }

    /// Takes a receipt back that was recorded wrong, or that the bank reversed; once.
    package static func takeBack(
        _ id: ID<Receipt>, under contract: Contract, on date: LocalDate, reason: String, in transaction: Transaction
    ) throws {
        let all = try receipts(of: contract.id, in: transaction)
        guard let receipt = all.first(where: { $0.id == id && $0.takesBack == nil }) else { throw ReceiptRefusal.unknown }
        guard !all.contains(where: { $0.takesBack == id }) else { throw ReceiptRefusal.takenBackAlready }
        guard date >= receipt.receivedOn else { throw ReceiptRefusal.takenBackBefore(receipt.receivedOn) }
        try post(
            -receipt.amount, contract, on: date, reference: reason, takesBack: id,
            sentence: "Receipt of \(receipt.receivedOn.longText) under \(contract.title), reference \(receipt.reference), taken back", in: transaction
        )
    }

    /// What is wrong, one sentence each: where receipts do not add up to what the ledger says came in.
    package static func verify(in connection: any Connection) throws -> [String] {
        let received = try connection.value(Int.self, "SELECT CAST(SUM(amount_pence) AS BIGINT) FROM receipts") ?? 0
        let posted =
            try connection.value(
                Int.self,
                """
                SELECT CAST(SUM(amount_pence) AS BIGINT)
                FROM postings
                WHERE account = \(LedgerAccount.bank) AND rule = \(Receipt.rule)
                """) ?? 0
        return received == posted ? [] : ["The receipts on record do not add up to what the ledger says came in."]
    }

    @discardableResult
    private static func post(
        _ amount: Money, _ contract: Contract, on date: LocalDate, reference: String, takesBack: ID<Receipt>?, sentence: String,
        in transaction: Transaction
    ) throws -> Receipt {
        try AccountingMonthStore.check(date, in: transaction)
        let instant = transaction.instant
        let journal = try Journal(
            id: ID(at: instant), date: date, description: "\(takesBack == nil ? "Receipt" : "Receipt taken back"), \(contract.title)",
            rule: Receipt.rule,
            lines: [(LedgerAccount.bank, amount), (.commissionerReceivable, -amount)].map {
                Posting(id: ID(at: instant), account: $0.0, amount: $0.1, rule: Receipt.rule, sentence: sentence)
            })
        try FinanceStore.post(journal, in: transaction)
        let receipt = Receipt(
            id: ID(at: instant), contract: contract.id, receivedOn: date, amountPence: amount.pence, reference: reference, journal: journal.id,
            takesBack: takesBack)
        try transaction.execute(
            """
            INSERT INTO receipts (id, contract, received_on, amount_pence, reference, journal, takes_back, recorded_at, recorded_by)
            VALUES (
                \(receipt.id), \(contract.id), \(date), \(amount.pence), \(reference), \(journal.id), \(takesBack), \(instant),
                \(transaction.actor.person))
            """)
        try transaction.audit(
            takesBack == nil ? "receipt recorded" : "receipt taken back", AuditSubject("contract", contract.id),
            reason: takesBack == nil ? nil : reference, details: ["pence": "\(amount.pence)", "received on": date.stored])
        return receipt
    }
}
