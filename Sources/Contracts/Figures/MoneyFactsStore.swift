// What the figures about money are made of.

import Finance
import Kernel
import Store

enum MoneyFactsStore {
    /// The facts of the whole federation. Only sums of them may be shown to a single practice.
    static func facts(_ frame: ReportFrame, in connection: any Connection) throws -> MoneyFacts {
        let scope = Scope.system("a report adds up the whole federation")
        var facts = MoneyFacts(frame: frame)
        if let first = frame.months.first, let last = frame.months.last {
            facts.money = try FinanceStore.sums(from: first, through: last, scope: scope, in: connection).compactMap { posted($0, frame) }
        }
        let balances = try FinanceStore.balances(.practicePayable, through: Month(containing: frame.today), scope: scope, in: connection)
        facts.owed = Dictionary(balances.map { (frame.heir(of: $0.key), -$0.value) }, uniquingKeysWith: +)
        facts.frame = frame.including(facts.money.compactMap(\.practice) + facts.owed.keys)
        return facts
    }

    // What was posted for practices and by commissioners, under the practice that carries on, as an amount above nought.
    private static func posted(_ sum: LedgerSum, _ frame: ReportFrame) -> PostedSum? {
        switch sum.account {
        case .contractIncome: return PostedSum(month: sum.month, practice: nil, purpose: nil, amount: -sum.amount)
        case .practicePayable:
            return PostedSum(
                month: sum.month, practice: sum.practice.map(frame.heir), purpose: sum.purpose,
                amount: sum.purpose == .payment ? sum.amount : -sum.amount)
        default: return nil
        }
    }
}
