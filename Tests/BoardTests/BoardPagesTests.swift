// What rooms say, arranged.

import Foundation
import Kernel
import Store
import TestCast
import TestKit
import Testing
import Web

@testable import Board

@Suite("Pages of the board")
struct BoardPagesTests {
    private func probe(
        _ principal: Principal?, federation: FederationPort = Cast.federationPort, _ body: (PageProbe) async throws -> Void
    ) async throws {
        try await withDatabase(.sqlite, migrations: []) { database in
            let board = BoardFeature(of: Cast.sayingRooms, database: database, federation: federation)
            let home = HomeFeature(of: Cast.sayingRooms + [board], database: database)
            try await body(try PageProbe(features: [board, home], as: principal, at: TestDay.now))
        }
    }

    @Test("Findings, figures and charts of all rooms stand in their order, whichever room is asked first")
    func board() async throws {
        for role in [Role.boardMember, .federationManager, .financeLead] {
            try await probe(Cast.principal(role)) { probe in
                let page = await probe.get("/board")
                #expect(page.status == 200)
                let words = page.plainText
                let places = ["Care delivered", "Owed", "Are we delivering?", "Is the time used?", "What do we earn?"].map {
                    words.firstRange(of: $0)?.lowerBound
                }
                #expect(!places.contains(nil))
                #expect(places.compactMap { $0 } == places.compactMap { $0 }.sorted())
                #expect(page.text.components(separatedBy: "class=\"chart\"").count - 1 == 3)
                #expect(page.contains("More of Are we delivering?") && page.contains("Printed from Commonweal on 21 November 2026"))
            }
        }
    }

    @Test("A network, a period and a day of knowledge are asked of every room; anything else is taken for the usual")
    func filters() async throws {
        try await probe(Cast.principal(.boardMember)) { probe in
            let north = await probe.get("/board?network=\(Cast.north.stored)&weeks=13&known=12+11+2026")
            // Elm and Riverside.
            #expect(north.contains("Board report: North") && north.contains("2 practices") && north.contains("13 weeks from"))
            #expect(north.contains("known on 12 November 2026"))
            let usual = await probe.get("/board?network=nonsense&weeks=7")
            // The three members and Ash.
            #expect(usual.status == 200 && usual.contains("4 practices") && usual.contains("8 weeks from"))
            #expect(await probe.get("/board?known=31+2+2026").contains("February 2026 has 28 days. Check the day."))
        }
    }

    @Test("The table of practices has each room's columns, sorts by any, and exports what it shows")
    func table() async throws {
        try await probe(Cast.principal(.boardMember)) { probe in
            let page = await probe.get("/board/practices")
            #expect(page.plainText.contains("Ash No longer a member") && page.plainText.contains("Old Mill Takes no part"))
            #expect(page.contains("Had are appointments."))
            // Riverside is owed nothing and Ash had nothing: neither has anything to open.
            func links(_ column: String) -> Int { page.text.components(separatedBy: "href=\"/figures/\(column)\"").count - 1 }
            #expect(links("had") == 3 + 1 && links("owed") == 2 + 1)
            let lines = await probe.get("/board/practices?sort=had&order=descending&format=csv").text.split(whereSeparator: \.isNewline)
            #expect(lines[0].hasSuffix("Practice,Standing,had,owed") && lines[1].hasPrefix("Old Mill,Takes no part,9,"))
            #expect(lines.dropFirst().map { $0.prefix(3) } == ["Old", "Riv", "Elm", "Ash", "All"])
            #expect(lines.last?.contains("17") == true && lines.last?.contains("12") == true)
            // Who left is of no network.
            #expect(await !probe.get("/board/practices?network=\(Cast.north.stored)").contains("Ash"))
        }
    }

    @Test("The board's people see the first finding and the figures on their home pages, others do not")
    func homeFigures() async throws {
        for role in [Role.boardMember, .federationManager, .financeLead] {
            try await probe(Cast.principal(role)) { probe in
                let page = await probe.get("/")
                #expect(page.contains("The last 8 weeks") && page.contains("Are we delivering? Yes.") && page.contains("£5"))
            }
        }
        try await probe(Cast.principal(.systemAdministrator)) { #expect(await !$0.get("/").contains("The last 8 weeks")) }
    }

    @Test("A practice's manager reads what each room says of the practice, over eight weeks and the one that runs")
    func practiceHome() async throws {
        try await probe(Cast.principal(.practiceManager, at: Cast.elm)) { probe in
            let page = await probe.get("/").plainText
            #expect(page.contains("Elm had 9 weeks.") && page.contains("£5 is owed."))
            let share = try #require(page.firstRange(of: "Our share")), owed = try #require(page.firstRange(of: "What we are owed"))
            #expect(share.lowerBound < owed.lowerBound)
        }
        try await probe(Cast.principal(.practiceManager, at: Cast.ash)) {
            #expect(await $0.get("/").contains("not a member of the federation"))
        }
    }

    @Test("Nobody but the board's people opens the report, and before there is a federation it says what to do")
    func permissions() async throws {
        for role in [Role.receptionist, .hubClinician, .hubCoordinator, .practiceClinician, .practiceManager, .systemAdministrator] {
            try await probe(Cast.principal(role, at: Cast.elm)) { probe in
                for address in ["/board", "/board/practices"] { #expect(await probe.get(address).status == 403) }
            }
        }
        try await probe(nil) { #expect(await $0.get("/board").status == 303) }
        let none = FederationPort(frame: { _, _, _, _, _ in nil }, practice: { _, _, _ in nil })
        try await probe(Cast.principal(.boardMember), federation: none) { probe in
            let board = await probe.get("/board")
            #expect(board.status == 200 && board.contains("commonweal federation new"))
        }
        try await probe(Cast.principal(.practiceManager, at: Cast.elm), federation: none) {
            #expect(await $0.get("/").contains("not a member of the federation"))
        }
    }
}
