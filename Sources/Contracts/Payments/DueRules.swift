// What is still owed on each statement.

import Finance
import Kernel

extension PaymentRules {
    /// What is owed up to each statement and not paid yet. Payments settle what was owed first, whichever month they were made for, so of two statements
    /// unpaid the later includes the earlier. What was taken back since comes off, so that nobody is paid more than they are owed now. Below nought
    /// where the statement itself says that the practice owes.
    ///
    /// - Parameter sums: of what is owed to practices, by month and rule.
    package static func due(_ statements: [Statement], sums: [LedgerSum], paid: [PaidAmount]) -> [AmountDue] {
        let claims = claims(sums, paid)
        var settled: [OrganisationID: Money] = [:]
        for payment in paid where payment.returnedOn == nil { settled[payment.owner, default: .zero] += Money(pence: payment.amountPence) }
        return statements.map { statement in
            let ofPractice = claims[statement.practice] ?? [:]
            var total = ofPractice.filter { $0.key <= statement.month }.values.sum()
            if let stated = stated(statement, sums), stated < .zero { return AmountDue(statement: statement, due: stated) }
            var least = total
            for month in ofPractice.keys.filter({ $0 > statement.month }).sorted() {
                total += ofPractice[month] ?? .zero
                least = min(least, total)
            }
            return AmountDue(statement: statement, due: max(least - (settled[statement.practice] ?? .zero), .zero))
        }
    }

    /// The earliest month that has something to be paid; later ones wait for it.
    package static func earliest(_ due: [AmountDue]) -> Month? { due.filter { $0.due > .zero }.map(\.statement.month).min() }

    /// What the payments on record leave of each practice's claims. The ledger's balance is the same, the other way round.
    package static func balances(sums: [LedgerSum], paid: [PaidAmount]) -> [OrganisationID: Money] {
        var balances = claims(sums, paid).mapValues { $0.values.sum() }
        for payment in paid where payment.returnedOn == nil { balances[payment.owner, default: .zero] += Money(pence: -payment.amountPence) }
        return balances
    }

    // By practice and month, what work earned and what mergers set over. A payment to the practice that carries on passes through that one's account
    // and is no claim of its own.
    private static func claims(_ sums: [LedgerSum], _ paid: [PaidAmount]) -> [OrganisationID: [Month: Money]] {
        var claims: [OrganisationID: [Month: Money]] = [:]
        func add(_ amount: Money, _ practice: OrganisationID, _ month: Month) {
            claims[practice, default: [:]][month, default: .zero] += amount
        }
        for sum in sums where sum.rule != PaymentRun.rule {
            if let practice = sum.practice { add(-sum.amount, practice, sum.month) }
        }
        for payment in paid where payment.owner != payment.payee {
            let amount = Money(pence: payment.amountPence)
            for (date, amount) in [(payment.paidOn, amount)] + (payment.returnedOn.map { [($0, -amount)] } ?? []) {
                add(amount, payment.owner, Month(containing: date))
                add(-amount, payment.payee, Month(containing: date))
            }
        }
        return claims
    }

    private static func stated(_ statement: Statement, _ sums: [LedgerSum]) -> Money? {
        let own = sums.filter { $0.practice == statement.practice && $0.month <= statement.month }
        return own.isEmpty ? nil : -own.map(\.amount).sum()
    }
}
