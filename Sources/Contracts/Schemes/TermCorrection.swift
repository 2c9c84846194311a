// Corrects a price or a share typed wrong.

import Kernel
import Store

/// What a scheme pays by: a price, or the federation's share of time not used.
package enum TermKind: String, Codable, Hashable, Sendable, SQLBindable {
    case price
    case unusedShare = "unused-share"

    /// "£98.00" or "25%".
    package func text(_ amount: Int) -> String { self == .price ? Money(pence: amount).exactText : "\(amount)%" }
}

/// A price or a share as it stood before it was corrected.
package struct CorrectedTerm: Codable, Hashable, Sendable {
    package let kind: TermKind
    package let wasFromDate: LocalDate
    /// Pence an hour, or hundredths.
    package let wasAmount: Int
    package let wasSource: String
    /// The first day of what stands instead.
    package let fromDate: LocalDate
    package let reason: String
    package let correctedAt: Instant

    /// "Corrected on 2 December 2026; it was £1,200.00 from 1 December 2026: typed wrong"
    package var sentence: String {
        "Corrected on \(London.local(correctedAt).date.longText); it was \(kind.text(wasAmount)) from \(wasFromDate.longText): \(reason)"
    }
}

/// Why a price or a share cannot be corrected.
package enum TermRefusal: RuleRefusal, Hashable {
    case unknown
    case nothingChanged
    case taken(LocalDate)

    package var sentence: String {
        switch self {
        case .unknown: "There is no such price or share. Open the contract again and choose from its list."
        case .nothingChanged: "Nothing was changed, because what you entered stands already."
        case .taken(let date): "Another one begins on \(date.longText) already. Enter another first day, or correct that one."
        }
    }

    package var kind: RefusalKind { self == .unknown ? .absent : .invalid }

    package var field: String {
        switch self {
        case .unknown: ""
        case .nothingChanged: "amount"
        case .taken: "from"
        }
    }
}

extension SchemePrice {
    /// Of all that a correction overwrites.
    package var revision: Revision { Revision(of: [from.stored, "\(hourPence)", source, "\(isExample)"]) }
}

extension UnusedShare {
    /// Of all that a correction overwrites.
    package var revision: Revision { Revision(of: [from.stored, "\(federationPercent)", source]) }
}

extension SchemeStore {
    package static func corrections(of scheme: SchemeID, _ kind: TermKind, in connection: any Connection) throws -> [CorrectedTerm] {
        try connection.all(
            """
            SELECT kind, was_from_date, was_amount, was_source, from_date, reason, corrected_at
            FROM corrected_terms
            WHERE scheme = \(scheme) AND kind = \(kind)
            ORDER BY corrected_at DESC, id DESC
            """)
    }

    /// The day from which what stood from `date` stands now, where corrections have moved it.
    static func moved(from date: LocalDate, of scheme: SchemeID, _ kind: TermKind, in connection: any Connection) throws -> LocalDate? {
        let corrections = Array(try corrections(of: scheme, kind, in: connection).reversed())
        guard let last = corrections.lastIndex(where: { $0.wasFromDate == date && $0.fromDate != date }) else { return nil }
        return corrections[last...].reduce(date) { $1.wasFromDate == $0 ? $1.fromDate : $0 }
    }

    /// Why nothing from `date` is corrected where nothing stands from it.
    private static func absence(from date: LocalDate, of scheme: SchemeID, _ kind: TermKind, in connection: any Connection) throws -> any RuleRefusal
    {
        guard let now = try moved(from: date, of: scheme, kind, in: connection) else { return TermRefusal.unknown }
        return ChangedMeanwhile(standsNow: "a term that begins on \(now.longText)")
    }

    /// Puts `price` in the place of the one from `date`, which is kept beside it. Nothing that a closed month was computed with is corrected.
    ///
    /// - Parameter seen: the revision of the price that the person saw.
    package static func correct(
        priceFrom date: LocalDate, seen: Revision, to price: SchemePrice, reason: String, in transaction: Transaction
    ) throws {
        guard price.hourPence >= 0 else { throw ContractRefusal.negativePrice }
        let prices = try prices(of: price.scheme, in: transaction)
        guard let standing = prices.first(where: { $0.from == date }) else {
            throw try absence(from: date, of: price.scheme, .price, in: transaction)
        }
        guard standing != price else { throw TermRefusal.nothingChanged }
        let old = Old(scheme: price.scheme, kind: .price, from: date, amount: standing.hourPence, source: standing.source)
        try old.check(seen, against: standing.revision, to: price.from, taken: prices.map(\.from), in: transaction)
        try transaction.execute(
            """
            UPDATE scheme_prices
            SET from_date = \(price.from), hour_pence = \(price.hourPence), is_example = \(price.isExample), source = \(price.source)
            WHERE scheme = \(price.scheme) AND from_date = \(date)
            """)
        try old.keep(insteadFrom: price.from, reason: reason, in: transaction)
        try transaction.audit(
            "price corrected", AuditSubject("scheme", price.scheme), reason: reason,
            details: ["from": price.from.stored, "pence an hour": "\(price.hourPence)", "was": "\(standing.hourPence) from \(date.stored)"])
    }

    /// The same for the federation's share.
    package static func correct(
        shareFrom date: LocalDate, seen: Revision, to share: UnusedShare, reason: String, in transaction: Transaction
    ) throws {
        let shares = try unusedShares(of: share.scheme, in: transaction)
        guard let standing = shares.first(where: { $0.from == date }) else {
            throw try absence(from: date, of: share.scheme, .unusedShare, in: transaction)
        }
        guard standing != share else { throw TermRefusal.nothingChanged }
        let old = Old(scheme: share.scheme, kind: .unusedShare, from: date, amount: standing.federationPercent, source: standing.source)
        try old.check(seen, against: standing.revision, to: share.from, taken: shares.map(\.from), in: transaction)
        try transaction.execute(
            """
            UPDATE scheme_unused_shares
            SET from_date = \(share.from), federation_percent = \(share.federationPercent), source = \(share.source)
            WHERE scheme = \(share.scheme) AND from_date = \(date)
            """)
        try old.keep(insteadFrom: share.from, reason: reason, in: transaction)
        try transaction.audit(
            "share of time not used corrected", AuditSubject("scheme", share.scheme), reason: reason,
            details: [
                "from": share.from.stored, "percent": "\(share.federationPercent)", "was": "\(standing.federationPercent) from \(date.stored)",
            ])
    }

    private struct Old {
        let scheme: SchemeID
        let kind: TermKind
        let from: LocalDate
        let amount: Int
        let source: String

        func check(_ seen: Revision, against standing: Revision, to date: LocalDate, taken: [LocalDate], in connection: any Connection) throws {
            try seen.check(against: standing, standsNow: "\(kind.text(amount)) from \(from.longText), written down in “\(source)”")
            for date in [from, date] { try SchemeStore.refuseClosed(scheme, from: date, in: connection) }
            if date != from, taken.contains(date) { throw TermRefusal.taken(date) }
        }

        func keep(insteadFrom date: LocalDate, reason: String, in transaction: Transaction) throws {
            let id = ID<CorrectedTerm>(at: transaction.instant)
            try transaction.execute(
                """
                INSERT INTO corrected_terms (
                    id, scheme, kind, was_from_date, was_amount, was_source, from_date, reason, corrected_at, corrected_by)
                VALUES (
                    \(id), \(scheme), \(kind), \(from), \(amount), \(source), \(date), \(reason), \(transaction.instant), \(transaction.actor.person))
                """)
        }
    }
}
