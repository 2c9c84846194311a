// The pages, asked for by each role.

import Activity
import Directory
import Finance
import Foundation
import Governance
import Kernel
import Store
import TestCast
import TestKit
import Testing
import Web

@testable import Board

@Suite("Pages of the board")
struct BoardPagesTests {
    private func withWorld(
        _ engine: Engine, ports: BoardPorts = Cast.ports, _ body: (any Database, BoardFeature) async throws -> Void
    ) async throws {
        try await withDatabase(engine, migrations: Cast.migrations) { database in
            try await database.write(by: .test, at: TestDay.now) { try Cast.foundScheme(in: $0) }
            try await database.write(by: .test, at: Cast.before) { transaction in
                for practice in [Cast.riverside, Cast.elm, Cast.oldMill] {
                    try ConsentStore.give(
                        ConsentDraft(
                            practice: practice, undertaking: Cast.scheme, termsVersion: 1, signedBy: Cast.pat, signedName: "Pat Marlow",
                            from: Cast.start),
                        in: transaction)
                }
            }
            try await database.write(by: .test, at: TestDay.now) { try Cast.work(in: $0) }
            try await body(database, BoardFeature(database: database, ports: ports))
        }
    }

    private func probe(_ feature: BoardFeature, _ principal: Principal?) throws -> PageProbe {
        try PageProbe(features: [feature], as: principal, at: TestDay.now)
    }

    /// With the home page, which shows what this room brings.
    private func home(_ feature: BoardFeature, _ principal: Principal?, in database: any Database) throws -> PageProbe {
        try PageProbe(features: [feature, HomeFeature(of: [feature], database: database)], as: principal, at: TestDay.now)
    }

    @Test("Templates name nothing that their pages lack")
    func templates() throws {
        let feature = BoardFeature(database: NoDatabase(), ports: Cast.ports)
        let renderer = try Renderer(templates: feature.templates)
        for sample in feature.samples {
            let problems = try TemplateCheck.problems(of: sample, in: renderer)
            #expect(problems.isEmpty, "\(type(of: sample).template): \(problems.joined(separator: "; "))")
        }
    }

    @Test("The board page shows six findings with charts and tables whose figures open", arguments: TestDatabases.engines)
    func board(engine: Engine) async throws {
        try await withWorld(engine) { _, feature in
            for role in [Role.boardMember, .federationManager, .financeLead] {
                let page = try await probe(feature, Cast.principal(role)).get("/board")
                #expect(page.status == 200)
                #expect(page.text.components(separatedBy: "class=\"chart\"").count - 1 == 6)
                for question in [
                    "Are we delivering?", "Is the time used?", "How many do not attend?", "Who is not getting a share?", "What do we earn?",
                    "What have practices been paid?",
                ] { #expect(page.contains(question)) }
                #expect(page.contains("4 of 70 appointments were not attended"))
                // 29 of 30 appointments of 15 minutes stand.
                #expect(page.contains("435"))
                // 29 × £24.50.
                #expect(page.contains("£710.50 is still owed"))
            }
        }
    }

    @Test("Every link on the board page and on the table of practices leads somewhere", arguments: TestDatabases.engines)
    func links(engine: Engine) async throws {
        try await withWorld(engine) { _, feature in
            let probe = try probe(feature, Cast.principal(.boardMember))
            for address in ["/board", "/board?network=\(Cast.north.stored)", "/board/practices?sort=use&order=descending"] {
                let page = await probe.get(address)
                #expect(page.status == 200)
                let links = Set(
                    page.text.components(separatedBy: "href=\"").dropFirst().map {
                        String($0.prefix { $0 != "\"" }).replacingOccurrences(of: "&amp;", with: "&")
                    }
                    .filter { $0.hasPrefix("/figures") || $0.hasPrefix("/board") })
                #expect(links.count > 10)
                for link in links { #expect(await probe.get(link).status == 200, "\(link)") }
            }
        }
    }

    @Test("A figure opens onto entries that add up to it, a posting onto the work behind it", arguments: TestDatabases.engines)
    func origins(engine: Engine) async throws {
        try await withWorld(engine) { _, feature in
            let probe = try probe(feature, Cast.principal(.financeLead))
            let origin = Origin(from: Cast.first, through: Cast.first.adding(days: 6), practice: Cast.riverside, kind: .appointmentDelivered)
            let work = await probe.get(origin.path(BoardAddresses.work))
            #expect(work.contains("Riverside Surgery, 2 November 2026 to 8 November 2026"))
            // 20 entries and one that takes the first back: 19 × 15 minutes.
            #expect(work.contains("285"))
            #expect(work.text.components(separatedBy: "<tr").count - 1 == 1 + 21)
            #expect(work.contains("Taken back"))
            let missed = Origin(from: Cast.span.from, through: Cast.span.through, network: Cast.north, outcome: .notAttended)
            let appointments = await probe.get(missed.path(BoardAddresses.appointments))
            #expect(appointments.contains("Appointments: did not attend"))
            #expect(appointments.plainText.contains("Appointments 4"))
            let month = Month(containing: TestDay.today)
            let earned = Origin(from: month.first, through: month.last, part: .earned)
            let postings = await probe.get(earned.path(BoardAddresses.postings))
            #expect(postings.contains("£710.50"))
            #expect(postings.contains("29 appointments delivered at Oak Hub"))
            let id: ID<Posting> = Cast.id(2002)
            let posting = await probe.get(BoardAddresses.posting.path(id))
            #expect(posting.status == 200)
            #expect(posting.contains("£710.50"))
            #expect(posting.text.components(separatedBy: "£24.50").count - 1 == 29)
            let required = await probe.get(Origin(from: Cast.first, through: Cast.first.adding(days: 6)).path(BoardAddresses.required))
            #expect(required.contains("16,000 patients"))
            // 50 minutes for each 1,000: 800 and 200.
            #expect(required.plainText.contains("Minutes 1,000"))
            let offered = await probe.get(
                Origin(from: Cast.first, through: Cast.first.adding(days: 6), network: Cast.south).path(BoardAddresses.offered))
            // 100 of its own, and 4,000 of 20,000 patients' part of 600.
            #expect(offered.plainText.contains("Minutes 220"))
            #expect(offered.plainText.contains("4,000 of 20,000 adjusted patients"))
            #expect(work.text.components(separatedBy: "href=\"/activity/").count - 1 == 21)
            #expect(posting.text.components(separatedBy: "href=\"/activity/").count - 1 == 29)
        }
    }

    @Test("The table of practices exports what it shows, sorted as asked", arguments: TestDatabases.engines)
    func export(engine: Engine) async throws {
        try await withWorld(engine) { _, feature in
            let page = try await probe(feature, Cast.principal(.boardMember)).get("/board/practices?sort=had&order=descending&format=csv")
            #expect(page.headers["content-type"]?.hasPrefix("text/csv") == true)
            let lines = page.text.split(whereSeparator: \.isNewline)
            #expect(lines.count == 5)
            #expect(lines[1].hasPrefix("Old Mill Surgery"))
            #expect(lines[4].hasPrefix("All,"))
        }
    }

    @Test(
        "A practice's home page shows what it is owed and why, its share, and others without names", arguments: TestDatabases.engines)
    func practiceHome(engine: Engine) async throws {
        try await withWorld(engine) { database, feature in
            let elm = try await home(feature, Cast.principal(.practiceManager, at: Cast.elm), in: database).get("/")
            #expect(elm.status == 200)
            #expect(elm.contains("£710.50"))
            #expect(elm.contains("58 appointments delivered at Oak Hub"))
            #expect(elm.contains("Another practice"))
            #expect(!elm.contains("Riverside"))
            #expect(!elm.contains("Old Mill"))
            let riverside = try await home(feature, Cast.principal(.practiceManager, at: Cast.riverside), in: database).get("/")
            #expect(riverside.contains("Your patients had 32 appointments in the last 8 weeks; your share was 40 (80%)."))
            #expect(!riverside.contains("£710.50"))
            let probe = try probe(feature, Cast.principal(.practiceManager, at: Cast.riverside))
            let links = riverside.text.components(separatedBy: "href=\"").dropFirst().map {
                String($0.prefix { $0 != "\"" }).replacingOccurrences(of: "&amp;", with: "&")
            }
            .filter { $0.hasPrefix("/figures") }
            #expect(links.count >= 7)
            for link in links { #expect(await probe.get(link).status == 200, "\(link)") }
        }
    }

    @Test("The board's people see what the last weeks came to on their home pages, others do not", arguments: TestDatabases.engines)
    func homeFigures(engine: Engine) async throws {
        try await withWorld(engine) { database, feature in
            for role in [Role.boardMember, .federationManager, .financeLead] {
                let page = try await home(feature, Cast.principal(role), in: database).get("/")
                #expect(page.contains("The last 8 weeks"))
                #expect(page.contains("435"))
                #expect(page.contains("Owed to practices"))
            }
            #expect(try await !home(feature, Cast.principal(.systemAdministrator), in: database).get("/").contains("Owed to practices"))
        }
    }

    @Test("A practice opens its own figures only, and nobody but the board sees the board page", arguments: TestDatabases.engines)
    func permissions(engine: Engine) async throws {
        try await withWorld(engine) { _, feature in
            let own = try probe(feature, Cast.principal(.practiceManager, at: Cast.riverside))
            var origin = Origin(from: Cast.first, through: Cast.span.through, practice: Cast.elm)
            for address in [BoardAddresses.work, BoardAddresses.appointments] { #expect(await own.get(origin.path(address)).status == 404) }
            (origin.practice, origin.network) = (nil, Cast.north)
            #expect(await own.get(origin.path(BoardAddresses.work)).status == 404)
            origin.network = nil
            let work = await own.get(origin.path(BoardAddresses.work))
            #expect(work.status == 200)
            // Its own 20 and the one taken back, without Elm's.
            #expect(work.text.components(separatedBy: "<tr").count - 1 == 1 + 21)
            origin.part = .income
            #expect(await own.get(origin.path(BoardAddresses.postings)).status == 404)
            #expect(await own.get(BoardAddresses.posting.path(Cast.id(2002) as ID<Posting>)).status == 404)
            for address in ["/board", "/board/practices", origin.path(BoardAddresses.offered), origin.path(BoardAddresses.required)] {
                #expect(await own.get(address).status == 403)
            }
            for role in [Role.receptionist, .hubClinician, .hubCoordinator, .practiceClinician, .systemAdministrator] {
                let other = try probe(feature, Cast.principal(role))
                for address in ["/board", origin.path(BoardAddresses.work)] { #expect(await other.get(address).status == 403) }
            }
            #expect(try await probe(feature, nil).get("/board").status == 303)
        }
    }

    @Test("A link that was cut short, or names what is not the federation's, is refused", arguments: TestDatabases.engines)
    func brokenLinks(engine: Engine) async throws {
        try await withWorld(engine) { _, feature in
            let probe = try probe(feature, Cast.principal(.boardMember))
            for address in [
                "/figures/work", "/figures/work?from=2026-11-02", "/figures/work?from=2026-11-08&through=2026-11-02",
                "/figures/work?from=2026-11-02&through=2026-11-08&kind=x", "/figures/work?from=2026-11-02&through=2026-11-08&practice=x",
                "/figures/postings?from=2026-11-02&through=2026-11-08",
            ] { #expect(await probe.get(address).status == 400, "\(address)") }
            for body in ["practice=\(Cast.stranger.stored)", "network=\(Cast.federation.stored)", "practice=\(Cast.north.stored)"] {
                #expect(await probe.get("/figures/work?from=2026-11-02&through=2026-11-08&\(body)").status == 404, "\(body)")
            }
            #expect(await probe.get("/board?network=nonsense&weeks=7").status == 200)
            #expect(await probe.get("/figures/postings/nonsense").status == 404)
        }
    }

    @Test("Before there is a federation the pages say what to do", arguments: TestDatabases.engines)
    func noFederation(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Cast.migrations) { database in
            let feature = BoardFeature(database: database, ports: Cast.ports)
            let board = try await probe(feature, Cast.principal(.boardMember)).get("/board")
            #expect(board.status == 200)
            #expect(board.contains("commonweal federation new"))
            #expect(
                try await home(feature, Cast.principal(.practiceManager, at: Cast.elm), in: database).get("/").contains(
                    "not a member of the federation"))
        }
    }

    @Test("Work done by a practice that has merged counts for the one that carries on", arguments: TestDatabases.engines)
    func mergers(engine: Engine) async throws {
        try await withWorld(engine) { database, feature in
            try await database.write(by: .test, at: TestDay.now) {
                try OrganisationStore.succeed(Cast.riverside, by: Cast.elm, from: TestDay.today, reason: "merger", in: $0)
            }
            let probe = try probe(feature, Cast.principal(.boardMember))
            let table = await probe.get("/board/practices")
            #expect(!table.contains("Riverside"))
            let origin = Origin(from: Cast.first, through: Cast.first.adding(days: 6), practice: Cast.elm, kind: .appointmentDelivered)
            // All 30 less the one taken back.
            #expect(await probe.get(origin.path(BoardAddresses.work)).plainText.contains("Minutes 435"))
        }
    }

    @Test("After a merger the successor's manager opens the figures of both, and a third practice's none of them", arguments: TestDatabases.engines)
    func mergedFigures(engine: Engine) async throws {
        try await withWorld(engine) { database, feature in
            try await database.write(by: .test, at: TestDay.now) {
                try OrganisationStore.succeed(Cast.riverside, by: Cast.elm, from: TestDay.today, reason: "merger", in: $0)
            }
            let both = Cast.principal(.practiceManager, at: Cast.elm, carryingOnFor: [Cast.riverside])
            let work = Origin(from: Cast.first, through: Cast.first.adding(days: 6)).path(BoardAddresses.work)
            // All 30 appointments and the one taken back, under a row of headings.
            let page = try await probe(feature, both).get(work)
            #expect(page.status == 200 && page.text.components(separatedBy: "<tr").count - 1 == 1 + 31)
            let old = Origin(from: Cast.first, through: Cast.first.adding(days: 6), practice: Cast.riverside).path(BoardAddresses.work)
            #expect(try await probe(feature, both).get(old).status == 200)
            #expect(try await probe(feature, Cast.principal(.practiceManager, at: Cast.oldMill)).get(old).status == 404)
        }
    }

    @Test("A practice that leaves stays in the totals, and what it is owed opens onto the same", arguments: TestDatabases.engines)
    func leaving(engine: Engine) async throws {
        try await withWorld(engine) { database, feature in
            let probe = try probe(feature, Cast.principal(.financeLead))
            let before = await probe.get("/board")
            #expect(!before.contains("No longer a member"))
            try await database.write(by: .test, at: TestDay.now) { tx in
                for relationship in try OrganisationStore.relationships(of: Cast.elm, in: tx) {
                    try OrganisationStore.end(relationship, lastDay: TestDay.today.adding(days: -1), reason: "left", in: tx)
                }
            }
            let board = await probe.get("/board")
            #expect(board.contains("No longer a member"))
            #expect(board.contains("£710.50 is still owed, most of it, £710.50, to Elm Practice"))
            #expect(board.contains("4 of 70 appointments were not attended"))
            let links = board.text.components(separatedBy: "href=\"").dropFirst().map {
                String($0.prefix { $0 != "\"" }).replacingOccurrences(of: "&amp;", with: "&")
            }
            for link in links where link.hasPrefix("/figures") { #expect(await probe.get(link).status == 200, "\(link)") }
            let owed = try #require(links.first { $0.contains("group=former") && $0.contains("part=owed") })
            #expect(await probe.get(owed).plainText.contains("Total £710.50"))
            let table = await probe.get("/board/practices")
            #expect(table.plainText.contains("Elm Practice No longer a member"))
            let own = Origin(from: Cast.first, through: Cast.span.through, practice: Cast.elm, kind: .appointmentDelivered)
            #expect(await probe.get(own.path(BoardAddresses.work)).plainText.contains("Minutes 150"))
            // Who was never a member is still nobody's business.
            let stranger = Origin(from: Cast.first, through: Cast.span.through, practice: Cast.stranger)
            #expect(await probe.get(stranger.path(BoardAddresses.work)).status == 404)
            // A practice cannot ask for the group.
            let manager = try self.probe(feature, Cast.principal(.practiceManager, at: Cast.riverside))
            #expect(await manager.get(owed).status == 404)
        }
    }

    @Test("A week can be worked out again as it was known on a day before a population was restated", arguments: TestDatabases.engines)
    func knownThen(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Cast.migrations) { database in
            // Known from the 10th; restated on the frozen day, the 21st.
            try await database.write(by: .test, at: TestDay.later(minutes: -11 * 1440)) { try Cast.foundScheme(in: $0) }
            let founded = try LocalDate(parsing: "2020-01-01")
            try await database.write(by: .test, at: TestDay.now) { tx in
                let written = try PopulationStore.record(1_600_000, of: Cast.oldMill, kind: .adjusted, snapshotDate: founded, in: tx)
                #expect(written)
            }
            let probe = try probe(BoardFeature(database: database, ports: Cast.ports), Cast.principal(.boardMember))
            var origin = Origin(from: Cast.first, through: Cast.first.adding(days: 6), network: Cast.south)
            // South's own 100, and of 600 its part: then 4,000 of 20,000, so 120; now 16,000 of 32,000, so 300.
            #expect(await probe.get(origin.path(BoardAddresses.offered)).plainText.contains("Minutes 400"))
            #expect(await probe.get(origin.path(BoardAddresses.required)).plainText.contains("Minutes 800"))
            origin.known = try LocalDate(parsing: "2026-11-12")
            let offered = await probe.get(origin.path(BoardAddresses.offered))
            #expect(offered.plainText.contains("Minutes 220"))
            #expect(offered.contains("known on 12 November 2026"))
            #expect(await probe.get(origin.path(BoardAddresses.required)).plainText.contains("Minutes 200"))
            let board = await probe.get("/board?network=\(Cast.south.stored)&known=12+11+2026")
            #expect(board.contains("known on 12 November 2026"))
            #expect(board.text.contains("known=2026-11-12"))
            #expect(await probe.get("/board/practices?known=12+11+2026").contains("known on 12 November 2026"))
            let wrong = await probe.get("/board?known=31+2+2026")
            #expect(wrong.contains("February 2026 has 28 days. Check the day."))
            origin.known = nil
            #expect(await probe.get(origin.path(BoardAddresses.offered) + "&known=soon").status == 400)
        }
    }

    @Test("Long lists turn their pages, each entry once and in the order of its time", arguments: TestDatabases.engines)
    func pages(engine: Engine) async throws {
        try await withWorld(engine) { database, feature in
            // With the 31 of the first week, 231 of Riverside and Elm: two pages of 100 and one of 31.
            let entries = (0..<200).map { index in
                ActivityEntry(
                    id: Cast.id(6000 + UInt64(index)), kind: .appointmentDelivered, practice: Cast.riverside, host: Cast.elm, site: Cast.oakHub,
                    occurredAt: London.instant(LocalDateTime(date: Cast.second, time: LocalTime(clamping: 1110 + index % 7))), minutes: 15,
                    scheme: Cast.scheme, evidence: RecordLink(kind: "appointment", identifier: "page \(index)"), recordedAt: TestDay.now)
            }
            let shares = entries.map { ActivityShare(activity: $0.id.asID(of: ActivityReference.self), amount: Money(pence: -2450)) }
            try await database.write(by: .test, at: TestDay.now) { tx in
                for entry in entries { try ActivityStore.record(entry, in: tx) }
                let amount = Money(pence: 200 * 2450)
                try FinanceStore.post(
                    try Journal(
                        id: Cast.id(7000), date: TestDay.today, description: "Enhanced access", rule: "month close",
                        lines: [
                            Posting(id: Cast.id(7001), account: .practicePayments, practice: Cast.elm, amount: amount, rule: "r", sentence: "200"),
                            Posting(
                                id: Cast.id(7002), account: .practicePayable, practice: Cast.elm, amount: -amount, rule: "r", sentence: "200",
                                shares: shares),
                        ]), in: tx)
            }
            let probe = try probe(feature, Cast.principal(.boardMember))
            func walk(_ first: String) async -> (pages: Int, links: [String]) {
                var (links, next, pages): ([String], String?, Int) = ([], first, 0)
                while let address = next, pages < 9 {
                    let page = await probe.get(address)
                    #expect(page.status == 200)
                    let all = page.text.components(separatedBy: "href=\"").dropFirst().map {
                        String($0.prefix { $0 != "\"" }).replacingOccurrences(of: "&amp;", with: "&")
                    }
                    links += all.filter { $0.hasPrefix("/activity/") }
                    next = all.first { $0.contains("after=") }
                    pages += 1
                }
                return (pages, links)
            }
            let work = await walk(Origin(from: Cast.span.from, through: Cast.span.through, kind: .appointmentDelivered).path(BoardAddresses.work))
            #expect(work.pages == 3)
            #expect(work.links.count == 231)
            #expect(Set(work.links).count == 231)
            let posting = await walk(BoardAddresses.posting.path(Cast.id(7002) as ID<Posting>))
            #expect(posting.pages == 2)
            #expect(Set(posting.links).count == 200)
            let booked = Origin(from: Cast.span.from, through: Cast.span.through)
            let first = await probe.get(booked.path(BoardAddresses.appointments))
            // All but the cancelled: 20 + 2 + 10 + 10 + 2 + 36.
            #expect(first.plainText.contains("Appointments 80"))
            #expect(await probe.get(booked.path(BoardAddresses.work) + "&after=x").status == 400)
        }
    }

    @Test("Who reads the ledger goes back from a posting to its journal, others to where they came from", arguments: TestDatabases.engines)
    func backFromPosting(engine: Engine) async throws {
        try await withWorld(engine) { _, feature in
            let path = BoardAddresses.posting.path(Cast.id(2002) as ID<Posting>)
            let journal = FinanceAddresses.journal.path(Cast.id(2000) as ID<Journal>)
            #expect(try await probe(feature, Cast.principal(.financeLead)).get(path).text.contains("href=\"\(journal)\""))
            let board = try await probe(feature, Cast.principal(.boardMember)).get(path)
            #expect(board.status == 200)
            #expect(!board.text.contains(journal))
            let host = try await probe(feature, Cast.principal(.practiceManager, at: Cast.elm)).get(path)
            #expect(host.status == 200)
            #expect(!host.text.contains(journal))
            #expect(try await probe(feature, Cast.principal(.hubCoordinator)).get(path).status == 403)
        }
    }
}

/// A database that nothing is asked of.
private struct NoDatabase: Database {
    let engine = Engine.sqlite
    func read<Value: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> Value) async throws -> Value {
        throw StoreError.unreachable("none")
    }
    func write<Value: Sendable>(
        by actor: Actor, at instant: Instant, _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value { throw StoreError.unreachable("none") }
    func maintain<Value: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> Value) async throws -> Value {
        throw StoreError.unreachable("none")
    }
    func sealAuditTrail() async throws {}
    func close() async {}
}
