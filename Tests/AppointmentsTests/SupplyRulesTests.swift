// Figures about time, worked out by hand.

import Activity
import Kernel
import TestKit
import Testing

@testable import Appointments

@Suite("Figures about time and appointments")
struct SupplyRulesTests {
    @Test("Minutes required, offered, booked and delivered are those of each week")
    func weeks() {
        let weeks = SupplyRules.supply(SupplyScene.facts).weeks
        #expect(weeks.map(\.required) == [700, 680])
        #expect(weeks.map(\.offeredMinutes) == [700, 700])
        // Cancelled appointments are not booked: 300 + 30 + 150, then 150 + 30 + 420.
        #expect(weeks.map(\.bookedMinutes) == [480, 600])
        // Only what patients came to is delivered, as the ledger has it.
        #expect(weeks.map(\.deliveredMinutes) == [450, 420])
        #expect(weeks.map(\.isShort) == [false, false])
        #expect(weeks[0].utilisation == Rate(480, of: 700))
    }

    @Test("A network is offered its own clinics and its part by population of those for everybody")
    func network() {
        // 600 minutes for everybody: North has 16,000 of 20,000 patients, so 480; South 120, and its own 100.
        let north = SupplyRules.supply(SupplyScene.facts.of(network: Cast.north))
        #expect(north.weeks.map(\.offeredMinutes) == [480, 480])
        #expect(north.weeks.map(\.required) == [500, 480])
        #expect(north.weeks.map(\.isShort) == [true, false])
        #expect(north.weeks.map(\.deliveredMinutes) == [450, 0])
        #expect(north.units.map(\.name) == ["Elm", "Riverside"])
        let south = SupplyRules.supply(SupplyScene.facts.of(network: Cast.south))
        #expect(south.weeks.map(\.offeredMinutes) == [220, 220])
        #expect(SupplyRules.supply(SupplyScene.facts.of(network: SupplyScene.stranger)).frame.network == nil)
    }

    @Test("The parts of all networks add up to the whole, week by week, whatever the populations")
    func partsAddUp() {
        var random = SeededGenerator(seed: 60)
        for _ in 0..<300 {
            var facts = SupplyScene.facts
            facts.frame.weekly = facts.frame.weekly.map { week in
                NetworkPopulations(
                    networkOf: week.networkOf, hundredths: week.hundredths.mapValues { _ in Int.random(in: 0...2_000_000, using: &random) })
            }
            facts.offered = SupplyScene.offered.map {
                OfferedCapacity(
                    week: $0.week, hub: $0.hub, host: $0.host, scheme: $0.scheme, network: $0.network,
                    minutes: Int.random(in: 0...5000, using: &random),
                    slots: Int.random(in: 0...300, using: &random))
            }
            guard facts.frame.weekly.allSatisfy({ $0.hundredths.values.contains { $0 > 0 } }) else { continue }
            let whole = SupplyRules.supply(facts)
            let parts = facts.frame.networks.map { SupplyRules.supply(facts.of(network: $0.id)) }
            for week in whole.weeks.indices {
                #expect(parts.reduce(0) { $0 + $1.weeks[week].offeredMinutes } == whole.weeks[week].offeredMinutes)
            }
            #expect(parts.reduce(0) { $0 + $1.total.appointments } == whole.total.appointments)
            #expect(whole.units.reduce(0) { $0 + $1.share } == whole.total.share)
            // Whatever was offered to a pot of practices with patients is shared out to the last appointment.
            let shared = zip([SupplyScene.first, SupplyScene.second], facts.frame.weekly).reduce(0) { sum, week in
                let southHasPatients = (week.1.hundredths[Cast.oldMill] ?? 0) > 0
                return sum + facts.offered.filter { $0.week == week.0 && ($0.network == nil || southHasPatients) }.reduce(0) { $0 + $1.slots }
            }
            #expect(whole.total.share == shared)
        }
    }

    @Test("Each week is shared out by its own populations and networks, so that a new figure changes no week before it")
    func populationsByWeek() {
        var facts = SupplyScene.facts
        // From the second week on South has 16,000 patients of 32,000, so half of the 600 minutes for everybody; in the first it has 4,000 of 20,000.
        facts.frame.weekly[1] = NetworkPopulations(
            networkOf: SupplyScene.populations.networkOf,
            hundredths: [Cast.riverside: 1_000_000, Cast.elm: 600_000, Cast.oldMill: 1_600_000])
        #expect(SupplyRules.supply(facts.of(network: Cast.south)).weeks.map(\.offeredMinutes) == [220, 400])
        #expect(SupplyRules.supply(facts.of(network: Cast.north)).weeks.map(\.offeredMinutes) == [480, 300])
        // Of 40 appointments by 10 : 6 : 16 Riverside has 12.5, Elm 7.5 and Old Mill 20; the half that is left goes to whose identifier comes first.
        let shares = SupplyRules.shares(facts)
        #expect(shares[Cast.oldMill] == 8 + 10 + 20 + 10)
        #expect((shares[Cast.riverside] ?? 0) + (shares[Cast.elm] ?? 0) == 32 + 20)
        // Riverside is of South in the second week: its 10,000 with Old Mill's 4,000 are 14,000 of 20,000, so 420 minutes of 600.
        facts.frame.weekly[1] = NetworkPopulations(
            networkOf: [Cast.riverside: Cast.south, Cast.elm: Cast.north, Cast.oldMill: Cast.south],
            hundredths: SupplyScene.populations.hundredths)
        #expect(SupplyRules.supply(facts.of(network: Cast.south)).weeks.map(\.offeredMinutes) == [220, 520])
    }

    @Test("A practice that has left keeps what it had; no total loses it")
    func former() throws {
        let whole = SupplyRules.supply(SupplyScene.facts)
        var facts = SupplyScene.facts
        facts.frame.practices.removeAll { $0.id == Cast.elm }
        facts.frame.networkOf[Cast.elm] = nil
        facts.frame.former = [.init(id: Cast.elm, name: "Elm")]
        let report = SupplyRules.supply(facts)
        #expect(report.weeks == whole.weeks)
        #expect(report.total.appointments == whole.total.appointments)
        let left = try #require(report.units.first { $0.unit.group == .former })
        #expect(left.name == "No longer a member")
        // Only members can take no part.
        #expect(!SupplyFindingRules.shares(report).contains("no part"))
        #expect(SupplyRules.supply(facts.of(network: Cast.north)).total.appointments == 32)
        // A practice of no network has a unit of its own.
        facts.frame.networkOf[Cast.riverside] = nil
        #expect(SupplyRules.supply(facts).units.map(\.name) == ["North", "South", "In no network", "No longer a member"])
    }

    @Test("What a practice had before it merged counts for the one that carries on, by the populations of the time")
    func merged() {
        var facts = SupplyScene.facts
        facts.frame.practices.removeAll { $0.id == Cast.elm }
        facts.frame.heirs = [Cast.elm: Cast.riverside]
        #expect(SupplyRules.shares(facts) == [Cast.riverside: 64, Cast.oldMill: 36])
        #expect(SupplyRules.practices(facts).map(\.takesPart) == [true, true])
    }

    @Test("Appointments are shared by population among the practices that agreed, a network's own among its practices")
    func shares() {
        // Each week 40 for everybody by 10 : 6 : 4 are 20, 12 and 8; the 10 for South are Old Mill's.
        #expect(SupplyRules.shares(SupplyScene.facts) == [Cast.riverside: 40, Cast.elm: 24, Cast.oldMill: 36])
        var facts = SupplyScene.facts
        facts.agreed = [
            SupplyScene.scheme: [[Cast.riverside, Cast.elm, Cast.oldMill], [Cast.riverside, Cast.oldMill]]
        ]
        // Elm left after the first week. In the second 40 by 10 : 4 are 28.57 and 11.43, so 29 and 11.
        #expect(SupplyRules.shares(facts) == [Cast.riverside: 49, Cast.elm: 12, Cast.oldMill: 39])
        #expect(SupplyRules.supply(facts).practices.map(\.tookPart) == [true, true, true])
        #expect(SupplyRules.supply(facts).practices.map(\.takesPart) == [false, true, true])
        facts.agreed = [:]
        #expect(SupplyRules.shares(facts) == [:])
        facts = SupplyScene.facts
        facts.frame.weekly = [.init(), .init()]
        #expect(SupplyRules.shares(facts) == [:])
    }

    @Test("A practice's figures count what its patients had and what became of it")
    func practices() {
        let report = SupplyRules.supply(SupplyScene.facts)
        let riverside = report.practices[2]
        #expect(riverside.appointments == 32)
        #expect(riverside.use == Rate(32, of: 40))
        #expect(riverside.missed == Rate(2, of: 22))
        #expect(riverside.deliveredMinutes == 300)
        let elm = report.practices[0]
        #expect(elm.missed == Rate(2, of: 12))
        #expect(report.total.missed == Rate(4, of: 70))
        #expect(report.units.map(\.name) == ["North", "South"])
        #expect(report.units[0].appointments == 44)
    }
}

@Suite("Findings about time in sentences")
struct SupplyFindingTests {
    private let report = SupplyRules.supply(SupplyScene.facts)

    @Test("Each finding says its figure, against what it is measured, and who stands out")
    func sentences() {
        // 870 of 1,380 minutes are 63.04%.
        #expect(
            SupplyFindingRules.delivery(report)
                == "870 of 1,380 minutes required were delivered (63%); the time offered met the requirement every week.")
        // 1,080 of 1,400 are 77.1%; 480 of 700 are 68.6%.
        #expect(SupplyFindingRules.utilisation(report) == "77% of the time offered was booked; the lowest week was that of 2 November 2026, 69%.")
        // 4 of 70 are 5.7%; North 4 of 34 are 11.8%.
        #expect(SupplyFindingRules.missed(report) == "4 of 70 appointments were not attended (6%); North has the highest rate, 12%.")
        // Elm had 12 of 24, which is less than three quarters; Riverside 32 of 40 and Old Mill 36 of 36 are not.
        #expect(
            SupplyFindingRules.shares(report)
                == "1 practice of 3 had less than three quarters of its share; Elm had the least, 12 of 24 appointments.")
    }

    @Test("The highest rate has a decimal where whole percents would hide that it is higher")
    func closeRates() {
        var facts = SupplyScene.facts
        func used(_ practice: OrganisationID, _ outcome: Outcome, _ count: Int) -> UsedTime {
            UsedTime(week: SupplyScene.first, practice: practice, outcome: outcome, minutes: count * 15, appointments: count)
        }
        // North 60 of 1,000 are 6.0%, South 64 of 1,000 are 6.4%, both together 124 of 2,000 are 6.2%.
        facts.used = [
            used(Cast.elm, .attended, 940), used(Cast.elm, .notAttended, 60), used(Cast.oldMill, .attended, 936),
            used(Cast.oldMill, .notAttended, 64),
        ]
        let report = SupplyRules.supply(facts)
        #expect(SupplyFindingRules.missed(report) == "124 of 2,000 appointments were not attended (6%); South has the highest rate, 6.4%.")
    }

    @Test("A week that falls short is counted, and a network speaks for itself")
    func short() {
        let north = SupplyRules.supply(SupplyScene.facts.of(network: Cast.north))
        #expect(
            SupplyFindingRules.delivery(north)
                == "450 of 980 minutes required were delivered (46%); the time offered fell short of the requirement in 1 of 2 weeks.")
    }

    @Test("Practices that take no part are counted, not forgotten")
    func absent() {
        var facts = SupplyScene.facts
        facts.agreed = [SupplyScene.scheme: Array(repeating: [Cast.riverside, Cast.oldMill], count: 2)]
        let report = SupplyRules.supply(facts)
        #expect(SupplyFindingRules.shares(report).hasSuffix(" 1 practice takes no part."))
        #expect(report.practices.map(\.takesPart) == [false, true, true])
    }

    @Test("Without figures each finding says so, and divides by nothing")
    func empty() {
        let facts = SupplyFacts(
            frame: ReportFrame(span: SupplyScene.span, months: [Month(containing: SupplyScene.first)], today: TestDay.today, practices: []))
        let report = SupplyRules.supply(facts)
        #expect(SupplyFindingRules.delivery(report) == "No care was delivered in these weeks.")
        #expect(SupplyFindingRules.utilisation(report) == "No appointments were offered in these weeks.")
        #expect(SupplyFindingRules.missed(report) == "No appointment of these weeks is over yet.")
        #expect(SupplyFindingRules.shares(report) == "There were no appointments to share out in these weeks.")
    }
}

@Suite("A practice's share, and how it compares")
struct PracticeSupplyTests {
    @Test("The share is said in a sentence, whatever it is")
    func share() {
        let practices = SupplyRules.supply(SupplyScene.facts).practices
        #expect(
            PracticeSupplyRules.shareFinding(practices[0], SupplyScene.span)
                == "Your patients had 12 appointments in the last 2 weeks; your share was 24, so more than a quarter of it went to others.")
        #expect(
            PracticeSupplyRules.shareFinding(practices[2], SupplyScene.span)
                == "Your patients had 32 appointments in the last 2 weeks; your share was 40 (80%).")
        #expect(PracticeSupplyRules.shareFinding(UnitFigures(practices[0].unit), SupplyScene.span).contains("does not take part"))
    }

    @Test("A practice is compared with its network, or with all where the network is small, and others have no names")
    func comparison() throws {
        // Rates: Old Mill 0 of 36, Riverside 2 of 22 (9%), Elm 2 of 12 (17%).
        let all = SupplyRules.practices(SupplyScene.facts)
        let missed = try #require(PracticeSupplyRules.missed(Cast.elm, in: SupplyScene.frame, among: all))
        #expect(missed.places.map(\.rate) == [Rate(0, of: 36), Rate(2, of: 22), Rate(2, of: 12)])
        #expect(missed.places.map(\.isOwn) == [false, false, true])
        #expect(missed.median == Rate(2, of: 22))
        #expect(missed.finding == "17% of your patients' appointments were not attended; the middle of 3 practices of the federation is 9%.")
        #expect(PracticeSupplyRules.use(Cast.elm, in: SupplyScene.frame, among: all)?.median == Rate(32, of: 40))
        #expect(PracticeSupplyRules.missed(SupplyScene.stranger, in: SupplyScene.frame, among: all) == nil)
    }
}
