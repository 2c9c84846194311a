// By what rule an amount was fixed.

import Kernel
import Store

/// The rule that fixed an amount, as pages show it: "price per delivered hour". Each is a row of `posting_rules` with its purpose; a room that
/// posts by a rule of its own names it in an extension and adds its row by a migration.
package struct PostingRule: OpenName, SQLBindable {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
}

/// What an amount is for, as reports add it up: of what practices earn, what was for care, for appointments not attended and for time not used.
package struct PostingPurpose: OpenName, SQLBindable {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    package static let care: PostingPurpose = "care"
    package static let notAttended: PostingPurpose = "not-attended"
    package static let unused: PostingPurpose = "unused"
    package static let payment: PostingPurpose = "payment"
    /// From a merged practice to the one that carries on.
    package static let carriedOver: PostingPurpose = "carried-over"
    /// What commissioners owe and pay.
    package static let income: PostingPurpose = "income"

    /// Whether practices earn by it; a purpose that a room adds is for work, unless it says otherwise here.
    package var isEarned: Bool { ![.payment, .carriedOver, .income].contains(self) }
    package var isCare: Bool { isEarned && self != .notAttended && self != .unused }
}
