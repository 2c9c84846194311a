// What surrounds the pages of each role.

import App
import Foundation
import Identity
import Kernel
import Store
import Testing
import Web

@Suite("The shell, role by role")
struct ShellTests {
    static func probe(_ role: Role) async throws -> PageProbe {
        let installation = try await Demonstrations.installation.value
        let organisation = try await installation.database.read { connection -> OrganisationID in
            switch role.seat {
            case .practice: try #require(try connection.value(OrganisationID.self, "SELECT practice FROM statements ORDER BY practice LIMIT 1"))
            case .hub: try #require(try connection.value(OrganisationID.self, "SELECT hub FROM bookings ORDER BY hub LIMIT 1"))
            case .federation: try #require(try connection.value(OrganisationID.self, "SELECT organisation_id FROM served_federation"))
            }
        }
        return try PageProbe(
            features: installation.features, as: CrossOrganisationTests.principal(role, at: organisation), at: Demonstrations.now)
    }

    /// The groups of the header, a single page under its own name: "Patients: Desk, Messages".
    static func navigation(of page: PageSeen) throws -> [String] {
        let start = try #require(page.text.range(of: "<nav class=\"navigation\""))
        let end = try #require(page.text.range(of: "</nav>", range: start.upperBound..<page.text.endIndex))
        return page.text[start.upperBound..<end.lowerBound].components(separatedBy: "\n<li>").dropFirst(2).map { entry in
            let words = entry.matches(of: />([^<>\n]+)</).map { String($0.output.1) }
            return words.count == 1 ? words[0] : "\(words[0]): \(words.dropFirst().joined(separator: ", "))"
        }
    }

    static let expected: [Role: [String]] = [
        .receptionist: ["Patients: Desk, Messages", "Directory", "Schemes", "Actions"],
        .practiceManager: ["Messages", "Directory", "Money: Contracts, Statements", "Schemes", "Actions"],
        .practiceClinician: ["Messages", "Directory", "Schemes", "Actions"],
        .hubClinician: ["Clinic list", "Directory", "Needs and red flags", "Actions"],
        .hubCoordinator: ["Patients: Desk, Clinic list, Clinics", "Directory", "Actions"],
        .financeLead: [
            "Practices: Practices compared, Directory", "Money: Contracts, Statements, Month close, Payments, Ledger",
            "Governance: Board report, Schemes, Register of interests", "Actions",
        ],
        .federationManager: [
            "Clinics", "Practices: Practices compared, Directory", "People", "Money: Contracts, Statements, Payments, Ledger",
            "Needs and red flags", "Governance: Board report, Schemes, Register of interests", "Actions", "Administration: Imports, Audit trail",
        ],
        .boardMember: [
            "Practices: Practices compared, Directory", "Contracts", "Governance: Board report, Schemes, Register of interests", "Actions",
        ],
        .systemAdministrator: ["Directory", "People", "Actions", "Administration: Imports, Audit trail, Background work"],
    ]

    @Test("Each role's navigation is grouped by what it does, and holds what it can use", arguments: Role.allCases)
    func navigation(role: Role) async throws {
        #expect(try Self.navigation(of: await Self.probe(role).get("/")) == Self.expected[role])
    }

    @Test("Each role's home says what needs it, has figures or a place where work starts, and counts in the header", arguments: Role.allCases)
    func home(role: Role) async throws {
        let page = await (try Self.probe(role)).get("/")
        #expect(page.status == 200)
        #expect(page.contains("What needs me"))
        #expect(page.text.contains("class=\"figures\"") || page.contains("There is no clinic today."), "\(role.title) has no figures")
        #expect(page.contains("Find patient") == [.receptionist, .hubCoordinator].contains(role))
        let isAsked = !page.contains("Nothing needs you now.")
        #expect(!page.contains("need you") || isAsked)
    }

    @Test("Every link on a role's home page leads to a page that it may open", arguments: Role.allCases)
    func links(role: Role) async throws {
        let probe = try await Self.probe(role)
        let links = Set(
            await probe.get("/").text.components(separatedBy: "href=\"").dropFirst().compactMap {
                $0.components(separatedBy: "\"").first?.replacingOccurrences(of: "&amp;", with: "&")
            }
            .filter { $0.hasPrefix("/") && !$0.hasPrefix("/assets") && !$0.hasPrefix("/demonstration") })
        #expect(links.count >= 3)
        for link in links { #expect(await probe.get(link).status == 200, "\(link)") }
    }

    @Test("Finding leads each role only to pages that it may open", arguments: Role.allCases)
    func finding(role: Role) async throws {
        let probe = try await Self.probe(role)
        let home = await probe.get("/")
        var count = 0
        for words in ["enhanced", "surgery", "hub", "monday", "example", "close", "account"] {
            let found = await probe.post("/find/results", ["words": words], from: home)
            #expect(found.status == 200)
            for link in found.text.components(separatedBy: "href=\"").dropFirst().map({ String($0.prefix { $0 != "\"" }) }) where link != "/account" {
                count += 1
                #expect(await probe.get(link).status == 200, "\(words): \(link)")
            }
            if !role.seesPatients { #expect(!found.contains("NHS number")) }
        }
        #expect(count > 3)
    }
}
