// Nobody reaches another organisation's rows.

import App
import Foundation
import Identity
import Kernel
import Store
import Testing
import Web

@Suite("Other organisations")
struct CrossOrganisationTests {
    /// The records of one organisation that are nothing of another's, by the gap in an address that names them. A gap that no room names is an issue.
    static func records(
        _ owner: GapRecord.Owner, of organisation: OrganisationID, not other: OrganisationID, _ installation: Installation
    ) async throws -> [String: String] {
        let named = installation.features.flatMap(\.gaps)
        for route in try PermissionDocument.routes() {
            for gap in route.address.gaps {
                #expect(named.contains { $0.gap == gap }, "no room says whose record {\(gap)} of \(route.address.pattern) is: see `Feature.gaps`")
            }
        }
        return try await installation.database.read { connection in
            var byGap: [String: String] = [:]
            for record in named where record.owner == owner {
                byGap[record.gap] = try record.find(organisation, other, connection)
                #expect(byGap[record.gap] != nil, "the demonstration has no {\(record.gap)}")
            }
            return byGap
        }
    }

    static func principal(_ role: Role, at organisation: OrganisationID) -> Principal {
        Principal(
            account: AccountID(at: Demonstrations.now), person: PersonID(at: Demonstrations.now), name: "Sam Example", role: role,
            organisation: organisation, organisationName: "Example", holdsOtherRoles: false, scope: ScopeRules.scope(of: role, at: organisation))
    }

    /// The status of a route's answer with these records in its address, and others that do not exist in the remaining gaps.
    static func ask(_ route: RouteTable.Route, _ byGap: [String: String], _ probe: PageProbe, _ own: PageSeen) async -> Int {
        let segments = route.address.pattern.split(separator: "/").map { part in
            part.hasPrefix("{") ? byGap[String(part.dropFirst().dropLast())] ?? PersonID(at: Demonstrations.now).stored : String(part)
        }
        let target = "/" + segments.joined(separator: "/")
        return route.method == .get ? await probe.get(target).status : await probe.post(target, ["once": "1"], from: own).status
    }

    /// Asks for each route that has a gap of this owner, as somebody of another organisation of its kind.
    static func askAll(
        as role: Role, at stranger: OrganisationID, _ byGap: [String: String], except open: Set<String> = [], _ installation: Installation
    ) async throws {
        let probe = try PageProbe(features: installation.features, as: principal(role, at: stranger), at: Demonstrations.now)
        let own = await probe.get("/account")
        for route in try PermissionDocument.routes() where route.permission.allows(role) && !open.contains(route.address.pattern) {
            guard route.address.gaps.contains(where: { byGap[$0] != nil }) else { continue }
            let answer = await ask(route, byGap, probe, own)
            let absent = await ask(route, [:], probe, own)
            let name = "\(route.method.rawValue) \(route.address.pattern)"
            #expect([400, 404].contains(answer), "\(name) answers \(answer) to a \(role.title) of another organisation")
            #expect(answer == absent, "\(name) tells what is there from what is not")
        }
    }

    @Test(
        "A receptionist of one practice never finds a patient of another",
        arguments: [Role.receptionist, .practiceManager, .practiceClinician])
    func practices(role: Role) async throws {
        let installation = try await Demonstrations.installation.value
        let (practice, stranger) = try await installation.database.read { connection in
            let busy = try connection.values(
                OrganisationID.self,
                "SELECT practice FROM postings WHERE practice IS NOT NULL GROUP BY practice ORDER BY COUNT(*) DESC, practice LIMIT 1")
            let practice = try #require(busy.first)
            let other = try #require(
                try connection.value(
                    OrganisationID.self, "SELECT practice FROM patient_registrations WHERE practice <> \(practice) ORDER BY practice LIMIT 1"))
            return (practice, other)
        }
        let records = try await Self.records(.practice, of: practice, not: stranger, installation)
        try await Self.askAll(as: role, at: stranger, records, installation)
    }

    @Test("Nobody of one hub reaches the clinics and appointments of another", arguments: [Role.hubClinician, .hubCoordinator])
    func otherHubs(role: Role) async throws {
        let installation = try await Demonstrations.installation.value
        let hubs = try await installation.database.read { try $0.values(OrganisationID.self, "SELECT hub FROM bookings GROUP BY hub ORDER BY hub") }
        let (own, other) = (try #require(hubs.first), try #require(hubs.last))
        let records = try await Self.records(.hub, of: other, not: own, installation)
        // A coordinator answers the telephone for every practice, and so finds appointments everywhere.
        let open: Set<String> = role == .hubCoordinator ? ["/bookings/{booking}", "/bookings/{booking}/cancellation"] : []
        try await Self.askAll(as: role, at: own, records, except: open, installation)
    }

    @Test(
        "A hub's people do nothing to an appointment of another hub, and its clinicians do not see it",
        arguments: [Role.hubClinician, .hubCoordinator])
    func hubs(role: Role) async throws {
        let installation = try await Demonstrations.installation.value
        let (hub, booking, patient) = try await installation.database.read { connection -> (OrganisationID, String, String) in
            let hubs = try connection.values(OrganisationID.self, "SELECT hub FROM bookings GROUP BY hub ORDER BY hub")
            let other = try #require(hubs.last)
            let booking = try #require(try connection.value(String.self, "SELECT id FROM bookings WHERE hub = \(other) LIMIT 1"))
            // A patient who was never at the first hub.
            let patient = try #require(
                try connection.value(
                    String.self,
                    """
                    SELECT patient
                    FROM bookings
                    WHERE hub = \(other) AND patient NOT IN (SELECT patient FROM bookings WHERE hub <> \(other))
                    LIMIT 1
                    """))
            return (try #require(hubs.first), booking, patient)
        }
        let probe = try PageProbe(features: installation.features, as: Self.principal(role, at: hub), at: Demonstrations.now)
        let own = await probe.get("/account")
        #expect(await probe.post("/clinic/bookings/\(booking)/marks", ["act": "arrive", "once": "1"], from: own).status == 404)
        #expect(
            await probe.post(
                "/clinic/bookings/\(booking)/messages", ["body-\(booking)": "x", "action-needed-\(booking)": "no", "once": "2"], from: own
            ).status
                == 404)
        // A coordinator answers the telephone for every practice, and so finds patients and appointments everywhere.
        guard role == .hubClinician else { return }
        #expect(await probe.get("/bookings/\(booking)").status == 404)
        #expect(await probe.get("/patients/\(patient)").status == 404)
    }

    @Test("Everybody of the demonstration signs in and sees the page on which their role begins", arguments: Role.allCases)
    func starts(role: Role) async throws {
        let probe = try await Demonstrations.probe(as: role)
        let start = await probe.follow(await probe.get("/"))
        #expect(start.status == 200, "\(role.title): \(start.status)")
        let federation = "Larkfield and Vale GP Federation"
        #expect(start.contains(federation))
        #expect(start.contains("made up"), "no banner says that all is made up")
    }

    @Test("Every page that a role's navigation leads to is there and names no patient to those who see none", arguments: Role.allCases)
    func navigation(role: Role) async throws {
        let installation = try await Demonstrations.installation.value
        let organisation = try await installation.database.read { connection -> OrganisationID in
            switch role.seat {
            case .practice: try #require(try connection.value(OrganisationID.self, "SELECT practice FROM statements ORDER BY practice LIMIT 1"))
            case .hub: try #require(try connection.value(OrganisationID.self, "SELECT hub FROM bookings ORDER BY hub LIMIT 1"))
            case .federation: try #require(try connection.value(OrganisationID.self, "SELECT organisation_id FROM served_federation"))
            }
        }
        let names = try await installation.database.read {
            try $0.values(String.self, "SELECT family_name FROM patients GROUP BY family_name LIMIT 200")
        }
        let probe = try PageProbe(features: installation.features, as: Self.principal(role, at: organisation), at: Demonstrations.now)
        for item in installation.features.flatMap(\.navigation) where item.permission.allows(role) {
            let page = await probe.get(item.address)
            #expect(page.status == 200, "\(item.address): \(page.status)")
            if !role.seesPatients {
                // The header names the person who is signed in.
                let text = page.text.components(separatedBy: "<main").last ?? ""
                // The demonstration's NHS numbers are of the test range; an identifier may hold such digits by chance.
                #expect(!text.contains(/[^0-9a-f\-]999 ?\d{3} ?\d{4}[^0-9a-f]/), "\(item.address)")
                #expect(names.filter { $0.count > 6 && text.contains(" \($0),") } == [], "\(item.address)")
            }
        }
    }
}
