// Every route, every role, as the table says.

import App
import Identity
import Kernel
import Logging
import Store
import Testing
import Web

@Suite("Permissions")
struct PermissionTests {
    /// Who asks: a role, or nobody.
    struct Caller: CustomTestStringConvertible, Sendable {
        let role: Role?
        var testDescription: String { role?.title ?? "nobody" }
    }

    static let callers = Role.allCases.map { Caller(role: $0) } + [Caller(role: nil)]

    /// A website of all rooms over an empty federation, in which a cookie says who asks.
    static let website = Task { () async throws -> (Website, Installation) in
        let folder = TemporaryFolder.temporary("permissions")
        let installation = try await TestInstallations.ready(.directory(folder), at: Demonstrations.now)
        let organisation = OrganisationID(at: Demonstrations.now)
        let gate = Gate { arrival in
            guard let role = arrival.cookies["as"].flatMap(Role.init(rawValue:)) else { return nil }
            let principal = Principal(
                account: AccountID(at: Demonstrations.now), person: PersonID(at: Demonstrations.now), name: "Sam Example", role: role,
                organisation: organisation, organisationName: "Example", holdsOtherRoles: false,
                scope: ScopeRules.scope(of: role, at: organisation))
            return Gate.Session(principal: principal, formToken: "token")
        }
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let website = try Website(
            features: installation.features, gate: gate, settings: WebSettings(federation: "Example", secret: Array(repeating: 1, count: 32)),
            clock: .fixed(Demonstrations.now), logger: logger)
        return (website, installation)
    }

    static func ask(_ website: Website, _ route: RouteTable.Route, as role: Role?) async -> WebResponse {
        var segments: [String] = []
        for part in route.address.pattern.split(separator: "/") {
            segments.append(part.hasPrefix("{") ? OrganisationID(at: Demonstrations.now).stored : String(part))
        }
        var headers: Headers = ["host": "commonweal.test"]
        if let role { headers.add("cookie", "commonweal-as=\(role.rawValue)") }
        var body: [UInt8] = []
        if route.method == .post {
            headers.add("content-type", "application/x-www-form-urlencoded")
            body = Array("form-token=token&once=1".utf8)
        }
        return await website.respond(
            to: WebRequest(
                method: route.method.rawValue, target: "/" + segments.joined(separator: "/"), headers: headers, remoteAddress: "192.0.2.1",
                bytes: body))
    }

    @Test("Every route serves and refuses each role as the table of permissions says", arguments: callers)
    func matrix(caller: Caller) async throws {
        let (website, _) = try await Self.website.value
        #expect(website.routes.count > 60)
        for route in website.routes {
            let response = await Self.ask(website, route, as: caller.role)
            let name = "\(route.method.rawValue) \(route.address.pattern)"
            let isSignIn = response.status == 303 && response.headers["location"]?.hasPrefix("/sign-in") == true
            if route.permission.allows(caller.role) {
                #expect(response.status < 500, "\(name): \(response.status)")
                // A form from nobody lacks its token, which is another refusal than the one looked at here.
                if caller.role != nil { #expect(response.status != 403, "\(name) refuses a \(caller.testDescription)") }
                // Figures are asked for with a query, and nobody here has an account.
                let needsMore = route.address.pattern.hasPrefix("/figures/") || route.address.pattern == "/account"
                if route.address.gaps.isEmpty, route.method == .get, !needsMore { #expect(response.status < 400, "\(name): \(response.status)") }
            } else if caller.role == nil {
                #expect(isSignIn, "\(name) serves somebody who is not signed in: \(response.status)")
            } else {
                #expect(response.status == 403, "\(name) answers a \(caller.testDescription) with \(response.status)")
            }
        }
    }

    @Test("The system administrator meets no page that shows a patient")
    func administrator() throws {
        for route in try PermissionDocument.routes() where route.permission.allows(.systemAdministrator) {
            guard case .roles = route.permission.holders else { continue }
            #expect(!route.address.gaps.contains("patient"), "\(route.address.pattern)")
            #expect(!route.permission.name.contains("patient"), "\(route.address.pattern)")
        }
    }

    @Test("Addresses carry identifiers only: no gap is named after something that tells who a patient is")
    func addresses() throws {
        for route in try PermissionDocument.routes() {
            for gap in route.address.gaps {
                #expect(!["number", "name", "birth", "nhs", "postcode"].contains { gap.lowercased().contains($0) }, "\(gap)")
            }
        }
    }
}
