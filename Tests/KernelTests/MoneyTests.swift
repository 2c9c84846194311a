// Shares add up, to the penny.

import Foundation
import Kernel
import TestKit
import Testing

@Suite("Money")
struct MoneyTests {
    @Test("Amounts are written as people read them")
    func text() {
        #expect(Money(pence: 195_840_000).text == "£1,958,400")
        #expect(Money(pence: 1250).text == "£12.50")
        #expect(Money(pence: 1200).exactText == "£12.00")
        #expect(Money(pence: -1250).text == "−£12.50")
        #expect(Money(pence: 5).text == "£0.05")
        #expect(Money.zero.text == "£0")
        #expect(Money(pence: Int.min).exactText == "−£92,233,720,368,547,758.08")
    }

    @Test(
        "Amounts are read as people write them",
        arguments: [
            ("£1,250", 125_000), ("1250", 125_000), ("12.5", 1250), (" 12.50 ", 1250), ("-£12.50", -1250), ("£-12.50", -1250), ("−12", -1200),
            ("1,958,400.07", 195_840_007), ("0", 0), ("£ 3", 300), ("1 250", 125_000), ("− £12.50", -1250),
        ])
    func read(text: String, pence: Int) throws {
        #expect(try Money(parsing: text) == Money(pence: pence))
    }

    @Test(
        "What could mean two amounts, or none, is refused",
        arguments: [
            "", "£", "-", "12.505", "12.", ".50", "1,25", "12,50", "1,2345", ",123", "12.5.0", "--3", "££3", "twelve", "1e3", "999999999999999999999",
            "٣", "6123,75", "12 50", "0,125", "12.500", "£-£3", "- - 3",
        ])
    func unread(text: String) {
        #expect(refusal { try Money(parsing: text) } == "Enter an amount in pounds, for example 1,250 or 12.50.")
    }

    @Test("Written amounts read back")
    func roundTrip() throws {
        var dice = SeededGenerator(seed: 10)
        for _ in 0..<1000 {
            let amount = Money(pence: dice.number(-10_000_000_000...10_000_000_000))
            #expect(try Money(parsing: amount.text) == amount)
            #expect(try Money(parsing: amount.exactText) == amount)
        }
        let data = try JSONEncoder().encode([Money(pence: -7)])
        #expect(String(decoding: data, as: UTF8.self) == "[-7]")
        #expect(try JSONDecoder().decode([Money].self, from: data) == [Money(pence: -7)])
    }

    private struct Example: Decodable {
        let total: Int
        let weights: [Int]
        let unit: Int
        let largest_remainder: [Int]
    }

    @Test("Shares match the published examples of the largest remainder")
    func oracle() throws {
        let examples = try Edition.extract.json([Example].self, "oracles/largest_remainder.json").filter { $0.unit == 1 }
        #expect(examples.count == 8)
        for example in examples { #expect(Money(pence: example.total).shared(by: example.weights).map(\.pence) == example.largest_remainder) }
    }

    @Test("Shares always add up, each within a penny of its exact part, and no weight gets nothing")
    func shares() {
        var dice = SeededGenerator(seed: 11)
        for _ in 0..<3000 {
            let weights = (0..<dice.number(1...40)).map { _ in dice.number(0...5) == 0 ? 0 : dice.number(0...30_000) }
            let amount = Money(pence: dice.number(-300_000_000...300_000_000))
            let parts = amount.shared(by: weights)
            #expect(parts.sum() == amount)
            let total = weights.reduce(0, +)
            guard total > 0 else { continue }
            for (part, weight) in zip(parts, weights) {
                // |part − amount × weight / total| < 1, without dividing.
                #expect(abs(part.pence * total - amount.pence * weight) < total)
                if weight == 0 { #expect(part == .zero) }
            }
            #expect((-amount).shared(by: weights) == parts.map { -$0 })
        }
    }

    @Test("Equal remainders go to the earlier; nobody is left out where no weight counts; the largest amounts do not overflow")
    func sharesAtTheEdges() {
        #expect(Money(pence: 10).shared(by: [1, 1, 1]).map(\.pence) == [4, 3, 3])
        #expect(Money(pence: 10).shared(by: [0, 0, 0]).map(\.pence) == [4, 3, 3])
        #expect(Money(pence: 10).shared(by: [-5, 2]).map(\.pence) == [0, 10])
        #expect(Money(pence: 10).shared(by: []) == [])
        #expect(Money(pence: Int.min).shared(by: [Int.max, Int.max]).sum() == Money(pence: Int.min))
        #expect(Money(pence: Int.max).shared(by: [Int.max, 1, Int.max]).sum() == Money(pence: Int.max))
    }

    @Test("An hourly price gives minutes their part, half a penny upwards, and a reversal undoes it")
    func perHour() {
        // £97.35 an hour: 40 minutes are 6490 pence, 10 minutes 1622.5, so 1623.
        #expect(Money.perHour(Money(pence: 9735), minutes: 40).pence == 6490)
        #expect(Money.perHour(Money(pence: 9735), minutes: 10).pence == 1623)
        #expect(Money.perHour(Money(pence: 9735), minutes: -10).pence == -1623)
        // 1 penny an hour: 29 minutes are 0.483, 30 minutes 0.5.
        #expect(Money.perHour(Money(pence: 1), minutes: 29) == .zero)
        #expect(Money.perHour(Money(pence: 1), minutes: 30).pence == 1)
        #expect(Money.perHour(Money(pence: Int.max), minutes: Int.max).pence == Int.max)
    }

    @Test("Sums stop at the ends instead of trapping")
    func saturation() {
        let (least, most) = (Money(pence: Int.min), Money(pence: Int.max))
        #expect(most + Money(pence: 1) == most)
        #expect(least + Money(pence: -1) == least)
        #expect(least - most == least)
        #expect(-least == most)
        #expect(most * -2 == least)
        #expect([most, most, most].sum() == most)
        #expect([Money(pence: 3), Money(pence: -5)].sum().pence == -2)
    }
}
