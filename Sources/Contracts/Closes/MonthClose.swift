// A month of a scheme turned into money.

import Activity
import Finance
import Kernel
import Store

/// The close of a scheme's month. It happens once; what comes to light later goes into the next.
package struct MonthClose: Codable, Hashable, Sendable {
    package let id: ID<MonthClose>
    package let scheme: SchemeID
    package let month: Month
    /// Nil where nothing was earned.
    package let journal: ID<Journal>?
    package let closedAt: Instant
    package let closedBy: PersonID?
}

/// What the close of a month is worked out from.
package struct CloseFacts: Hashable, Sendable {
    package let schemeTitle: String
    package let month: Month
    /// Work of the scheme up to the month's end that no close has settled, reversals included.
    package let entries: [ActivityEntry]
    /// For each reversing entry whose original was settled before: what that original earned.
    package let settled: [ID<ActivityEntry>: Earned]
    package let prices: [SchemePrice]
    package let unusedShares: [UnusedShare]
    /// How each kind of work is paid for.
    package let rules: [WorkRule]
    package let siteNames: [SiteID: String]
    /// What the commissioner owes for this month and for months before it, as far as no close has posted it.
    package let instalments: [Contract.Instalment]

    package init(
        schemeTitle: String, month: Month, entries: [ActivityEntry], settled: [ID<ActivityEntry>: Earned] = [:], prices: [SchemePrice],
        unusedShares: [UnusedShare], rules: [WorkRule], siteNames: [SiteID: String] = [:], instalments: [Contract.Instalment] = []
    ) {
        self.schemeTitle = schemeTitle
        self.month = month
        self.entries = entries
        self.settled = settled
        self.prices = prices
        self.unusedShares = unusedShares
        self.rules = rules
        self.siteNames = siteNames
        self.instalments = instalments
    }
}

/// What one piece of work earned: for its host, and what the federation kept of its value.
package struct Earned: Hashable, Sendable {
    package let payable: Money
    package let retained: Money

    package init(payable: Money, retained: Money) {
        self.payable = payable
        self.retained = retained
    }
}

/// What a close comes to, before it is posted.
package struct CloseDraft: Hashable, Sendable {
    package let month: Month
    package let lines: [CloseLine]
    package let instalments: [Contract.Instalment]
    /// Every entry that the close settles, those too that cancel out or earn nothing.
    package let activities: [ID<ActivityEntry>]
    /// How many entries were taken back before they had earned anything.
    package let cancelledOut: Int

    package var instalment: Money { instalments.map(\.amount).sum() }
    package var payable: Money { lines.map(\.payable).sum() }
    package var retained: Money { lines.map(\.retained).sum() }

    /// Changes whenever anything of it does, so that what was shown is what is posted.
    package var revision: Revision {
        var content = RunningFingerprint()
        for line in lines {
            content.update(Array("\(line.host) \(line.payable.pence) \(line.retained.pence) \(line.sentence)\n".utf8))
            content.update(Array("\(line.priceSource)\n\(line.shareSource)\n".utf8))
            for work in line.work { content.update(Array("\(work.activity) \(work.payable.pence) \(work.retained.pence)\n".utf8)) }
        }
        for instalment in instalments { content.update(Array("\(instalment.month.stored) \(instalment.amount.pence)\n".utf8)) }
        for activity in activities { content.update(Array("\(activity)\n".utf8)) }
        return Revision(stored: content.finish().mark)
    }
}

/// What one practice earned for one kind of work at one site, at one price.
package struct CloseLine: Hashable, Sendable {
    package let host: OrganisationID
    package let site: SiteID?
    package let kind: ActivityKind
    package let rule: PostingRule
    /// The month in which the work was done: earlier than the month closed for what was recorded late or taken back.
    package let serviceMonth: Month
    /// Whether the line takes back what an earlier month paid.
    package let isTakenBack: Bool
    package let count: Int
    package let minutes: Int
    /// Pounds for an hour; for what is taken back, nought, as that undoes the pence which each entry earned.
    package let hour: Money
    package let priceSource: String
    package let federationPercent: Int
    package let shareSource: String
    /// `retained` and `payable` together.
    package let gross: Money
    package let retained: Money
    package let payable: Money
    package let sentence: String
    package let work: [Work]

    /// One entry with the pence that it earns for the host and for the federation.
    package struct Work: Hashable, Sendable {
        package let activity: ID<ActivityEntry>
        package let payable: Money
        package let retained: Money
    }
}

/// Why a month cannot be closed.
package enum CloseRefusal: RuleRefusal, Hashable {
    case unknownScheme
    case noPrice(scheme: String, date: LocalDate)
    case noUnusedShare(scheme: String, date: LocalDate)
    case noRule(scheme: String, work: ActivityKind, date: LocalDate)
    case monthNotOver(Month)
    case outsideScheme(Month)
    case earlierMonthOpen(Month)
    /// A month that the scheme or the ledger has closed, and the one that takes what is late.
    case monthClosed(Month, next: Month)
    case figuresChanged

    package var sentence: String {
        switch self {
        case .unknownScheme: "There is no such scheme. Choose one from the list of contracts."
        case .noPrice(let scheme, let date):
            "\(scheme) has no price for \(date.longText). Add the price of an hour on the contract's page, then close the month."
        case .noUnusedShare(let scheme, let date):
            "\(scheme) has no rule for time not used on \(date.longText). Add the federation's share on the contract's page, then close the month."
        case .noRule(let scheme, let work, let date):
            "\(scheme) has work of \(date.longText) (\(work.rawValue)) and no rule says how it is paid for. Tell those who look after the service."
        case .monthNotOver(let month): "\(month.title) is not over. It can be closed from \(month.next.first.longText)."
        case .outsideScheme(let month): "The scheme does not run in \(month.title), and no work of it waits to be turned into money then."
        case .earlierMonthOpen(let month): "Close \(month.title) first: what is late from it goes into the month after."
        case .monthClosed(let month, let next): "\(month.title) is closed and does not change. What is late from it goes into \(next.title)."
        case .figuresChanged:
            "What this month comes to has changed since you opened this page. Nothing was posted. Look at the figures as they are now, then close it."
        }
    }

    package var kind: RefusalKind { self == .unknownScheme ? .absent : .conflict }
}
