// Contracts and schemes in the database.

import Governance
import Kernel
import Store
import Web

package enum SchemeStore {
    package static func contracts(in connection: any Connection) throws -> [Contract] {
        let contracts: [Contract] = try connection.all("SELECT \(contractColumns) FROM contracts ORDER BY from_date DESC, title, id")
        return try contracts.map { try varied($0, in: connection) }
    }

    package static func contract(_ id: ContractID, in connection: any Connection) throws -> Contract? {
        let contract: Contract? = try connection.first("SELECT \(contractColumns) FROM contracts WHERE id = \(id)")
        return try contract.map { try varied($0, in: connection) }
    }

    private static func varied(_ contract: Contract, in connection: any Connection) throws -> Contract {
        contract.varied(
            by: try connection.all(
                """
                SELECT number, from_month, value_pence, until_date, source, recorded_at
                FROM contract_variations
                WHERE contract = \(contract.id)
                ORDER BY number
                """))
    }

    package static func schemes(of contract: ContractID? = nil, in connection: any Connection) throws -> [Scheme] {
        let within: SQL = contract.map { "contract = \($0)" } ?? "TRUE"
        return try connection.all("SELECT id, contract, from_date, until_date FROM schemes WHERE \(within) ORDER BY from_date, id")
    }

    package static func scheme(_ id: SchemeID, in connection: any Connection) throws -> Scheme? {
        try connection.first("SELECT id, contract, from_date, until_date FROM schemes WHERE id = \(id)")
    }

    package static func prices(of scheme: SchemeID, in connection: any Connection) throws -> [SchemePrice] {
        try connection.all(
            "SELECT scheme, from_date, hour_pence, is_example, source FROM scheme_prices WHERE scheme = \(scheme) ORDER BY from_date")
    }

    package static func unusedShares(of scheme: SchemeID, in connection: any Connection) throws -> [UnusedShare] {
        try connection.all(
            "SELECT scheme, from_date, federation_percent, source FROM scheme_unused_shares WHERE scheme = \(scheme) ORDER BY from_date")
    }

    package static func requirements(of scheme: SchemeID, in connection: any Connection) throws -> [Requirement] {
        let rows: [RequirementRow] = try connection.all(
            """
            SELECT scheme, from_date, minutes_per_thousand, rounding, bank_holidays, gp_on_site, days_ahead, same_day, whole_network, source
            FROM scheme_requirements
            WHERE scheme = \(scheme)
            ORDER BY from_date
            """)
        return try rows.map { row in
            let hours: [Requirement.Hours] = try connection.all(
                """
                SELECT weekday, from_time, until_time
                FROM scheme_hours
                WHERE scheme = \(scheme) AND from_date = \(row.fromDate)
                """)
            return Requirement(
                scheme: scheme, from: row.fromDate, minutesPerThousand: row.minutesPerThousand, rounding: row.rounding,
                bankHolidays: row.bankHolidays, standardHours: hours.sorted { ($0.weekday.number, $0.from) < ($1.weekday.number, $1.from) },
                gpOnSite: row.gpOnSite, daysAhead: row.daysAhead, sameDay: row.sameDay, wholeNetwork: row.wholeNetwork, source: row.source)
        }
    }

    package static func add(_ contract: Contract, in transaction: Transaction) throws {
        guard contract.from <= contract.until else { throw ContractRefusal.datesReversed }
        guard contract.firstValuePence >= 0 else { throw ContractRefusal.negativeValue }
        let taken = try transaction.value(Int.self, "SELECT COUNT(*) FROM contracts WHERE reference = \(contract.reference)") ?? 0
        guard taken == 0 else { throw ContractRefusal.referenceTaken(contract.reference) }
        try transaction.execute(
            """
            INSERT INTO contracts (id, reference, title, commissioner, value_pence, from_date, until_date, is_example)
            VALUES (
                \(contract.id), \(contract.reference), \(contract.title), \(contract.commissioner), \(contract.firstValuePence), \(contract.from),
                \(contract.firstUntil), \(contract.isExample))
            """)
        try transaction.audit("contract added", AuditSubject("contract", contract.id))
    }

    /// Adds a scheme; its undertaking, which practices consent to, must be offered already.
    package static func add(_ scheme: Scheme, in transaction: Transaction) throws {
        guard scheme.from <= scheme.until else { throw ContractRefusal.datesReversed }
        guard let contract = try contract(scheme.contract, in: transaction), contract.from <= scheme.from, scheme.until <= contract.until
        else { throw ContractRefusal.schemeOutsideContract }
        guard try UndertakingStore.undertaking(scheme.id, in: transaction)?.kind == .scheme else { throw ContractRefusal.notAScheme }
        guard try Self.scheme(scheme.id, in: transaction) == nil else { throw ContractRefusal.taken(scheme.id) }
        try transaction.execute(
            """
            INSERT INTO schemes (id, contract, from_date, until_date)
            VALUES (\(scheme.id), \(scheme.contract), \(scheme.from), \(scheme.until))
            """)
        try transaction.audit("scheme added", AuditSubject("scheme", scheme.id))
    }

    /// Sets what is required from a date on. A closed month keeps what was required in it; what was set from the same day is replaced.
    package static func add(_ requirement: Requirement, reason: String? = nil, in transaction: Transaction) throws {
        guard let scheme = try scheme(requirement.scheme, in: transaction) else { throw ContractRefusal.unknownScheme }
        guard scheme.isInForce(on: requirement.from) else {
            throw ContractRefusal.requirementOutsideScheme(scheme.from, scheme.until)
        }
        try refuseClosed(requirement.scheme, from: requirement.from, in: transaction)
        try transaction.execute("DELETE FROM scheme_hours WHERE scheme = \(requirement.scheme) AND from_date = \(requirement.from)")
        try transaction.execute("DELETE FROM scheme_requirements WHERE scheme = \(requirement.scheme) AND from_date = \(requirement.from)")
        try transaction.execute(
            """
            INSERT INTO scheme_requirements (
                scheme, from_date, minutes_per_thousand, rounding, bank_holidays, gp_on_site, days_ahead, same_day, whole_network, source)
            VALUES (
                \(requirement.scheme), \(requirement.from), \(requirement.minutesPerThousand), \(requirement.rounding), \(requirement.bankHolidays),
                \(requirement.gpOnSite), \(requirement.daysAhead), \(requirement.sameDay), \(requirement.wholeNetwork), \(requirement.source))
            """)
        try transaction.insert(
            "INSERT INTO scheme_hours (scheme, from_date, weekday, from_time, until_time)",
            requirement.standardHours.map { "(\(requirement.scheme), \(requirement.from), \($0.weekday.rawValue), \($0.from), \($0.until))" })
        try transaction.audit(
            "requirement set", AuditSubject("scheme", requirement.scheme), reason: reason,
            details: ["from": requirement.from.stored, "required": RequirementRules.sentences(requirement).joined(separator: " ")])
    }

    /// Sets a price from a date on. A month that is closed keeps the price it was closed with.
    package static func add(_ price: SchemePrice, in transaction: Transaction) throws {
        guard price.hourPence >= 0 else { throw ContractRefusal.negativePrice }
        try refuseClosed(price.scheme, from: price.from, in: transaction)
        let taken = try prices(of: price.scheme, in: transaction).contains { $0.from == price.from }
        guard !taken else { throw ContractRefusal.beginsAlready(price.from) }
        try transaction.execute(
            """
            INSERT INTO scheme_prices (scheme, from_date, hour_pence, is_example, source)
            VALUES (\(price.scheme), \(price.from), \(price.hourPence), \(price.isExample), \(price.source))
            """)
        try transaction.audit(
            "price set", AuditSubject("scheme", price.scheme), details: ["from": price.from.stored, "pence an hour": "\(price.hourPence)"])
    }

    package static func add(_ share: UnusedShare, in transaction: Transaction) throws {
        try refuseClosed(share.scheme, from: share.from, in: transaction)
        let taken = try unusedShares(of: share.scheme, in: transaction).contains { $0.from == share.from }
        guard !taken else { throw ContractRefusal.beginsAlready(share.from) }
        try transaction.execute(
            """
            INSERT INTO scheme_unused_shares (scheme, from_date, federation_percent, source)
            VALUES (\(share.scheme), \(share.from), \(share.federationPercent), \(share.source))
            """)
        try transaction.audit(
            "share of time not used set", AuditSubject("scheme", share.scheme),
            details: ["from": share.from.stored, "percent": "\(share.federationPercent)"])
    }

    /// Gives a scheme another last day within its contract. An earlier one is refused where a month after it is closed, something is planned or work is
    /// on record after it.
    package static func end(
        _ scheme: Scheme, on lastDay: LocalDate, reason: String, ports: ContractsPorts, in transaction: Transaction
    ) throws {
        guard let standing = try Self.scheme(scheme.id, in: transaction) else { throw ContractRefusal.unknownScheme }
        guard standing == scheme else { throw ChangedMeanwhile(standsNow: standing.until.longText, field: "until") }
        guard lastDay != scheme.until else { throw ContractRefusal.nothingChanged }
        guard lastDay >= scheme.from else { throw ContractRefusal.datesReversed }
        guard let contract = try contract(scheme.contract, in: transaction), lastDay <= contract.until else {
            throw ContractRefusal.schemeOutsideContract
        }
        if lastDay < scheme.until {
            if let last = try CloseStore.lastMonth(of: scheme.id, in: transaction), lastDay < last.last {
                throw ContractRefusal.endsInClosedMonth(last.last)
            }
            if let planned = try ports.commitments.after(lastDay, of: .scheme(scheme.id), in: transaction).first {
                throw ContractRefusal.planned(planned.what, after: lastDay, remedy: planned.remedy)
            }
            let work = try transaction.value(LocalDate.self, "SELECT MAX(local_date) FROM activity_entries WHERE scheme = \(scheme.id)")
            if let work, work > lastDay { throw ContractRefusal.workRecorded(work) }
        }
        try transaction.execute("UPDATE schemes SET until_date = \(lastDay) WHERE id = \(scheme.id)")
        try transaction.audit(
            "scheme given another last day", AuditSubject("scheme", scheme.id), reason: reason,
            details: ["until": lastDay.stored, "was": scheme.until.stored])
    }

    static func refuseClosed(_ scheme: SchemeID, from date: LocalDate, in connection: any Connection) throws {
        if let last = try CloseStore.lastMonth(of: scheme, in: connection), date <= last.last {
            throw ContractRefusal.priceInClosedMonth(Month(containing: date))
        }
    }

    private static let contractColumns = SQL(
        verbatim: "id, reference, title, commissioner, value_pence, from_date, until_date, is_example, revision")
}

private struct RequirementRow: Decodable {
    let fromDate: LocalDate
    let minutesPerThousand: Int
    let rounding: Requirement.Rounding
    let bankHolidays: Requirement.BankHolidayRule
    let gpOnSite: Bool
    let daysAhead: Int
    let sameDay: Bool
    let wholeNetwork: Bool
    let source: String
}
