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

    /// The runs of a month, in the order made; usually one.
    package static func runs(of month: Month, in connection: any Connection) throws -> [PaymentRun] {
        try connection.all("SELECT \(columns) FROM payment_runs WHERE month = \(month) ORDER BY number")
    }

    package static func runs(in connection: any Connection) throws -> [PaymentRun] {
        try connection.all("SELECT \(columns) FROM payment_runs ORDER BY month DESC, number")
    }

    package static func payments(of run: ID<PaymentRun>, in connection: any Connection) throws -> [Payment] {
        try connection.all(
            "SELECT id, statement, practice, amount_pence, reference FROM payments WHERE run = \(run) ORDER BY reference, id")
    }

    /// The payments of a run that were taken back.
    package static func returns(of run: ID<PaymentRun>, in connection: any Connection) throws -> [PaymentReturn] {
        try connection.all(
            """
            SELECT payment, returned_on, cause, reason
            FROM payment_returns
            WHERE payment IN (SELECT id FROM payments WHERE run = \(run))
            """)
    }

    /// The payments of a statement that arrived, each with its run.
    package static func payments(of statement: Statement, in connection: any Connection) throws -> [(run: PaymentRun, payment: Payment)] {
        try runs(of: statement.month, in: connection).compactMap { run in
            let returned = Set(try returns(of: run.id, in: connection).map(\.payment))
            let payment = try payments(of: run.id, in: connection).first { $0.statement == statement.id && !returned.contains($0.id) }
            return payment.map { (run, $0) }
        }
    }

    /// What is still owed up to each statement within `scope`.
    package static func due(scope: Scope, in connection: any Connection) throws -> [AmountDue] {
        PaymentRules.due(
            try StatementStore.statements(scope: scope, in: connection),
            sums: try FinanceStore.sums(.practicePayable, scope: scope, in: connection), paid: try paid(in: connection))
    }

    /// What a run for the month, paid on `date`, is worked out from. Throws `PaymentRefusal.earlierMonthUnpaid` where another month comes first.
    package static func facts(_ month: Month, on date: LocalDate, in connection: any Connection) throws -> PaymentFacts {
        let scope = Scope.system("a payment run pays every practice")
        let all = try due(scope: scope, in: connection)
        let due = all.filter { $0.statement.month == month }
        guard !due.isEmpty else { throw PaymentRefusal.monthNotClosed(month) }
        if let earliest = PaymentRules.earliest(all), earliest < month, due.contains(where: { $0.due > .zero }) {
            throw PaymentRefusal.earlierMonthUnpaid(earliest)
        }
        let carried: [CarriedOver] = try connection.all("SELECT from_practice, to_practice, amount_pence FROM carried_over ORDER BY id")
        let practices = Set(due.map(\.statement.practice) + carried.flatMap { [$0.from, $0.to] })
        let successions = try Successions(OrganisationStore.successions(in: connection), on: date)
        let heirs = Dictionary(practices.map { ($0, successions.final(of: $0)) }, uniquingKeysWith: { first, _ in first }).filter {
            $0.key != $0.value
        }
        let organisations = try OrganisationStore.organisations(Array(practices.union(heirs.values)), on: date, in: connection)
        let balances = try FinanceStore.balances(.practicePayable, through: Month(containing: date), scope: scope, in: connection)
        return PaymentFacts(
            month: month, date: date, number: (try runs(of: month, in: connection).map(\.number).max() ?? 0) + 1, due: due,
            owing: balances.filter { $0.value > .zero }, heirs: heirs, carried: carried,
            names: Dictionary(organisations.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first }),
            codes: Dictionary(
                organisations.compactMap { body in body.odsCode.map { (body.id, $0.stored) } }, uniquingKeysWith: { first, _ in first }))
    }

    /// Records that a closed month's statements were paid, all in one. Where nothing is owed for the month any more, the run that paid it is left as it
    /// is.
    ///
    /// - Parameters:
    ///   - date: the day on which the bank paid; today where nil.
    ///   - total: what the person saw and paid; another amount is refused.
    ///   - shown: the revision of the draft that the person saw; other payees or references are refused.
    package static func pay(
        _ month: Month, on date: LocalDate? = nil, expecting total: Money? = nil, shown: Revision? = nil, in transaction: Transaction
    ) throws -> Outcome {
        let date = date ?? London.local(transaction.instant).date
        let facts = try facts(month, on: date, in: transaction)
        guard facts.due.contains(where: { $0.due > .zero }) else {
            guard let done = try runs(of: month, in: transaction).last else { throw PaymentRefusal.nothingDue(month) }
            return .already(done)
        }
        try AccountingMonthStore.check(date, in: transaction)
        let draft = PaymentRules.draft(facts, at: transaction.instant)
        if let total, total != draft.total { throw PaymentRefusal.amountChanged(seen: total, now: draft.total) }
        if let shown, shown != draft.revision { throw PaymentRefusal.paymentsChanged(on: date) }
        let journal = try PaymentRules.journal(of: draft, facts, at: transaction.instant)
        if let journal { try FinanceStore.post(journal, in: transaction) }
        let run = PaymentRun(
            id: ID(at: transaction.instant), month: month, number: facts.number, paidOn: date, journal: journal?.id, madeAt: transaction.instant,
            madeBy: transaction.actor.person)
        try transaction.execute(
            """
            INSERT INTO payment_runs (id, month, number, paid_on, journal, made_at, made_by)
            VALUES (\(run.id), \(run.month), \(run.number), \(run.paidOn), \(run.journal), \(run.madeAt), \(run.madeBy))
            """)
        for payment in draft.payments { try insert(payment, of: run, in: transaction) }
        for item in draft.setOver + draft.paidOver { try insert(item, of: run.id, run.journal, in: transaction) }
        try transaction.audit(
            "payment run made", AuditSubject("payment run", run.id), details: ["month": month.stored, "paid on": run.paidOn.stored])
        return .paid(run)
    }

    /// Takes payments of a month back, each once: those that the bank returned, or that never went out. Their statements are owed again.
    package static func takeBack(
        _ picked: Set<ID<Payment>>, of month: Month, on date: LocalDate, cause: PaymentReturn.Cause, reason: String, in transaction: Transaction
    ) throws {
        guard !picked.isEmpty else { throw PaymentRefusal.nonePicked }
        let owners = Dictionary(
            uniqueKeysWithValues: try StatementStore.statements(month: month, scope: .system("whose payments came back"), in: transaction).map {
                ($0.id, $0.practice)
            })
        var taken: [(payment: Payment, owner: OrganisationID, paidOn: LocalDate, run: ID<PaymentRun>)] = []
        for run in try runs(of: month, in: transaction) {
            let returned = Set(try returns(of: run.id, in: transaction).map(\.payment))
            for payment in try payments(of: run.id, in: transaction) where picked.contains(payment.id) {
                guard !returned.contains(payment.id) else { throw PaymentRefusal.returnedAlready(reference: payment.reference) }
                guard date >= run.paidOn else { throw PaymentRefusal.returnedBeforePaid(run.paidOn) }
                taken.append((payment, owners[payment.statement] ?? payment.practice, run.paidOn, run.id))
            }
        }
        guard taken.count == picked.count else { throw PaymentRefusal.unknownPayment }
        try AccountingMonthStore.check(date, in: transaction)
        let names = try OrganisationStore.names(of: taken.map(\.owner), on: date, in: transaction)
        let journal = try PaymentRules.journal(
            takingBack: taken.map { ($0.payment, $0.owner, $0.paidOn) }, of: month, cause: cause, on: date,
            names: names, at: transaction.instant)
        try FinanceStore.post(journal, in: transaction)
        for (payment, owner, _, run) in taken {
            try transaction.execute(
                """
                INSERT INTO payment_returns (payment, journal, returned_on, cause, reason, recorded_at, recorded_by)
                VALUES (
                    \(payment.id), \(journal.id), \(date), \(cause), \(reason), \(transaction.instant), \(transaction.actor.person))
                """)
            if owner != payment.practice {
                try insert(CarriedOver(from: owner, to: payment.practice, amount: -payment.amount), of: run, journal.id, in: transaction)
            }
            try transaction.audit(
                "payment taken back", AuditSubject("statement", payment.statement), practice: owner, reason: reason,
                details: ["pence": "\(payment.amountPence)", "reference": payment.reference, "cause": cause.rawValue])
        }
    }

    /// What is wrong, one sentence each: a practice whose payments on record do not leave what the ledger says that it is owed.
    package static func verify(in connection: any Connection) throws -> [String] {
        let sums = try FinanceStore.sums(.practicePayable, scope: .system("a check of every practice"), in: connection)
        let balances = PaymentRules.balances(sums: sums, paid: try paid(in: connection))
        return Dictionary(grouping: sums, by: \.practice).compactMap { practice, sums -> String? in
            guard let practice, -sums.map(\.amount).sum() != balances[practice] ?? .zero else { return nil }
            return "The payments recorded for practice \(practice) do not leave what the ledger says that it is owed."
        }.sorted()
    }

    private static func paid(in connection: any Connection) throws -> [PaidAmount] {
        try connection.all(
            """
            SELECT statements.practice AS owner, payments.practice AS payee, payment_runs.paid_on, payments.amount_pence, payment_returns.returned_on
            FROM payments
            JOIN payment_runs ON payment_runs.id = payments.run
            JOIN statements ON statements.id = payments.statement
            LEFT JOIN payment_returns ON payment_returns.payment = payments.id
            """)
    }

    private static func insert(_ payment: Payment, of run: PaymentRun, in transaction: Transaction) throws {
        try transaction.execute(
            """
            INSERT INTO payments (id, run, statement, practice, amount_pence, reference)
            VALUES (\(payment.id), \(run.id), \(payment.statement), \(payment.practice), \(payment.amountPence), \(payment.reference))
            """)
        try transaction.audit(
            "statement paid", AuditSubject("statement", payment.statement), practice: payment.practice,
            details: ["pence": "\(payment.amountPence)", "reference": payment.reference])
    }

    private static func insert(
        _ item: CarriedOver, of run: ID<PaymentRun>, _ journal: ID<Journal>?, in transaction: Transaction
    ) throws {
        guard let journal else { return }
        let id = ID<CarriedOver>(at: transaction.instant)
        try transaction.execute(
            """
            INSERT INTO carried_over (id, run, journal, from_practice, to_practice, amount_pence)
            VALUES (\(id), \(run), \(journal), \(item.from), \(item.to), \(item.amountPence))
            """)
        try transaction.audit(
            "owed amount carried over", AuditSubject("payment run", run), practice: item.from,
            details: ["to": item.to.stored, "pence": "\(item.amountPence)"])
    }

    private static let columns = SQL(verbatim: "id, month, number, paid_on, journal, made_at, made_by")
}
