// Statements and questions about them.

import Directory
import Finance
import Governance
import Identity
import Kernel
import Store
import Worklist

package enum StatementStore {
    /// Statements within `scope`, latest month first; of one month where `month` is given.
    package static func statements(month: Month? = nil, scope: Scope, in connection: any Connection) throws -> [Statement] {
        let ofMonth: SQL = month.map { "month = \($0)" } ?? "TRUE"
        return try connection.all(
            """
            SELECT id, practice, month, produced_at
            FROM statements
            WHERE \(ofMonth) AND \(scope.condition(practice: "practice"))
            ORDER BY month DESC, practice
            """)
    }

    /// The statement, where it lies within `scope`.
    package static func statement(_ id: ID<Statement>, scope: Scope, in connection: any Connection) throws -> Statement? {
        try connection.first("SELECT id, practice, month, produced_at FROM statements WHERE id = \(id) AND \(scope.condition(practice: "practice"))")
    }

    package static func figures(of statement: Statement, in connection: any Connection) throws -> StatementFigures {
        let scope = ScopeRules.practice(statement.practice)
        let before = try FinanceStore.balances(.practicePayable, through: statement.month.previous, scope: scope, in: connection)
        let postings = try FinanceStore.lines(
            month: statement.month, account: .practicePayable, practice: statement.practice, scope: scope, in: connection)
        return StatementRules.figures(before: before[statement.practice] ?? .zero, postings: postings)
    }

    /// The figures of all of a month's statements, by practice, in three queries.
    package static func figures(month: Month, scope: Scope, in connection: any Connection) throws -> [OrganisationID: StatementFigures] {
        let before = try FinanceStore.balances(.practicePayable, through: month.previous, scope: scope, in: connection)
        let postings = Dictionary(
            grouping: try FinanceStore.lines(month: month, account: .practicePayable, scope: scope, in: connection), by: \.practice)
        var figures: [OrganisationID: StatementFigures] = [:]
        for statement in try statements(month: month, scope: scope, in: connection) {
            figures[statement.practice] = StatementRules.figures(
                before: before[statement.practice] ?? .zero, postings: postings[statement.practice] ?? [])
        }
        return figures
    }

    /// How a line came about; nil for lines that no close made, such as payments.
    package static func derivation(of posting: ID<Posting>, scope: Scope, in connection: any Connection) throws -> LineDerivation? {
        try connection.first(
            """
            SELECT posting, month_close, host, site, service_month, is_taken_back, count, minutes, hour_pence, price_source, federation_percent,
                share_source, gross_pence, retained_pence, payable_pence
            FROM month_close_lines
            WHERE posting = \(posting) AND \(scope.condition(practice: "host"))
            """)
    }

    /// Makes the month's statements: one for each practice that takes part in a scheme at the month's end, and for each that is owed or owes.
    static func produce(_ month: Month, in transaction: Transaction) throws {
        let scope = Scope.system("a month makes every practice’s statement")
        var practices = Set(
            try FinanceStore.lines(month: month, account: .practicePayable, scope: scope, in: transaction).compactMap(\.practice))
        practices.formUnion(try FinanceStore.balances(.practicePayable, through: month, scope: scope, in: transaction).keys)
        for scheme in try SchemeStore.schemes(in: transaction) where scheme.runs(in: month) {
            practices.formUnion(try ConsentStore.practicesInForce(undertaking: scheme.id, on: month.last, in: transaction))
        }
        for practice in practices.sorted() {
            let id = ID<Statement>(at: transaction.instant)
            try transaction.execute(
                "INSERT INTO statements (id, practice, month, produced_at) VALUES (\(id), \(practice), \(month), \(transaction.instant))")
            try transaction.audit("statement produced", AuditSubject("statement", id), practice: practice, details: ["month": month.stored])
        }
    }

    /// Days in which the finance lead answers a question about a statement.
    static let answerDays = 7

    /// Asks about a statement or one of its lines.
    @discardableResult
    package static func ask(
        _ question: String, about statement: ID<Statement>, line: ID<Posting>?, by person: PersonID, scope: Scope, in transaction: Transaction
    ) throws -> ID<Question> {
        guard let about = try self.statement(statement, scope: scope, in: transaction) else { throw StatementRefusal.unknownStatement }
        if let line {
            let posting = try FinanceStore.line(line, scope: ScopeRules.practice(about.practice), in: transaction)
            guard posting?.month == about.month, posting?.account == .practicePayable else { throw StatementRefusal.unknownLine }
        }
        let federation = try OrganisationStore.federation(on: London.local(transaction.instant).date, in: transaction)
        return try QuestionStore.ask(
            QuestionDraft(
                question, about: RecordLink(.statement, statement), part: line?.stored, organisation: about.practice, answeredBy: .financeLead,
                at: federation?.id ?? about.practice, answerDays: answerDays), by: person, in: transaction)
    }
}
