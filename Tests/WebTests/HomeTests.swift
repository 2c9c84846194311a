// Navigation, home and the header's count.

import Foundation
import Kernel
import Store
import Synchronization
import TestKit
import Testing
import Web

/// A room that brings what a test gives it, and counts how often it is asked.
final class BringingFeature: Feature {
    static let open = Permission("things see", [.receptionist, .practiceManager])

    let items: [NavigationItem]
    let needed: @Sendable (Principal) -> [HomeNeed]
    let asked = Mutex(0)

    init(_ items: [NavigationItem] = [], needs: @escaping @Sendable (Principal) -> [HomeNeed] = { _ in [] }) {
        self.items = items
        self.needed = needs
    }

    var navigation: [NavigationItem] { items }
    var templates: [Template] { [Template("people", Array(PeoplePage.text.utf8))] }

    func needs(of principal: Principal, at instant: Instant, in connection: any Connection) throws -> [HomeNeed] {
        asked.withLock { $0 += 1 }
        return needed(principal)
    }

    func homeParts(of principal: Principal, at instant: Instant, in connection: any Connection) throws -> [HomePart] {
        [
            HomePart(HomeFigures("Where work starts", "", []), opens: true),
            HomePart(HomeFigures("Our figures", "", [Figure("Booked", "14")], links: [LinkView("More", "/people")])),
        ]
    }

    func find(_ query: FindQuery, for principal: Principal, at instant: Instant, in connection: any Connection) throws -> [Found] {
        let people: [(String, PatientID?)] = [("Amina Example", ID(at: TestDay.now)), ("Ben Sample", ID(at: TestDay.now))]
        let practices = ["Riverside Surgery", "Riverhead Practice", "Elm Practice"]
        return people.compactMap { name, id in
            query.score(name).map { Found(.patient, name, address: "/people", score: $0, patient: id) }
        } + practices.compactMap { name in query.score(name).map { Found(.practice, name, address: "/people", score: $0) } }
    }

    func addRoutes(to routes: inout RouteTable) {
        for address in ["/people", "/desk", "/desk/waiting", "/records/{record}", "/money", "/closes"] {
            routes.get(Address(address), .signedIn("things see")) { visit in .page(PeoplePage(FormReader(visit.form))) }
        }
        routes.post(Address("/people"), .signedIn("things see")) { _ in .redirect(to: "/people") }
    }
}

@Suite("Navigation and home")
struct HomeTests {
    static let items = [
        NavigationItem("Waiting room", "/desk/waiting", BringingFeature.open, in: .patients, order: 20),
        NavigationItem("Desk", "/desk", BringingFeature.open, in: .patients, order: 10, covers: ["/records"]),
        NavigationItem("Directory", "/people", .signedIn("people see"), in: .practices, order: 10),
        NavigationItem("Closes", "/closes", Permission("closes see", [.financeLead]), in: .money, order: 10),
        NavigationItem("Money", "/money", Permission("closes see", [.financeLead]), in: .money, order: 20),
    ]

    func probe(_ feature: BringingFeature, _ role: Role = .receptionist, in database: any Database = Nothing()) throws -> PageProbe {
        try PageProbe(
            features: [feature, HomeFeature(of: [feature], database: database), FindFeature(in: [feature], database: database)],
            as: Cast.principal(role), at: TestDay.now)
    }

    @Test("A role's navigation holds the groups in which it has pages, a single page by its own name, and nothing else")
    func sections() {
        let desk = Navigation(Self.items, for: .receptionist)
        #expect(desk.sections.map(\.title) == ["Patients", "Directory"])
        #expect(desk.sections.map { $0.items.map(\.title) } == [["Desk", "Waiting room"], ["Directory"]])
        #expect(Navigation(Self.items, for: .financeLead).sections.map(\.title) == ["Directory", "Money"])
        #expect(Navigation(Self.items, for: .boardMember).sections.map(\.title) == ["Directory"])
        #expect(NavigationGroup.allCases.count <= 10, "one row of the header holds no more")
    }

    @Test("The page and its group are marked, also on pages that lie under an entry")
    func current() {
        let desk = Navigation(Self.items, for: .receptionist)
        #expect(desk.current("/desk")?.title == "Desk")
        #expect(desk.current("/desk/patients/1")?.title == "Desk")
        #expect(desk.current("/desk/waiting")?.title == "Waiting room")
        #expect(desk.current("/records/1/details")?.title == "Desk")
        #expect(desk.current("/desks") == nil)
        #expect(desk.current("/") == nil)
    }

    @Test("Groups are menus that open without a script, and the group's pages stand in a row of their own")
    func header() async throws {
        let probe = try probe(BringingFeature(Self.items))
        let page = await probe.get("/desk/waiting")
        #expect(page.text.contains("<summary aria-current=\"true\">Patients</summary>"))
        #expect(page.text.contains("<nav class=\"pages\" aria-label=\"Patients\">"))
        #expect(page.text.contains("<a href=\"/desk/waiting\" aria-current=\"page\">Waiting room</a>"))
        #expect(page.text.contains("<a href=\"/people\">Directory</a>"))
        #expect(!page.contains("Closes"))
        let alone = await probe.get("/people")
        #expect(alone.text.contains("<a href=\"/people\" aria-current=\"page\">Directory</a>"))
        #expect(!alone.text.contains("class=\"pages\""))
        let home = await probe.get("/")
        #expect(home.text.contains("<a href=\"/\" aria-current=\"page\">Home"))
        #expect(!home.text.contains("class=\"pages\""))
    }

    @Test("Home shows where work starts, then what needs the person, harm first and then what is late, then figures")
    func home() async throws {
        let today = London.local(TestDay.now).date
        let needs = [
            HomeNeed("A statement is ready.", action: "Open it", address: "/people", weight: .news, count: 4),
            HomeNeed("A scheme waits.", action: "Answer", address: "/people", due: today.adding(days: 3)),
            HomeNeed("October is not closed.", action: "Close", address: "/people"),
            HomeNeed("2 appointments are not marked.", action: "Mark", address: "/people", due: today.adding(days: -1), count: 2),
            HomeNeed("3 messages are not read.", action: "Read", address: "/people", weight: .safety, count: 3),
        ]
        let page = await (try probe(BringingFeature(needs: { _ in needs }))).get("/")
        #expect(page.status == 200)
        let order = [
            "Where work starts", "What needs me", "7 things need you, 2 of them late.", "3 messages are not read.",
            "2 appointments are not marked. Late",
            "A scheme waits.", "October is not closed.", "A statement is ready.", "Our figures", "14",
        ]
        let words = page.plainText
        let main = words[(words.range(of: "Sign out")?.upperBound ?? words.startIndex)...]
        var rest = main
        for sentence in order {
            let found = rest.range(of: sentence)
            #expect(found != nil, "“\(sentence)” is missing or out of order in \(main)")
            rest = rest[(found?.upperBound ?? rest.startIndex)...]
        }
        let nothing = await (try probe(BringingFeature())).get("/")
        #expect(nothing.contains("Nothing needs you now."))
    }

    @Test("The header counts on every page, asks the rooms once in a while, and at once after the person's own change")
    func count() async throws {
        let feature = BringingFeature(needs: { _ in [HomeNeed("A message.", action: "Read", address: "/people", count: 3)] })
        let probe = try probe(feature)
        let page = await probe.get("/people")
        #expect(page.contains("Home 3 , 3 things need you"))
        _ = await probe.get("/desk")
        #expect(feature.asked.withLock { $0 } == 1)
        // A search as one types is nobody's change.
        _ = await probe.post("/find/results", ["words": "closes"], from: page)
        _ = await probe.get("/desk")
        #expect(feature.asked.withLock { $0 } == 1)
        _ = await probe.submit(page, to: "/people", ["name": "Amina"])
        _ = await probe.get("/people")
        #expect(feature.asked.withLock { $0 } == 2)
        _ = await probe.get("/")
        #expect(feature.asked.withLock { $0 } == 3)
        _ = await probe.get("/people")
        #expect(feature.asked.withLock { $0 } == 3)
    }

    @Test("A page is served where it cannot be counted what needs somebody, and says that, never that nothing does")
    func fault() async throws {
        let feature = BringingFeature(needs: { _ in [HomeNeed("A message.", action: "Read", address: "/people")] })
        let page = await (try probe(feature, in: Nothing(fails: true))).get("/people")
        #expect(page.status == 200)
        #expect(page.contains("What needs you could not be counted"))
    }

    @Test("Finding answers by kind, the best first, in spite of a slip, on a page and as one types; what was typed stands in no address")
    func find() async throws {
        let probe = try probe(BringingFeature(Self.items))
        let page = await probe.get("/people")
        #expect(page.text.contains("action=\"/find\""))
        let found = await probe.submit(page, to: "/find", ["words": "rivrside"])
        #expect(found.status == 200)
        #expect(found.contains("Riverside Surgery") && !found.contains("Riverhead"))
        let typed = await probe.submit(page, to: "/find", ["words": "river"])
        #expect(typed.plainText.contains("Practices Riverhead Practice Riverside Surgery"))
        let live = await probe.post("/find/results", ["words": "waiting"], from: page)
        #expect(live.plainText == "Pages Waiting room Patients")
        #expect(await probe.post("/find/results", ["words": "closes"], from: page).contains("Nothing was found that you may open."))
        #expect(!typed.contains("There are more"))
        #expect(await probe.submit(page, to: "/find", ["words": "r"]).status == 422)
        #expect(await probe.submit(page, to: "/find", ["words": String(repeating: "river ", count: 40)]).status == 422)
        #expect(await probe.get("/find").status == 200)
    }

    @Test("Patients who were found are in the audit trail before they are shown", arguments: TestDatabases.engines)
    func audit(engine: Engine) async throws {
        try await withDatabase(engine) { database in
            let probe = try probe(BringingFeature(), in: database)
            let page = await probe.get("/")
            func searches() async throws -> Int {
                try await database.read {
                    try $0.value(Int.self, "SELECT COUNT(*) FROM audit_entries WHERE action = 'patients searched'") ?? 0
                }
            }
            #expect(await probe.submit(page, to: "/find", ["words": "riverside"]).contains("Riverside Surgery"))
            #expect(try await searches() == 0)
            #expect(await probe.post("/find/results", ["words": "amina"], from: page).contains("Amina Example"))
            #expect(try await searches() == 1)
            let patients = try await database.read { try $0.values(String.self, "SELECT patient FROM audit_patients") }
            #expect(patients.count == 1)
        }
    }
}

/// A database without rows, for rooms that ask it nothing.
struct Nothing: Database {
    struct Empty: Connection {
        func rows(_ sql: SQL) throws -> [Row] { [] }
        func execute(_ sql: SQL) throws -> Int { 0 }
        func later(_ sql: SQL) throws {}
    }

    var fails = false
    let engine = Engine.sqlite

    func read<Value: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> Value) async throws -> Value {
        if fails { throw StoreError.unreachable("away") }
        return try body(Empty())
    }
    func write<Value: Sendable>(
        by actor: Actor, at instant: Instant, _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value { throw StoreError.unreachable("away") }
    func maintain<Value: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> Value) async throws -> Value { try body(Empty()) }
    func sealAuditTrail() async throws {}
    func close() async {}

    @Test("A list of what was found that is cut says so")
    func cut() {
        func section(_ count: Int) -> FindRules.Section? {
            FindRules.sections((0..<count).map { Found(.practice, "Practice \($0)", address: "/people", score: 1) }, limit: 5).first
        }
        #expect(section(5)?.hasMore == false && section(6)?.hasMore == true && section(6)?.found.count == 5)
    }
}
