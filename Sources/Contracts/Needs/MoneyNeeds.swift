// What waits for whoever keeps the money.

import Governance
import Kernel
import Store
import Web
import Worklist

enum MoneyNeeds {
    /// A statement counts as new for so many days.
    static let newStatementDays = 35

    /// Of the finance lead: months to close and statements to pay. Questions to answer are on the worklist.
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
        if let month = PaymentRules.earliest(try PaymentStore.due(scope: scope, in: connection)) {
            needs.append(
                HomeNeed(
                    "The statements for \(month.title) wait to be paid.", action: "See what is due",
                    address: ContractsAddresses.payment.path(month.stored)))
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
        let open = try QuestionStore.open(about: .statement, scope: scope, in: connection).count
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
