// Who is paid, and how much.

import Finance
import Kernel

/// What a run is worked out from.
package struct PaymentFacts: Hashable, Sendable {
    package let month: Month
    package let date: LocalDate
    package let due: [AmountDue]
    /// What each practice owes the federation now on its whole account; practices that owe nothing are left out.
    package let owing: [OrganisationID: Money]
    /// Who carries on for each practice on `date`; practices that carry on for themselves are left out.
    package let heirs: [OrganisationID: OrganisationID]
    /// What earlier runs carried over, in pairs.
    package let carried: [CarriedOver]
    package let names: [OrganisationID: String]
    package let codes: [OrganisationID: String]
    /// The number that the run gets within its month.
    package let number: Int

    package init(
        month: Month, date: LocalDate, number: Int = 1, due: [AmountDue], owing: [OrganisationID: Money] = [:],
        heirs: [OrganisationID: OrganisationID] = [:],
        carried: [CarriedOver] = [], names: [OrganisationID: String] = [:], codes: [OrganisationID: String] = [:]
    ) {
        self.month = month
        self.date = date
        self.number = number
        self.due = due
        self.owing = owing
        self.heirs = heirs
        self.carried = carried
        self.names = names
        self.codes = codes
    }

    func heir(of practice: OrganisationID) -> OrganisationID { heirs[practice] ?? practice }
    func name(of practice: OrganisationID) -> String { names[practice] ?? "a practice" }
}

/// What was owed to one practice and is owed to another from now on; below nought for what the practice owed.
package struct CarriedOver: Codable, Hashable, Sendable {
    package let from: OrganisationID
    package let to: OrganisationID
    package let amountPence: Int

    package init(from: OrganisationID, to: OrganisationID, amount: Money) {
        self.from = from
        self.to = to
        self.amountPence = amount.pence
    }

    private enum CodingKeys: String, CodingKey {
        case from = "fromPractice"
        case to = "toPractice"
        case amountPence
    }

    package var amount: Money { Money(pence: amountPence) }
}

/// What a run comes to, before it is made.
package struct PaymentDraft: Hashable, Sendable {
    package let payments: [Payment]
    /// Amounts that change hands without a payment: what a merged practice owed, and what is taken back with a merger.
    package let setOver: [CarriedOver]
    /// Those that a payment to the practice that carries on brings with it.
    package let paidOver: [CarriedOver]

    package var isEmpty: Bool { payments.isEmpty && setOver.isEmpty }
    package var total: Money { payments.map(\.amount).sum() }
}

package enum PaymentRules {
    /// What is paid on each statement, to its practice or to the one that carries on for it. A practice that is owed nothing, or that owes, is left for
    /// the next month; but what a merged practice owes goes over to the one that carries on and is set against what that one is paid. What was
    /// carried over by a merger that has been taken back since goes back, and is paid with the next statement.
    package static func draft(_ facts: PaymentFacts, at instant: Instant) -> PaymentDraft {
        var setOver = takenBack(facts)
        for item in facts.due {
            let practice = item.statement.practice
            let heir = facts.heir(of: practice)
            let debt = min(-item.due, facts.owing[practice] ?? .zero)
            if heir != practice, debt > .zero { setOver.append(CarriedOver(from: practice, to: heir, amount: -debt)) }
        }
        // What somebody loses by it comes off what they are paid now; what somebody gains stands on their next statement.
        var lost: [OrganisationID: Money] = [:]
        for item in setOver { lost[item.amount > .zero ? item.from : item.to, default: .zero] += Money(pence: Int(item.amountPence.magnitude)) }
        var payments: [Payment] = []
        var paidOver: [CarriedOver] = []
        for (index, item) in facts.due.filter({ $0.due > .zero }).enumerated() {
            let practice = item.statement.practice
            let heir = facts.heir(of: practice)
            let setAgainst = min(item.due, lost[practice] ?? .zero)
            lost[practice, default: .zero] -= setAgainst
            let amount = item.due - setAgainst
            guard amount > .zero else { continue }
            let code = facts.codes[practice] ?? "P\((index + 1).padded(4))"
            payments.append(
                Payment(
                    id: ID(at: instant), statement: item.statement.id, practice: heir, amountPence: amount.pence,
                    reference: reference(facts, code)))
            if heir != practice { paidOver.append(CarriedOver(from: practice, to: heir, amount: amount)) }
        }
        return PaymentDraft(payments: payments, setOver: setOver, paidOver: paidOver)
    }

    // "CW202610 A81001", and "CW202610-2 A81001" where it is made again.
    private static func reference(_ facts: PaymentFacts, _ code: String) -> String {
        let run = facts.number == 1 ? "" : "-\(facts.number)"
        return String("CW\(facts.month.year.padded(4))\(facts.month.month.padded(2))\(run) \(code)".prefix(18))
    }

    /// What was carried over between practices of which neither carries on for the other any more, back to where it was.
    private static func takenBack(_ facts: PaymentFacts) -> [CarriedOver] {
        struct Pair: Hashable {
            let from: OrganisationID
            let to: OrganisationID
        }
        var sums: [Pair: Money] = [:]
        for item in facts.carried where facts.heir(of: item.from) != facts.heir(of: item.to) {
            // One sum for both directions, so that what has gone back is not taken back again.
            let isForward = item.from < item.to
            let pair = isForward ? Pair(from: item.from, to: item.to) : Pair(from: item.to, to: item.from)
            sums[pair, default: .zero] += isForward ? item.amount : -item.amount
        }
        return sums.filter { $0.value != .zero }.sorted { ($0.key.from, $0.key.to) < ($1.key.from, $1.key.to) }.map {
            CarriedOver(from: $0.key.to, to: $0.key.from, amount: $0.value)
        }
    }

    /// The postings of a run: what is owed to each practice goes down, and so does the bank. Where another practice carries on, what is owed goes over
    /// to it first, with a line on either statement that says so. Nil where nothing is paid or carried over.
    package static func journal(of draft: PaymentDraft, _ facts: PaymentFacts, at instant: Instant) throws(JournalRefusal) -> Journal? {
        guard !draft.isEmpty else { return nil }
        var lines: [Posting] = []
        func post(_ practice: OrganisationID, _ amount: Money, _ rule: PostingRule, _ sentence: String) {
            lines.append(
                Posting(id: ID(at: instant), account: .practicePayable, practice: practice, amount: amount, rule: rule, sentence: sentence))
        }
        for item in draft.setOver {
            let (from, to) = (facts.name(of: item.from), facts.name(of: item.to))
            let isMerged = facts.heir(of: item.from) == facts.heir(of: item.to)
            let back = "The merger of \(from) and \(to) was taken back: what had been carried over"
            post(
                item.from, item.amount, PaymentRun.carryingRule,
                isMerged ? "What \(from) owed, carried over to \(to), which carries on for it" : "\(back) goes back to \(to)")
            post(
                item.to, -item.amount, PaymentRun.carryingRule,
                isMerged ? "What \(from) owed, carried over to \(to), which carries on for it" : "\(back) comes back from \(from)")
        }
        let owner = Dictionary(facts.due.map { ($0.statement.id, $0.statement.practice) }, uniquingKeysWith: { first, _ in first })
        for payment in draft.payments {
            let practice = owner[payment.statement] ?? payment.practice
            let paid = "Paid on \(facts.date.longText) for \(facts.month.title)"
            guard practice != payment.practice else {
                post(practice, payment.amount, PaymentRun.rule, "\(paid), reference \(payment.reference)")
                continue
            }
            let (from, to) = (facts.name(of: practice), facts.name(of: payment.practice))
            let carried = "Owed to \(from) for \(facts.month.title), carried over to \(to), which carries on for it"
            post(practice, payment.amount, PaymentRun.carryingRule, carried)
            post(payment.practice, -payment.amount, PaymentRun.carryingRule, carried)
            post(payment.practice, payment.amount, PaymentRun.rule, "\(paid), owed to \(from), reference \(payment.reference)")
        }
        if !draft.payments.isEmpty {
            let count = Set(draft.payments.map(\.practice)).count
            lines.append(
                Posting(
                    id: ID(at: instant), account: .bank, amount: -draft.total, rule: PaymentRun.rule,
                    sentence: "Payments to \(count.counted("practice", "practices")) for \(facts.month.title)"))
        }
        return try Journal(
            id: ID(at: instant), date: facts.date, description: "Payment run for \(facts.month.title)", rule: PaymentRun.rule, lines: lines)
    }

    /// The postings of payments that came back: the bank has the money again and the practice is owed it again, as is the one that a practice carried on
    /// for.
    package static func journal(
        takingBack payments: [(payment: Payment, owner: OrganisationID, paidOn: LocalDate)], of month: Month, cause: PaymentReturn.Cause,
        on date: LocalDate, names: [OrganisationID: String], at instant: Instant
    ) throws(JournalRefusal) -> Journal {
        var lines: [Posting] = []
        func post(_ practice: OrganisationID, _ amount: Money, _ rule: PostingRule, _ sentence: String) {
            lines.append(
                Posting(id: ID(at: instant), account: .practicePayable, practice: practice, amount: amount, rule: rule, sentence: sentence))
        }
        for (payment, owner, paidOn) in payments {
            let which = "The payment of \(paidOn.longText), reference \(payment.reference),"
            post(
                payment.practice, -payment.amount, PaymentRun.rule,
                cause == .returned ? "\(which) came back from the bank on \(date.longText)" : "\(which) was recorded by mistake and is taken back")
            guard owner != payment.practice else { continue }
            let back =
                "Owed to \(names[owner] ?? "a practice") for \(month.title) again, as the payment with reference \(payment.reference) was taken back"
            post(payment.practice, payment.amount, PaymentRun.carryingRule, back)
            post(owner, -payment.amount, PaymentRun.carryingRule, back)
        }
        let count = payments.count
        lines.append(
            Posting(
                id: ID(at: instant), account: .bank, amount: payments.map(\.payment.amount).sum(), rule: PaymentRun.rule,
                sentence: "\(count == 1 ? "1 payment" : "\(count) payments") for \(month.title) taken back"))
        return try Journal(
            id: ID(at: instant), date: date, description: "Payments for \(month.title) taken back", rule: PaymentRun.rule, lines: lines)
    }
}
