// A scheme with prices, and work to pay for.

import Activity
import Contracts
import Directory
import Finance
import Governance
import Identity
import Kernel
import Store
import TestCast
import TestKit
import Worklist

extension Cast {
    static let scheme: SchemeID = id(100)
    static let contract: ContractID = id(101)
    static let october = Month(containing: date(2026, 10, 1))
    static let november = Month(containing: date(2026, 11, 1))

    /// £98.00 an hour, an example price.
    static let price = SchemePrice(
        scheme: scheme, from: date(2026, 4, 1), hour: Money(pence: 9_800), isExample: true, source: "Example price for 2026/27")
    /// The rows of `work_rules`.
    static let rules = [
        WorkRule(
            kind: .appointmentDelivered, position: 10, rule: "price per delivered hour", takingBack: "taken back: price per delivered hour",
            isShared: false, words: "{work}, {time} delivered", one: "appointment", many: "appointments"),
        WorkRule(
            kind: .appointmentNotAttended, position: 20, rule: "share of time not attended", takingBack: "taken back: share of time not attended",
            isShared: true, words: "{work} not attended, {time}", one: "appointment", many: "appointments"),
        WorkRule(
            kind: .capacityUnused, position: 30, rule: "share of time not used", takingBack: "taken back: share of time not used", isShared: true,
            words: "{time} not used", one: "time", many: "times"),
    ]

    /// The federation keeps a quarter of the value of time not used.
    static let share = UnusedShare(scheme: scheme, from: date(2026, 4, 1), federationPercent: 25, source: "Board decision, example")

    static func entry(
        _ number: UInt64, _ kind: ActivityKind = .appointmentDelivered, minutes: Int, on day: LocalDate = date(2026, 10, 6),
        host: OrganisationID = elm,
        count: Int = 1, recordedAt: Instant? = nil
    ) -> ActivityEntry {
        ActivityEntry(
            id: id(1000 + number), kind: kind, practice: kind == .capacityUnused ? host : riverside, host: host, performedBy: pat, site: oakHub,
            occurredAt: noon(day), minutes: minutes, count: count, contract: contract, scheme: scheme,
            evidence: RecordLink(kind: kind == .capacityUnused ? "session" : "appointment", identifier: "evidence-\(number)"),
            recordedAt: recordedAt ?? noon(day))
    }

    static func reversal(of entry: ActivityEntry, _ number: UInt64) -> ActivityEntry {
        ActivityEntry(
            id: id(1000 + number), kind: entry.kind, practice: entry.practice, host: entry.host, site: entry.site, occurredAt: entry.occurredAt,
            localDate: entry.localDate, minutes: -entry.minutes, count: -entry.count, contract: entry.contract, scheme: entry.scheme,
            evidence: entry.evidence, reverses: entry.id, reversalReason: .other, recordedAt: TestDay.now)
    }

    static func facts(
        _ entries: [ActivityEntry], month: Month = october, settled: [ID<ActivityEntry>: Earned] = [:], prices: [SchemePrice] = [price],
        shares: [UnusedShare] = [share], instalments: [Contract.Instalment] = []
    ) -> CloseFacts {
        CloseFacts(
            schemeTitle: "Enhanced access 2026/27", month: month, entries: entries, settled: settled, prices: prices, unusedShares: shares,
            rules: rules,
            siteNames: [oakHub: "Oak Hub"], instalments: instalments)
    }

    static let migrations =
        DirectoryMigrations.all + IdentityFeature.migrations + GovernanceFeature.migrations + ActivityFeature.migrations + FinanceFeature.migrations
        + WorklistFeature.migrations + ContractsFeature.migrations

    /// The federation, the contract of £1,000.00 over 12 months, the scheme with its price and share, and consents of Riverside and Elm.
    static func foundScheme(in transaction: Transaction) throws {
        try found(in: transaction)
        try UndertakingStore.add(
            Undertaking(id: scheme, kind: .scheme, title: "Enhanced access 2026/27", purpose: "Evening and Saturday appointments"),
            terms: "We take part.", publishedOn: date(2026, 3, 1), in: transaction)
        try SchemeStore.add(
            Contract(
                id: contract, reference: "EX-1", title: "Enhanced access", commissioner: commissioner, value: Money(pence: 100_000),
                from: date(2026, 4, 1), until: date(2027, 3, 31), isExample: true), in: transaction)
        try SchemeStore.add(Scheme(id: scheme, contract: contract, from: date(2026, 4, 1), until: date(2027, 3, 31)), in: transaction)
        try SchemeStore.add(requirement, in: transaction)
        try SchemeStore.add(price, in: transaction)
        try SchemeStore.add(share, in: transaction)
        for practice in [riverside, elm] {
            try ConsentStore.give(
                ConsentDraft(
                    practice: practice, undertaking: scheme, termsVersion: 1, signedBy: pat, signedName: "Pat Marlow",
                    from: London.local(transaction.instant).date), in: transaction)
        }
    }

    static let requirement = Requirement(
        scheme: scheme, from: date(2026, 4, 1), minutesPerThousand: 60, rounding: .nearestQuarterHour,
        standardHours: Requirement.networkStandardHours, gpOnSite: true, daysAhead: 14, sameDay: true, wholeNetwork: true,
        source: "Network Contract DES, enhanced access")

    /// The start of April, when the scheme was set up.
    static let setUp = noon(date(2026, 4, 1))
    /// The second of November, when October can be closed.
    static let afterOctober = noon(date(2026, 11, 2))
    static let afterNovember = noon(date(2026, 12, 2))
}
