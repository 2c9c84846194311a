// Requests, from the door to the page.

import Foundation
import Kernel
import Logging
import Store
import TestKit
import Testing
import Web

@Suite struct WebsiteTests {
    @Test("A page is served in its layout with the person's name, role and navigation")
    func page() async throws {
        let page = try await probe().get("/people")
        #expect(page.status == 200)
        #expect(page.contains("Receptionist, Riverside Surgery"))
        #expect(page.text.contains("<a href=\"/people\" aria-current=\"page\">People</a>"))
        #expect(!page.contains("Board"))
        #expect(page.headers["cache-control"] == "no-store")
    }

    @Test("A form is sent with its token, and a problem shows what was typed")
    func form() async throws {
        let probe = try probe()
        let page = await probe.get("/people")
        let wrong = await probe.submit(page, to: "/people", ["name": ""])
        #expect(wrong.status == 422)
        #expect(wrong.contains("Enter a name"))
        let right = await probe.submit(page, to: "/people", ["name": "Amina Example"])
        #expect(right.status == 303)
        #expect(right.location == "/people?notice=added")
    }

    @Test("A form without its token, with another's, or from another site is refused")
    func forgery() async throws {
        let probe = try probe()
        let page = await probe.get("/people")
        #expect(await probe.post("/people", ["name": "Amina"]).status == 403)
        #expect(await probe.post("/people", ["name": "Amina", "form-token": "guess"]).status == 403)
        #expect(await probe.post("/people", ["name": "Amina"], from: page).status == 303)
    }

    @Test("A form that the browser says comes from elsewhere is refused, token or not")
    func crossSite() async throws {
        let probe = try probe()
        let page = await probe.get("/people")
        for headers: Headers in [
            ["sec-fetch-site": "cross-site"], ["sec-fetch-site": "same-site"], ["origin": "https://evil.example"], ["origin": "null"],
            ["origin": "http://commonweal.test.evil.example"],
        ] {
            var headers = headers
            headers.add("content-type", "application/x-www-form-urlencoded")
            let answer = await probe.send("POST", "/people", headers, Array("name=x&form-token=\(page.formToken)".utf8))
            #expect(answer.status == 403 && answer.contains("This form came from another site"))
        }
        let own: Headers = [
            "sec-fetch-site": "same-origin", "origin": "http://commonweal.test", "content-type": "application/x-www-form-urlencoded",
        ]
        #expect(await probe.send("POST", "/people", own, Array("name=x&form-token=\(page.formToken)".utf8)).status == 303)
    }

    @Test("A visitor who is not signed in has a token of their own, tied to their cookie")
    func visitorToken() async throws {
        let first = try probe(nil)
        let page = await first.get("/open")
        #expect(page.headers["set-cookie"]?.contains("HttpOnly; SameSite=Lax") == true)
        #expect(await first.post("/open", ["name": "Ben"], from: page).text == "thank you Ben")
        let again = await first.get("/open")
        #expect(again.headers["set-cookie"] == nil && again.formToken == page.formToken)
        let second = try probe(nil)
        _ = await second.get("/open")
        #expect(await second.post("/open", ["name": "Ben"], from: page).status == 403)
    }

    @Test("Without signing in a page leads to the sign-in page and back, and a fragment says so")
    func signInFirst() async throws {
        let probe = try probe(nil)
        #expect(await probe.get("/people?sort=name").location == "/sign-in?next=%2Fpeople%3Fsort%3Dname")
        #expect(await probe.post("/people", ["name": "x"]).location == "/sign-in?notice=signed-out")
        #expect(await probe.get("/people", headers: ["x-fragment": "1"]).status == 401)
    }

    @Test("A role that may not is told who can")
    func notAllowed() async throws {
        let page = try await probe().get("/board")
        #expect(page.status == 403)
        #expect(page.contains("You are signed in as receptionist. This can be done by a board member."))
        let allowed = try await PageProbe(features: [PeopleFeature()], as: Cast.principal(.boardMember), at: TestDay.now).get("/board")
        #expect(allowed.text == "board")
    }

    @Test("What is not there, or has an ill-formed identifier, is one and the same page")
    func notFound() async throws {
        let probe = try probe()
        for path in ["/nowhere", "/people/7", "/people/0198c0de-0000-7000-8000-00000000000g", "/assets/0000/site.css"] {
            let page = await probe.get(path)
            #expect(page.status == 404 && page.contains("Page not found") && page.contains("Request "))
        }
        #expect(await probe.get("/people/0198c0de-0000-7000-8000-000000000001").status == 200)
    }

    @Test("A path that climbs is refused before anything is looked up", arguments: ["/people/../board", "/people/%2e%2e/board", "//people"])
    func climbing(path: String) async throws { #expect(try await probe().get(path).status == 400) }

    @Test("Another method is refused with the one that is served")
    func method() async throws {
        let probe = try probe()
        let wrong = await probe.send("POST", "/board", [:], [])
        #expect(wrong.status == 405 && wrong.headers["allow"] == "GET, HEAD")
        #expect(await probe.send("DELETE", "/people", [:], []).status == 405)
        let head = await probe.send("HEAD", "/people", [:], [])
        #expect(head.status == 200 && head.text.isEmpty && Int(head.headers["content-length"] ?? "") ?? 0 > 1000)
    }

    @Test("A body of 50 MB is refused by what it announces, without being read")
    func hugeBody() async throws {
        let website = try probe().website
        let request = WebRequest(
            method: "POST", target: "/people", headers: ["content-length": "52428800", "content-type": "application/x-www-form-urlencoded"]
        ) { _ in
            Issue.record("the body was read")
            return []
        }
        let answer = await website.respond(to: request)
        #expect(answer.status == 413 && answer.headers["connection"] == "close")
        #expect(answer.text.contains("larger than 64 KB"))
    }

    @Test("A body that announces nothing is cut off at the limit")
    func endlessBody() async throws {
        let probe = try probe()
        let answer = await probe.send("POST", "/people", ["content-type": "application/x-www-form-urlencoded"], [UInt8](repeating: 97, count: 70_000))
        #expect(answer.status == 413)
    }

    @Test("A form in a format that is not taken is refused")
    func otherFormat() async throws {
        #expect(try await probe().send("POST", "/people", ["content-type": "application/json"], Array("{}".utf8)).status == 415)
        #expect(try await probe().send("POST", "/people", ["content-type": "application/x-www-form-urlencoded"], Array("a=%zz".utf8)).status == 400)
    }

    @Test("A file is uploaded with its form, up to the route's own limit")
    func upload() async throws {
        let probe = try probe()
        let page = await probe.get("/people")
        func body(_ size: Int) -> [UInt8] {
            Array(
                """
                --xx\r\nContent-Disposition: form-data; name="form-token"\r\n\r\n\(page.formToken)\r\n\
                --xx\r\nContent-Disposition: form-data; name="note"\r\n\r\nlists\r\n\
                --xx\r\nContent-Disposition: form-data; name="file"; filename="lists.csv"\r\n\r\n\(String(repeating: "x", count: size))\r\n--xx--
                """.utf8)
        }
        let type: Headers = ["content-type": "multipart/form-data; boundary=xx"]
        #expect(await probe.send("POST", "/upload", type, body(100)).text == "lists.csv: 100 bytes, note lists")
        #expect(await probe.send("POST", "/upload", type, body(2000)).status == 413)
    }

    @Test(
        "Each thing that can go wrong has a page that says what to do, and no detail of what went wrong",
        arguments: [
            ("busy", 503, "Go back and send it again"), ("away", 503, "The database cannot be reached"),
            ("unknown", 503, "Look whether your change is there"),
            ("full", 503, "no room left"), ("slow", 429, "Wait 5 minutes"), ("conflict", 409, "6:40pm and 6:50pm are free"),
            ("statement", 500, "Sorry, there is a problem"), ("leak", 500, "Sorry, there is a problem"),
        ])
    func faults(kind: String, status: Int, words: String) async throws {
        let page = try await probe().get("/fault/\(kind)")
        #expect(page.status == status)
        #expect(page.contains(words))
        #expect(!page.contains("SELECT") && !page.contains("9990000018") && !page.contains("socket"))
        #expect(page.contains("Request \(page.headers["x-request-id"] ?? "?")"))
        if status == 503 || status == 429 { #expect(page.headers["retry-after"] != nil) }
    }

    @Test("Every answer tells browsers what to refuse")
    func securityHeaders() async throws {
        let probe = try probe()
        for path in ["/people", "/nowhere", "/healthz", "/fault/leak", "/people/../x"] {
            let headers = await probe.get(path).headers
            let policy = headers["content-security-policy"] ?? ""
            #expect(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"))
            #expect(headers["x-content-type-options"] == "nosniff")
            #expect(headers["referrer-policy"] == "same-origin")
            #expect(headers["strict-transport-security"] == nil)
        }
    }

    @Test("Behind TLS cookies are Secure and bound to the host, and browsers are told to insist on https")
    func behindTLS() async throws {
        let settings = WebSettings(federation: "Example", secret: Array("secret".utf8), isBehindTLS: true)
        let website = try Website(
            features: [PeopleFeature()], gate: .nobody, settings: settings, clock: .fixed(TestDay.now), logger: Cast.silence)
        let probe = PageProbe(website: website)
        let page = await probe.get("/open")
        #expect(page.headers["set-cookie"]?.hasPrefix("__Host-commonweal-visitor=") == true)
        #expect(page.headers["set-cookie"]?.hasSuffix("; Secure") == true)
        #expect(page.headers["strict-transport-security"] != nil)
        #expect(await probe.post("/open", ["name": "Ben"], from: page).text == "thank you Ben")
    }

    @Test("No markup of any page holds a style or a script of its own")
    func inline() async throws {
        let text = try await probe().get("/people").text
        #expect(!text.contains("style=") && !text.contains("<style") && !text.contains("onclick") && !text.contains("<script>"))
    }

    @Test("A redirect never leads to another site")
    func openRedirect() async throws { #expect(try await probe().get("/elsewhere").location == "/") }

    @Test("Style, script and icon are kept for ever under their hash, and come compressed to whom takes it")
    func assets() async throws {
        let probe = try probe()
        let page = await probe.get("/people")
        for mark in ["href=\"/assets/", "src=\"/assets/"] {
            let address = "/assets/" + (page.text.components(separatedBy: mark).dropFirst().first?.prefix { $0 != "\"" } ?? "")
            let plain = await probe.get(address)
            #expect(plain.status == 200 && plain.headers["cache-control"] == "public, max-age=31536000, immutable")
            let small = await probe.get(address, headers: ["accept-encoding": "br, gzip;q=0.8"])
            #expect(small.headers["content-encoding"] == "gzip" && small.headers["vary"] == "accept-encoding")
            #expect((Int(small.headers["content-length"] ?? "") ?? .max) < (Int(plain.headers["content-length"] ?? "") ?? 0))
            #expect(await probe.get(address, headers: ["accept-encoding": "gzip;q=0"]).headers["content-encoding"] == nil)
        }
    }

    @Test("Health, readiness and robots answer without a session; measurements only to this machine or with the token")
    func machines() async throws {
        var settings = WebSettings(federation: "Example", secret: Array("secret".utf8))
        func website(_ readiness: String?) throws -> Website {
            try Website(
                features: [], gate: .nobody, settings: settings, clock: .fixed(TestDay.now), logger: Cast.silence, readiness: { readiness })
        }
        func status(_ website: Website, _ path: String, from address: String, _ headers: Headers = [:]) async -> Int {
            await website.respond(to: WebRequest(method: "GET", target: path, headers: headers, remoteAddress: address)).status
        }
        let well = try website(nil)
        #expect(await status(well, "/healthz", from: "192.0.2.1") == 200)
        #expect(await status(well, "/readyz", from: "192.0.2.1") == 200)
        #expect(try await status(website("the database is away"), "/readyz", from: "192.0.2.1") == 503)
        #expect(await status(well, "/metrics", from: "192.0.2.1") == 404)
        #expect(await status(well, "/metrics", from: "127.0.0.1") == 200)
        #expect(await status(well, "/metrics", from: "127.0.0.1", ["x-forwarded-for": "192.0.2.1"]) == 404)
        settings.metricsToken = "let me in"
        #expect(try await status(website(nil), "/metrics", from: "127.0.0.1") == 404)
        #expect(try await status(website(nil), "/metrics", from: "192.0.2.1", ["authorization": "Bearer let me in"]) == 200)
    }

    @Test("The request log names the route and never the path, its query or what was typed")
    func requestLog() async throws {
        let lines = LogLines()
        let principal = Cast.receptionist
        let website = try Website(
            features: [PeopleFeature()], gate: Gate { _ in Gate.Session(principal: principal, formToken: "t") },
            settings: WebSettings(federation: "Example", secret: Array("secret".utf8)), clock: .fixed(TestDay.now),
            logger: Logger(label: "log") { _ in lines })
        let probe = PageProbe(website: website)
        _ = await probe.get("/people/0198c0de-0000-7000-8000-000000000001?name=Amina")
        _ = await probe.post("/people", ["name": "Amina Example", "form-token": "t"])
        _ = await probe.get("/fault/leak")
        let text = lines.text
        #expect(text.contains("route=/people/{person}") && text.contains("status=303") && text.contains("request="))
        #expect(!text.contains("Amina") && !text.contains("0198c0de") && !text.contains("9990000018"))
    }

    @Test("The permission matrix has a row a route and a column a role")
    func matrix() throws {
        var table = RouteTable()
        PeopleFeature().addRoutes(to: &table)
        let lines = PermissionMatrix.markdown(table.routes).split(separator: "\n")
        #expect(lines.count == table.routes.count + 2)
        #expect(lines.contains { $0.hasPrefix("| `/board` | GET | board view |  |") })
        #expect(lines.allSatisfy { $0.filter { $0 == "|" }.count == Role.allCases.count + 5 })
    }

    private func probe(_ principal: Principal? = Cast.receptionist) throws -> PageProbe {
        try PageProbe(features: [PeopleFeature()], as: principal, at: TestDay.now)
    }
}
