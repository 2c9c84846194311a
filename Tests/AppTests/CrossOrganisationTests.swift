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
    /// Records of one practice that has patients in the demonstration, by the gap in an address that names them.
    struct Records: Sendable {
        let practice: OrganisationID
        let byGap: [String: String]
    }

    /// Records of the practice with the most of everything, other than the one where the demonstration's practice roles are.
    static func records(of practice: OrganisationID, hub: OrganisationID, in connection: any Connection) throws -> Records {
        var byGap: [String: String] = [:]
        func note(_ gap: String, _ sql: SQL) throws { if let id = try connection.value(String.self, sql) { byGap[gap] = id } }
        try note("patient", "SELECT patient FROM patient_registrations WHERE practice = \(practice) AND until_date IS NULL LIMIT 1")
        try note("booking", "SELECT id FROM bookings WHERE practice = \(practice) AND hub <> \(hub) LIMIT 1")
        try note("message", "SELECT id FROM messages WHERE practice = \(practice) LIMIT 1")
        try note("statement", "SELECT id FROM statements WHERE practice = \(practice) LIMIT 1")
        try note("entry", "SELECT id FROM activity_entries WHERE practice = \(practice) AND host <> \(practice) LIMIT 1")
        return Records(practice: practice, byGap: byGap)
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

    @Test(
        "A receptionist of one practice never finds a patient of another",
        arguments: [Role.receptionist, .practiceManager, .practiceClinician])
    func practices(role: Role) async throws {
        let installation = try await Demonstrations.installation.value
        let (records, stranger) = try await installation.database.read { connection -> (Records, OrganisationID) in
            let busy = try connection.values(
                OrganisationID.self, "SELECT practice FROM statements GROUP BY practice ORDER BY COUNT(*) DESC, practice LIMIT 1")
            let practice = try #require(busy.first)
            let other = try #require(
                try connection.value(
                    OrganisationID.self, "SELECT practice FROM patient_registrations WHERE practice <> \(practice) ORDER BY practice LIMIT 1"))
            let nowhere = OrganisationID(at: Demonstrations.now)
            return (try Self.records(of: practice, hub: nowhere, in: connection), other)
        }
        #expect(records.byGap["patient"] != nil && records.byGap["booking"] != nil && records.byGap["statement"] != nil, "\(records.byGap.keys)")
        let probe = try PageProbe(features: installation.features, as: Self.principal(role, at: stranger), at: Demonstrations.now)
        let own = await probe.get("/account")
        for route in try PermissionDocument.routes() where route.permission.allows(role) {
            let gaps = route.address.gaps
            guard let first = gaps.first, records.byGap[first] != nil else { continue }
            let answer = await Self.ask(route, records.byGap, probe, own)
            let absent = await Self.ask(route, [:], probe, own)
            let name = "\(route.method.rawValue) \(route.address.pattern)"
            #expect([400, 404].contains(answer), "\(name) answers \(answer) to a \(role.title) of another practice")
            #expect(answer == absent, "\(name) tells what is there from what is not")
        }
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
                // The demonstration's NHS numbers are of the test range; a field that asks for one names nobody.
                #expect(!text.contains(/999 ?\d{3} ?\d{4}/), "\(item.address)")
                #expect(names.filter { $0.count > 6 && text.contains(" \($0),") } == [], "\(item.address)")
            }
        }
    }
}
