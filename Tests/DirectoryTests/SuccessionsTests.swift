// Mergers: who carries on, and for how many.

import Kernel
import TestKit
import Testing

@testable import Directory

struct SuccessionsTests {
    private let a = OrganisationID(at: TestDay.now)
    private let b = OrganisationID(at: TestDay.now)
    private let c = OrganisationID(at: TestDay.now)

    private func merged(_ old: OrganisationID, into new: OrganisationID, on date: String) -> Successions.Succession {
        Successions.Succession(organisation: old, successor: new, from: day(date))
    }

    private func list(_ practice: OrganisationID, _ count: Int, on date: String) -> Population {
        Population(practice: practice, kind: .registered, snapshotDate: day(date), hundredths: count * 100, knownFrom: TestDay.now)
    }

    @Test("The successor is followed from its first day, at any remove, and not before")
    func following() {
        let all = [merged(a, into: b, on: "2025-04-01"), merged(b, into: c, on: "2026-07-01")]
        #expect(Successions(all, on: day("2025-03-31")).final(of: a) == a)
        #expect(Successions(all, on: day("2025-04-01")).final(of: a) == b)
        #expect(Successions(all, on: day("2026-07-01")).final(of: a) == c)
        #expect(Successions(all, on: day("2026-07-01")).family(of: c) == [c, b, a])
    }

    @Test("A circle of successors ends where it began")
    func circle() {
        let all = [merged(a, into: b, on: "2025-04-01"), merged(b, into: a, on: "2025-05-01")]
        #expect(Successions(all, on: day("2026-01-01")).final(of: a) == a)
        #expect(Set(Successions(all, on: day("2026-01-01")).family(of: a)) == [a, b])
    }

    // B has 10,000 on 1 April 2026. A, with 4,000 on 1 April, merges into B on 1 July. Until B is counted anew it has 14,000.
    @Test("A merged practice's patients count with its successor until the successor is counted anew")
    func populationOfMerger() {
        let all = [merged(a, into: b, on: "2026-07-01")]
        let april = [a: list(a, 4000, on: "2026-04-01"), b: list(b, 10_000, on: "2026-04-01")]
        #expect(PopulationRules.population(of: b, latest: april, successions: Successions(all, on: day("2026-06-30")))?.count == 10_000)
        #expect(PopulationRules.population(of: b, latest: april, successions: Successions(all, on: day("2026-07-01")))?.count == 14_000)
        var october = april
        october[b] = list(b, 13_900, on: "2026-10-01")
        #expect(PopulationRules.population(of: b, latest: october, successions: Successions(all, on: day("2026-10-01")))?.count == 13_900)
    }

    // A (1,000) into B on 1 May 2025; B counted 5,500 on 1 June 2025, so with A; B into C (7,000 on 1 April 2026) on 1 July 2026: 12,500.
    @Test("A chain of mergers counts every patient once")
    func chain() {
        let all = [merged(a, into: b, on: "2025-05-01"), merged(b, into: c, on: "2026-07-01")]
        let latest = [a: list(a, 1000, on: "2025-04-01"), b: list(b, 5500, on: "2025-06-01"), c: list(c, 7000, on: "2026-04-01")]
        #expect(PopulationRules.population(of: c, latest: latest, successions: Successions(all, on: day("2026-08-01")))?.count == 12_500)
        let uncounted = [a: list(a, 1000, on: "2025-04-01"), c: list(c, 7000, on: "2026-04-01")]
        #expect(PopulationRules.population(of: c, latest: uncounted, successions: Successions(all, on: day("2026-08-01")))?.count == 8000)
    }

    @Test("A practice without any figure has no population, rather than nought")
    func none() {
        #expect(PopulationRules.population(of: a, latest: [:], successions: Successions([], on: day("2026-08-01"))) == nil)
    }

    @Test(
        "Weighted lists are read to the hundredth and nothing else is taken for one",
        arguments: [
            ("8838.75", 883_875), ("8838", 883_800), ("8,838.7", 883_870), ("0", 0), ("24540.620", 2_454_062), ("1.", nil), ("", nil), ("-5", nil),
            ("12.345", nil), ("1e3", nil), ("ten", nil),
        ] as [(String, Int?)])
    func hundredths(text: String, expected: Int?) {
        #expect(PopulationRules.hundredths(parsing: text) == expected)
    }

    @Test("A population is written with its decimals where it has any")
    func text() {
        #expect(PopulationRules.text(hundredths: 883_875) == "8,838.75")
        #expect(PopulationRules.text(hundredths: 883_805) == "8,838.05")
        #expect(PopulationRules.text(hundredths: 60_606_345_00) == "60,606,345")
    }
}
