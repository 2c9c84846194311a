// Figures about money, worked out by hand.

import Directory
import Finance
import Kernel
import Store
import TestCast
import TestKit
import Testing
import Web

@testable import Contracts

@Suite("Figures about money")
struct MoneyFiguresTests {
    static let span = WeekSpan(weeks: 2, before: TestDay.today)
    static let month = Month(containing: span.from)

    /// Riverside and Elm in North Network, Old Mill in South Network; Elm earned £800, £22.60 and £30, had £500 of it, and is owed £352.60.
    static let facts = MoneyFacts(
        frame: ReportFrame(
            span: span, months: [month], today: TestDay.today,
            practices: [.init(id: Cast.elm, name: "Elm"), .init(id: Cast.oldMill, name: "Old Mill"), .init(id: Cast.riverside, name: "Riverside")],
            networks: [.init(id: Cast.north, name: "North"), .init(id: Cast.south, name: "South")],
            networkOf: [Cast.riverside: Cast.north, Cast.elm: Cast.north, Cast.oldMill: Cast.south]),
        money: [
            PostedSum(month: month, practice: Cast.elm, purpose: .care, amount: Money(pence: 80_000)),
            PostedSum(month: month, practice: Cast.elm, purpose: .notAttended, amount: Money(pence: 2_260)),
            PostedSum(month: month, practice: Cast.elm, purpose: .unused, amount: Money(pence: 3_000)),
            PostedSum(month: month, practice: Cast.elm, purpose: .payment, amount: Money(pence: 50_000)),
            PostedSum(month: month, practice: nil, purpose: nil, amount: Money(pence: 100_000)),
        ], owed: [Cast.elm: Money(pence: 35_260)])

    static func report(_ network: OrganisationID? = nil, _ change: (inout MoneyFacts) -> Void = { _ in }) -> MoneyReport {
        var facts = facts
        change(&facts)
        facts.frame = facts.frame.of(network: network)
        return MoneyRules.report(facts)
    }

    @Test("A practice's money is what it earned, was paid and is owed, and a network's that of its practices")
    func practices() {
        let report = Self.report()
        #expect(report.practices.map(\.earned.pence) == [85_260, 0, 0])
        #expect(report.practices.map(\.paid.pence) == [50_000, 0, 0])
        #expect(report.units.map(\.name) == ["North", "South"] && report.units.map(\.owed.pence) == [35_260, 0])
        #expect(report.months.map(\.income.pence) == [100_000] && report.months.map(\.earned.pence) == [85_260])
        #expect(report.months.map(\.paid.pence) == [50_000])
        #expect(Self.report(Cast.south).months.map(\.earned.pence) == [0])
        #expect(Self.report(Cast.south).months.map(\.income.pence) == [0])
    }

    @Test("A practice that has left keeps what it earned and is owed; no total loses it")
    func former() throws {
        let report = Self.report {
            $0.frame.practices.removeAll { $0.id == Cast.elm }
            $0.frame.networkOf[Cast.elm] = nil
            $0.frame.former = [.init(id: Cast.elm, name: "Elm")]
        }
        #expect(report.months == Self.report().months && report.total.owed == Self.report().total.owed)
        let left = try #require(report.units.first { $0.unit.group == .former })
        #expect(left.name == "No longer a member" && left.owed.pence == 35_260 && left.earned.pence == 85_260)
        #expect(report.units.map(\.owed).sum() == report.total.owed)
    }

    @Test("Each finding says its figure, and for a network its own")
    func sentences() {
        #expect(
            MoneyFindingRules.earned(Self.report())
                == "Contracts brought £1,000 since 1 November 2026; practices earned £852.60 for hosting clinics: £800 for care, £22.60 for "
                + "appointments not attended, £30 for time not used.")
        #expect(
            MoneyFindingRules.earned(Self.report(Cast.north))
                == "Practices earned £852.60 for hosting clinics since 1 November 2026: £800 for care, £22.60 for appointments not attended, "
                + "£30 for time not used.")
        #expect(MoneyFindingRules.paid(Self.report()) == "£500 was paid to practices; £352.60 is still owed, most of it, £352.60, to Elm.")
        let empty = Self.report { $0 = MoneyFacts(frame: ReportFrame(span: Self.span, months: [Self.month], today: TestDay.today, practices: [])) }
        #expect(MoneyFindingRules.earned(empty) == "No month's money has been posted since 1 November 2026 yet.")
        #expect(MoneyFindingRules.paid(empty) == "Nothing has been paid, and nothing is owed to practices.")
    }

    @Test("Who was paid too much is told apart from who is owed")
    func overpaid() {
        let both = Self.report { $0.owed = [Cast.elm: Money(pence: 100_000), Cast.oldMill: Money(pence: -20_000)] }
        #expect(both.total.owed.pence == 80_000)
        #expect(
            MoneyFindingRules.paid(both)
                == "£500 was paid to practices; £1,000 is still owed, most of it, £1,000, to Elm; 1 practice was paid £200 too much.")
        #expect(
            MoneyFindingRules.paid(Self.report { $0.owed = [Cast.elm: Money(pence: -20_000)] })
                == "£500 was paid to practices, and nothing is owed to them; 1 practice was paid £200 too much.")
        #expect(MoneyFindingRules.paid(Self.report { $0.owed = [:] }) == "£500 was paid to practices, and nothing is owed to them.")
    }

    @Test("A practice's manager reads what is owed in a sentence with its reason")
    func practice() {
        var own = Self.report().practices[0]
        #expect(
            MoneyFindingRules.practice(own, since: Self.month)
                == "Your practice earned £852.60 since 1 November 2026 for the clinics that it hosted; £352.60 is still owed.")
        #expect(MoneyFindingRules.practice(Self.report().practices[2], since: Self.month).contains("Yours has earned nothing"))
        own.owed = .zero
        #expect(MoneyFindingRules.practice(own, since: Self.month).hasSuffix("all of it has been paid."))
        own.owed = Money(pence: -3_267)
        #expect(MoneyFindingRules.practice(own, since: Self.month).hasSuffix("It was paid £32.67 too much, which comes off what it earns next."))
    }

    @Test("What a posting is for its rule's row says, and work taken back was for the same as the work", arguments: TestDatabases.engines)
    func purposes(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Cast.migrations) { database in
            let purposes = try await database.read { connection in
                try (Cast.rules.flatMap { [$0.rule, $0.takingBack] } + PaymentRun.settlingRules).map { rule in
                    try connection.value(PostingPurpose.self, "SELECT purpose FROM posting_rules WHERE rule = \(rule)")
                }
            }
            #expect(purposes == [.care, .care, .notAttended, .notAttended, .unused, .unused, .payment, .carriedOver])
        }
    }

    @Test("What a later room's work earns counts as care, and never what was paid or carried over")
    func laterPurposes() {
        let report = Self.report {
            $0.money += [
                PostedSum(month: Self.month, practice: Cast.elm, purpose: "home-visits", amount: Money(pence: 1_000)),
                PostedSum(month: Self.month, practice: Cast.elm, purpose: .carriedOver, amount: Money(pence: 700)),
            ]
        }
        // £800.00 and £10.00.
        #expect(report.months.map(\.care.pence) == [81_000] && report.months.map(\.earned.pence) == [86_260])
        #expect(MoneyPart.care.takes("home-visits") && !MoneyPart.earned.takes(.carriedOver))
    }

    @Test("A figure opens onto the postings that add up to it, and a posting onto the work behind it")
    func origins() async throws {
        // October closed: 3 appointments of 1 hour and what was not attended or used, hosted by Elm, who earned £147.00.
        try await StatementPagesTests.withContracts { database, probe in
            let lead = try probe(.financeLead, Cast.federation, TestDay.now)
            let frame = ReportFrame(span: Self.span, months: [Cast.october], today: TestDay.today, practices: [.init(id: Cast.elm, name: "Elm")])
            let facts = try await database.read { try MoneyFactsStore.facts(frame, in: $0) }
            #expect(facts.owed[Cast.elm]?.pence == 14_700)
            let links = MoneyLinks(common: FigureLinks(frame))
            let earned = await lead.get(links.money(Cast.october, .earned))
            #expect(earned.status == 200 && earned.contains("Earned by practices") && earned.plainText.contains("Total £147.00"))
            #expect(await lead.get(links.money(Cast.october, .earned) + "&format=csv").contains("Posted for,Practice,What for,\"Amount, £\"\r\n"))
            let posting = try #require(earned.links.first { $0.hasPrefix("/figures/postings/") })
            let work = await lead.get(posting)
            #expect(work.status == 200 && work.links.contains { $0.hasPrefix("/activity/") })
            // Who reads the ledger goes back to the journal, others to where they came from.
            #expect(work.links.contains { $0.hasPrefix("/ledger/") })
            #expect(try await !probe(.boardMember, Cast.federation, TestDay.now).get(posting).links.contains { $0.hasPrefix("/ledger/") })
            #expect(try await probe(.practiceManager, Cast.oldMill, TestDay.now).get(posting).status == 404)
            #expect(try await probe(.hubCoordinator, Cast.hub, TestDay.now).get(posting).status == 403)
            // A practice cannot ask for income, and a link without its part is refused.
            let own = try probe(.practiceManager, Cast.elm, TestDay.now)
            #expect(await own.get(links.money(Cast.october, .income)).status == 404)
            #expect(await lead.get(links.common.whole.path(ContractsAddresses.postings)).status == 400)
            #expect(await lead.get(ContractsAddresses.posting.path("nonsense")).status == 404)
        }
    }

    @Test("What is required opens onto each network's week, as its populations were known on a day")
    func required() async throws {
        try await StatementPagesTests.withContracts { database, probe in
            try await database.write(by: .test, at: TestDay.now) { tx in
                // 10,000 patients × 60 minutes for 1,000 = 600 minutes.
                try PopulationStore.record(1_000_000, of: Cast.elm, kind: .adjusted, snapshotDate: Cast.date(2026, 4, 1), in: tx)
            }
            let lead = try probe(.financeLead, Cast.federation, TestDay.now)
            var origin = Origin(from: Self.span.from, through: Self.span.from.adding(days: 6))
            let page = await lead.get(origin.path(ReportAddresses.required))
            #expect(page.plainText.contains("Minutes 600") && page.contains("10,000 adjusted patients × 60 minutes for 1,000"))
            origin.known = Cast.date(2026, 11, 12)
            let then = await lead.get(origin.path(ReportAddresses.required))
            #expect(then.contains("known on 12 November 2026") && !then.plainText.contains("Minutes 600"))
            #expect(try await probe(.practiceManager, Cast.elm, TestDay.now).get(origin.path(ReportAddresses.required)).status == 403)
        }
    }
}
