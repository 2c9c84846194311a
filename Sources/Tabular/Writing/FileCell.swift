// One cell of a file to write.

import Kernel

/// A cell by what it means: spreadsheets add up amounts and sort days, and identifiers stay text with their leading noughts.
package enum FileCell: Hashable, Sendable, ExpressibleByStringLiteral {
    /// Text, which a spreadsheet must never run as a formula.
    case text(String)
    case number(Int)
    /// Pounds with two decimals and no sign of currency, "-12.50".
    case money(Money)
    case date(LocalDate)
    /// A moment, as clocks in London show it, to the minute.
    case instant(Instant)
    case empty

    package init(stringLiteral text: String) { self = .text(text) }

    /// The cell's words in a file of text: days as ISO 8601 has them, amounts without currency.
    package var words: String {
        switch self {
        case .text(let text): text
        case .number(let number): String(number)
        case .money(let money): "\(money.isNegative ? "-" : "")\(money.pence.magnitude / 100).\((money.pence.magnitude % 100).padded(2))"
        case .date(let date): date.stored
        case .instant(let instant): "\(London.local(instant).date.stored)T\(London.local(instant).time.stored)"
        case .empty: ""
        }
    }
}
