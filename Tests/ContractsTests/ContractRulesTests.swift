// What a contract's changes come to.

import Contracts
import Kernel
import TestKit
import Testing

@Suite("Contract rules")
struct ContractRulesTests {
    static let contract = Contract(
        id: Cast.contract, reference: "EX-1", title: "Enhanced access", commissioner: Cast.commissioner, value: Money(pence: 100_000),
        from: Cast.date(2026, 4, 1), until: Cast.date(2027, 3, 31), isExample: true)
    /// October is closed, November is the first that can change. April to October come to 4 × £83.34 and 3 × £83.33, £583.35.
    static let november = Cast.november

    static func vary(
        _ value: Int, until: LocalDate = Cast.date(2027, 3, 31), from month: Month = november, open: Month = november, _ contract: Contract = contract
    ) throws(ContractRefusal) -> ContractVariation {
        try ContractRules.variation(
            of: contract, value: Money(pence: value), until: until, from: month, firstOpen: open, source: "Variation", at: TestDay.now)
    }

    @Test("A variation leaves the months before it as they were and shares the rest equally, to the penny")
    func variation() throws {
        let varied = Self.contract.varied(by: [try Self.vary(120_000)])
        // £1,200.00 less £583.35 are £616.65, over five months £123.33 each.
        #expect(varied.instalments.map(\.amount.pence) == [8_334, 8_334, 8_334, 8_334, 8_333, 8_333, 8_333] + Array(repeating: 12_333, count: 5))
        #expect(varied.value == Money(pence: 120_000))
        #expect(varied.firstValue == Money(pence: 100_000))
        #expect(varied.instalment(for: Cast.october) == Money(pence: 8_333))
        let extended = Self.contract.varied(by: [try Self.vary(150_000, until: Cast.date(2027, 6, 30))])
        #expect(extended.months.count == 15)
        #expect(extended.instalments.map(\.amount).sum() == Money(pence: 150_000))
    }

    @Test("An early end keeps the instalments until then, or shares what was agreed among the open months")
    func ending() throws {
        let december = Cast.date(2026, 12, 31)
        let ended = try ContractRules.ending(
            of: Self.contract, lastDay: december, agreed: nil, firstOpen: Self.november, source: "Letter", at: TestDay.now)
        // £583.35 and two months of £83.33.
        #expect(ended.value == Money(pence: 75_001))
        #expect(Self.contract.varied(by: [ended]).instalments.map(\.amount) == Array(Self.contract.instalments.prefix(9).map(\.amount)))
        let agreed = try ContractRules.ending(
            of: Self.contract, lastDay: december, agreed: Money(pence: 80_000), firstOpen: Self.november, source: "Letter", at: TestDay.now)
        #expect(Self.contract.varied(by: [agreed]).instalments.suffix(2).map(\.amount.pence) == [10_833, 10_832])
        let atOnce = try ContractRules.ending(
            of: Self.contract, lastDay: Cast.date(2026, 10, 31), agreed: nil, firstOpen: Self.november, source: "Letter", at: TestDay.now)
        #expect(atOnce.value == Money(pence: 58_335))
        #expect(Self.contract.varied(by: [atOnce]).instalment(for: Self.november) == nil)
    }

    @Test("What a closed month was computed from cannot be changed, and each refusal says what can")
    func refusals() throws {
        #expect(throws: ContractRefusal.variationInClosedMonth(Self.november)) { try Self.vary(120_000, from: Cast.october) }
        #expect(throws: ContractRefusal.valueBelowInstalments(Money(pence: 58_335))) { try Self.vary(50_000) }
        #expect(throws: ContractRefusal.endsInClosedMonth(Cast.date(2026, 10, 31))) { try Self.vary(58_335, until: Cast.date(2026, 10, 15)) }
        #expect(throws: ContractRefusal.nothingChanged) { try Self.vary(100_000) }
        #expect(throws: ContractRefusal.datesReversed) { try Self.vary(100_000, until: Cast.date(2026, 3, 31)) }
        #expect(throws: ContractRefusal.noMonthLeft(Money(pence: 58_335))) {
            try ContractRules.ending(
                of: Self.contract, lastDay: Cast.date(2026, 10, 31), agreed: Money(pence: 60_000), firstOpen: Self.november, source: "Letter",
                at: TestDay.now)
        }
        #expect(throws: ContractRefusal.notEarlier(Cast.date(2027, 3, 31))) {
            try ContractRules.ending(
                of: Self.contract, lastDay: Cast.date(2027, 3, 31), agreed: nil, firstOpen: Self.november, source: "Letter", at: TestDay.now)
        }
    }

    @Test("Whatever is varied, months add up to the value and closed ones stay")
    func property() throws {
        var random = SeededGenerator(seed: 21)
        for _ in 0..<200 {
            var contract = Self.contract
            for _ in 0..<4 {
                let before = contract
                let open = Month(containing: contract.from).adding(months: Int.random(in: 0...12, using: &random))
                let until = contract.from.adding(days: Int.random(in: 0...900, using: &random))
                let value = Money(pence: Int.random(in: 0...300_000, using: &random))
                let draft = try? ContractRules.variation(
                    of: contract, value: value, until: until, from: open.adding(months: Int.random(in: 0...3, using: &random)), firstOpen: open,
                    source: "Variation", at: TestDay.now)
                guard let draft else { continue }
                contract = contract.varied(by: contract.variations + [draft])
                #expect(contract.instalments.map(\.amount).sum() == contract.value)
                #expect(contract.instalments.map(\.month) == contract.months)
                #expect(contract.instalments.allSatisfy { !$0.amount.isNegative })
                // Closed months after an end that a variation carries on from have no part.
                let closed = [before, contract].map { $0.instalments.filter { $0.month < open && $0.amount != .zero } }
                #expect(closed[0] == closed[1])
            }
        }
    }

    @Test("A yearly value counts by the months of the term")
    func yearly() {
        let yearly = Money(pence: 100_000)
        #expect(ContractRules.whole(ofYearly: yearly, from: Cast.date(2026, 4, 1), until: Cast.date(2027, 3, 31)) == yearly)
        #expect(ContractRules.whole(ofYearly: yearly, from: Cast.date(2026, 4, 1), until: Cast.date(2029, 3, 31)) == Money(pence: 300_000))
        // Seven months are £583.333, a half up to the penny.
        #expect(ContractRules.whole(ofYearly: yearly, from: Cast.date(2026, 4, 1), until: Cast.date(2026, 10, 31)) == Money(pence: 58_333))
    }
}
