// What one practice is owed for one month.

import Finance
import Kernel

/// A practice's statement for a month. It is a view of the ledger: its figures are those of the postings, which a closed month no longer changes.
package struct Statement: Codable, Hashable, Sendable {
    package let id: ID<Statement>
    package let practice: OrganisationID
    package let month: Month
    package let producedAt: Instant

    package init(id: ID<Statement>, practice: OrganisationID, month: Month, producedAt: Instant) {
        self.id = id
        self.practice = practice
        self.month = month
        self.producedAt = producedAt
    }
}

/// A statement's figures; amounts are what is owed to the practice, so a payment is below nought.
package struct StatementFigures: Hashable, Sendable {
    package struct Line: Hashable, Sendable {
        package let posting: ID<Posting>
        package let sentence: String
        package let amount: Money
        /// Whether it settles what was owed, by a payment or by carrying it over after a merger, and is not what work earned.
        package let isPayment: Bool
    }

    package let broughtForward: Money
    package let lines: [Line]

    /// What the month's work earned, corrections included.
    package var earned: Money { lines.filter { !$0.isPayment }.map(\.amount).sum() }
    /// What was paid in the month and carried over from or to other practices.
    package var paid: Money { lines.filter(\.isPayment).map(\.amount).sum() }
    package var carriedForward: Money { broughtForward + earned + paid }
}

package enum StatementRules {
    /// The figures from the ledger's postings to what is owed to one practice in one month, and the balance of that account before it.
    package static func figures(before balance: Money, postings: [PostedLine]) -> StatementFigures {
        let lines = postings.map {
            StatementFigures.Line(posting: $0.id, sentence: $0.sentence, amount: -$0.amount, isPayment: PaymentRun.settlingRules.contains($0.rule))
        }
        return StatementFigures(broughtForward: -balance, lines: lines.filter { !$0.isPayment } + lines.filter(\.isPayment))
    }
}

/// How a line's amount came about, as it was when the month was closed.
package struct LineDerivation: Codable, Hashable, Sendable {
    package let posting: ID<Posting>
    package let monthClose: ID<MonthClose>
    package let host: OrganisationID
    package let site: SiteID?
    package let serviceMonth: Month
    package let isTakenBack: Bool
    package let count: Int
    package let minutes: Int
    package let hourPence: Int
    package let priceSource: String
    package let federationPercent: Int
    package let shareSource: String
    package let grossPence: Int
    package let retainedPence: Int
    package let payablePence: Int

    package var gross: Money { Money(pence: grossPence) }
    package var retained: Money { Money(pence: retainedPence) }
    package var payable: Money { Money(pence: payablePence) }

    /// The arithmetic, one step a sentence, for a practice that works it out again.
    package var steps: [String] {
        if isTakenBack {
            return ["Each appointment taken back undoes exactly what it had earned: \(payable.exactText) in all."]
        }
        let hour = Money(pence: hourPence)
        var steps = ["\(minutes.grouped) minutes × \(hour.exactText) an hour ÷ 60 = \(gross.exactText), to the nearest penny"]
        if federationPercent > 0 {
            steps.append("\(federationPercent)% of \(gross.exactText) = \(retained.exactText) kept by the federation")
            steps.append("\(gross.exactText) − \(retained.exactText) = \(payable.exactText) to the practice")
        }
        return steps
    }
}

extension RecordKind {
    package static let statement = RecordKind("statement")
}

/// Why a question about a statement was not taken; what is wrong with its words the question says itself.
package enum StatementRefusal: RuleRefusal, Hashable {
    case unknownStatement
    case unknownLine

    package var sentence: String {
        switch self {
        case .unknownStatement: "There is no such statement among yours."
        case .unknownLine: "There is no such line on this statement."
        }
    }

    package var kind: RefusalKind { self == .unknownStatement ? .absent : .invalid }
    package var field: String { "question" }
}
