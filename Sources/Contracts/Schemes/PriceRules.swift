// Which price and which share hold on a day.

import Kernel

package enum PriceRules {
    /// The price of an hour worked on `date`: the latest that has begun. Two prices in one year are normal.
    package static func price(_ prices: [SchemePrice], on date: LocalDate) -> SchemePrice? {
        prices.latest(on: date, from: \.from)
    }

    /// The federation's share of time not used on `date`.
    package static func share(_ shares: [UnusedShare], on date: LocalDate) -> UnusedShare? {
        shares.latest(on: date, from: \.from)
    }
}
