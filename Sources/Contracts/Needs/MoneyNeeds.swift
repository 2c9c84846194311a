// What waits for whoever keeps the money.

import Directory
import Governance
import Kernel
import Store
import Web

enum MoneyNeeds {
    /// A statement counts as new for so many days.
    static let newStatementDays = 35

    /// Of the finance lead: months to close, statements to pay, questions to answer.
    static func ofFinanceLead(_ scope: Scope, on today: LocalDate, in connection: any Connection) throws -> [HomeNeed] {
        var needs: [HomeNeed] = []
        for scheme in try SchemeStore.schemes(in: connection) {
            guard let month = CloseRules.next(try CloseStore.standing(of: scheme, in: connection)), today > month.last else { continue }
            let title = try UndertakingStore.undertaking(scheme.id, in: connection)?.title ?? "A scheme"
            needs.append(
                HomeNeed(
                    "\(title): \(month.title) is over and not closed.", detail: "Its statements are made when it is closed.",
                    action: "Preview and close",
                    address: ContractsAddresses.close.path(scheme.id.stored, month.stored)))
        }
        if let month = PaymentRules.earliest(try PaymentStore.due(in: connection)) {
            needs.append(
                HomeNeed(
                    "The statements for \(month.title) wait to be paid.", action: "See what is due",
                    address: ContractsAddresses.payment.path(month.stored)))
        }
        let questions = try StatementStore.openQueries(scope: scope, in: connection)
        for (statement, asked) in Dictionary(grouping: questions, by: \.statement).sorted(by: { $0.key < $1.key }) {
            guard let found = try StatementStore.statement(statement, scope: scope, in: connection) else { continue }
            let practice = try OrganisationStore.organisation(found.practice, on: today, in: connection)?.name ?? "A practice"
            needs.append(
                HomeNeed(
                    "\(practice) asks about its statement for \(found.month.title).", detail: asked.count == 1 ? "" : "\(asked.count) questions.",
                    action: "Read and answer", address: ContractsAddresses.statement.path(statement), count: asked.count))
        }
        return needs
    }

    /// Of a practice's manager: a new statement, and what its own questions wait for.
    static func ofPractice(_ scope: Scope, on today: LocalDate, in connection: any Connection) throws -> [HomeNeed] {
        var needs: [HomeNeed] = []
        if let statement = try StatementStore.statements(scope: scope, in: connection).first,
            today.days(since: London.local(statement.producedAt).date) <= newStatementDays
        {
            needs.append(
                HomeNeed(
                    "The statement for \(statement.month.title) is ready.", action: "Open the statement",
                    address: ContractsAddresses.statement.path(statement.id), weight: .news))
        }
        let open = try StatementStore.openQueries(scope: scope, in: connection).count
        if open > 0 {
            needs.append(
                HomeNeed(
                    open == 1
                        ? "Your question about a statement waits for the federation's answer."
                        : "\(open.grouped) of your questions about statements wait for the federation's answer.",
                    action: "Open statements", address: ContractsAddresses.statements.path(), weight: .news))
        }
        return needs
    }
}
