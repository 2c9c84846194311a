// Payment runs in the database.

import Directory
import Finance
import Kernel
import Store

package enum PaymentStore {
    /// What making a run came to: done now, or done before and when.
    package enum Outcome: Hashable, Sendable {
        case paid(PaymentRun)
        case already(PaymentRun)
    }

    package static func run(month: Month, in connection: any Connection) throws -> PaymentRun? {
        try connection.first("SELECT id, month, paid_on, journal, made_at, made_by FROM payment_runs WHERE month = \(month)")
    }

    package static func run(_ id: ID<PaymentRun>, in connection: any Connection) throws -> PaymentRun? {
        try connection.first("SELECT id, month, paid_on, journal, made_at, made_by FROM payment_runs WHERE id = \(id)")
    }

    package static func runs(in connection: any Connection) throws -> [PaymentRun] {
        try connection.all("SELECT id, month, paid_on, journal, made_at, made_by FROM payment_runs ORDER BY month DESC")
    }

    package static func payments(of run: ID<PaymentRun>, in connection: any Connection) throws -> [Payment] {
        try connection.all(
            "SELECT id, statement, practice, amount_pence, reference FROM payments WHERE run = \(run) ORDER BY reference, id")
    }

    /// The payment of a statement with its run; nil where it has not been paid.
    package static func payment(of statement: Statement, in connection: any Connection) throws -> (run: PaymentRun, payment: Payment)? {
        guard let run = try run(month: statement.month, in: connection) else { return nil }
        return try payments(of: run.id, in: connection).first { $0.statement == statement.id }.map { (run, $0) }
    }

    /// What is owed on each of the month's statements now: what they carry forward less what has been paid since.
    package static func due(month: Month, in connection: any Connection) throws -> [AmountDue] {
        let owed = try FinanceStore.balances(.practicePayable, through: month, scope: .federation, in: connection)
        let paid = try FinanceStore.sums(.practicePayable, rule: PaymentRun.rule, after: month, in: connection)
        return try StatementStore.statements(month: month, scope: .federation, in: connection).map {
            AmountDue(statement: $0, due: -((owed[$0.practice] ?? .zero) + (paid[$0.practice] ?? .zero)))
        }
    }

    /// Pays a closed month's statements, all in one. A month that was paid before is left as it is.
    package static func pay(_ month: Month, in transaction: Transaction) throws -> Outcome {
        if let done = try run(month: month, in: transaction) { return .already(done) }
        let due = try due(month: month, in: transaction)
        guard !due.isEmpty else { throw PaymentProblem.monthNotClosed(month) }
        let today = London.local(transaction.instant).date
        let practices = try OrganisationStore.organisations(due.map(\.statement.practice), on: today, in: transaction)
        let codes = Dictionary(uniqueKeysWithValues: practices.compactMap { practice in practice.odsCode.map { (practice.id, $0.stored) } })
        let payments = PaymentRules.payments(due, month: month, codes: codes, at: transaction.instant)
        let journal = try PaymentRules.journal(of: payments, month: month, on: today, at: transaction.instant)
        if let journal { try FinanceStore.post(journal, in: transaction) }
        let run = PaymentRun(
            id: ID(at: transaction.instant), month: month, paidOn: today, journal: journal?.id, madeAt: transaction.instant,
            madeBy: transaction.actor.person)
        try transaction.execute(
            """
            INSERT INTO payment_runs (id, month, paid_on, journal, made_at, made_by)
            VALUES (\(run.id), \(run.month), \(run.paidOn), \(run.journal), \(run.madeAt), \(run.madeBy))
            """)
        for payment in payments {
            try transaction.execute(
                """
                INSERT INTO payments (id, run, statement, practice, amount_pence, reference)
                VALUES (\(payment.id), \(run.id), \(payment.statement), \(payment.practice), \(payment.amountPence), \(payment.reference))
                """)
            try transaction.audit(
                "statement paid", AuditSubject("statement", payment.statement), practice: payment.practice,
                details: ["pence": "\(payment.amountPence)", "reference": payment.reference])
        }
        try transaction.audit("payment run made", AuditSubject("payment run", run.id), details: ["month": month.stored])
        return .paid(run)
    }
}
