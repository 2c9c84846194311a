// What is typed is not lost.

import Kernel
import Store
import TestKit
import Testing

@testable import Web

@Suite("Drafts")
struct DraftTests {
    private static func principal(_ seed: UInt64, _ role: Role = .receptionist, at organisation: OrganisationID? = nil) -> Principal {
        var random = SeededGenerator(seed: seed)
        let person = PersonID(at: TestDay.now, using: &random)
        let own = Cast.receptionist.organisation
        return Principal(
            account: AccountID(at: TestDay.now, using: &random), person: person, name: "Example Person", role: role,
            organisation: organisation ?? own, organisationName: "Riverside Surgery", holdsOtherRoles: false, scope: .practice(organisation ?? own))
    }

    private static let amina = principal(1)
    private static let ben = principal(2)

    private static func withNotes(
        _ engine: Engine, _ body: (PageProbe, Sessions, any Database) async throws -> Void
    ) async throws {
        try await withDatabase(engine, migrations: DraftsFeature.migrations) { database async throws in
            let sessions = Sessions()
            sessions.open("first", as: amina)
            let website = try Website(
                features: [NotesFeature(database: database), DraftsFeature(database: database)], gate: sessions.gate,
                settings: WebSettings(federation: "Example Federation", secret: Array("a secret of tests only, 32 bytes".utf8)),
                clock: Clock { sessions.now }, logger: Cast.silence)
            let probe = PageProbe(website: website)
            _ = await probe.get("/enter/first")
            try await body(probe, sessions, database)
        }
    }

    private static let seal = FormSeal(secret: Array("a secret of tests only, 32 bytes".utf8))

    private static let typed = [
        ("note", "Rang at\r\nnoon, <left> word"), ("words", "so"), ("way", "phone"), ("sure", "yes"), ("signed", "A"), ("day-day", "27"),
    ]

    /// Sends the record's form as a browser would, which says on which page it stood.
    private static func send(
        _ page: PageSeen, _ probe: PageProbe, record: String = "1", to address: String = "/records/1/note",
        headers: Headers = ["referer": "http://commonweal.test/records/1"],
        pairs: [(String, String)] = typed
    ) async throws -> PageSeen {
        let form = try #require(page.form(to: "/records/\(record)/note"))
        let named = Set(pairs.map(\.0))
        let body = (form.filter { !named.contains($0.0) } + pairs).map { "\(Address.encode($0.0))=\(Address.encode($0.1))" }.joined(separator: "&")
        var headers = headers
        headers.add("content-type", "application/x-www-form-urlencoded")
        return await probe.send("POST", address, headers, Array(body.utf8))
    }

    private static func values(_ page: PageSeen) -> [String: String] {
        Dictionary(page.form(to: "/records/1/note") ?? [], uniquingKeysWith: { first, _ in first })
    }

    private static func rows(_ database: any Database) async throws -> Int {
        try await database.read { try $0.value(Int.self, "SELECT COUNT(*) FROM form_drafts") } ?? 0
    }

    private static let signedOut =
        "What stands below came on \(TestDay.now.londonText) from a browser that had been signed out. Nothing of it has been saved."

    @Test(
        "What met the end of a session stands in its form once the same person has signed in, and is gone once it is sent",
        arguments: TestDatabases.engines)
    func sameAgain(engine: Engine) async throws {
        try await Self.withNotes(engine) { probe, sessions, database in
            let page = await probe.get("/records/1")
            let key = Self.values(page)["once"]
            sessions.end("first")
            let sent = try await Self.send(page, probe)
            #expect(sent.status == 303 && sent.location == "/sign-in?notice=kept&next=%2Frecords%2F1")
            sessions.open("second", as: Self.amina)
            _ = await probe.get("/enter/second")
            let again = await probe.get("/records/1")
            #expect(again.contains(Self.signedOut) && again.contains("What confirms or signs is not kept: do it again."))
            let values = Self.values(again)
            #expect(values["note"] == "Rang at\r\nnoon, <left> word" && values["words"] == "so" && values["way"] == "phone")
            #expect(values["sure"] == nil && values["signed"] == "" && values["day-day"] == "27")
            // The key that it was typed under tells a second sending; the token is that of the new session.
            #expect(values["once"] == key && values["form-token"] == "token of second")
            #expect(try await Self.send(again, probe, pairs: []).location == "/records/1")
            #expect(try await Self.rows(database) == 0)
            #expect(await !probe.get("/records/1").contains("What you typed"))
        }
    }

    @Test(
        "Nobody else sees it, nor the person for another organisation, in another record, or in a form about something else",
        arguments: TestDatabases.engines)
    func nobodyElse(engine: Engine) async throws {
        try await Self.withNotes(engine) { probe, sessions, _ in
            let page = await probe.get("/records/1")
            sessions.end("first")
            _ = try await Self.send(page, probe)
            var random = SeededGenerator(seed: 9)
            sessions.open("ben", as: Self.ben)
            sessions.open("elsewhere", as: Self.principal(1, at: OrganisationID(at: TestDay.now, using: &random)))
            sessions.open("amina", as: Self.amina)
            for name in ["ben", "elsewhere"] {
                _ = await probe.get("/enter/\(name)")
                let seen = await probe.get("/records/1")
                #expect(seen.status == 200 && !seen.contains("Rang at") && !seen.contains("What you typed"), "\(name) sees it")
            }
            _ = await probe.get("/enter/amina")
            #expect(await !probe.get("/records/2").contains("Rang at"))
            #expect(await !probe.get("/records/1?about=another").contains("Rang at"))
            #expect(await probe.get("/records/1").contains("Rang at"))
        }
    }

    @Test(
        "Nothing is kept for a browser that names no session, a token of nobody's, another site, or a role that may not send it",
        arguments: TestDatabases.engines)
    func forged(engine: Engine) async throws {
        try await Self.withNotes(engine) { probe, sessions, database in
            let page = await probe.get("/records/1")
            sessions.end("first")
            let forged = try await Self.send(page, probe, pairs: Self.typed + [("form-token", "guess")])
            #expect(forged.location?.hasPrefix("/sign-in?notice=signed-out") == true)
            _ = try await Self.send(page, probe, headers: ["sec-fetch-site": "cross-site"])
            _ = try await Self.send(page, probe, headers: ["origin": "https://evil.example"])
            _ = try await Self.send(page, probe, headers: ["x-fragment": "1"])
            _ = try await Self.send(page, PageProbe(website: probe.website))
            sessions.open("lead", as: Self.principal(3, .financeLead))
            sessions.end("lead")
            _ = await probe.get("/enter/lead")
            _ = try await Self.send(page, probe, pairs: Self.typed + [("form-token", "token of lead")])
            #expect(try await Self.rows(database) == 0)
        }
    }

    @Test("Who signed in again in another window is led back to the form as typed", arguments: TestDatabases.engines)
    func otherWindow(engine: Engine) async throws {
        try await Self.withNotes(engine) { probe, sessions, database in
            let page = await probe.get("/records/1")
            sessions.end("first")
            sessions.open("second", as: Self.amina)
            _ = await probe.get("/enter/second")
            let sent = try await Self.send(page, probe)
            #expect(sent.status == 303 && sent.location == "/records/1?notice=not-saved")
            let led = await probe.follow(sent)
            #expect(led.contains(Self.signedOut) && led.contains("What you sent was not saved"))
            // A button has nothing that could stand anywhere again.
            let button = await probe.send(
                "POST", "/records/2/note", ["content-type": "application/x-www-form-urlencoded", "referer": "http://commonweal.test/records/2"],
                Array("form-token=\(Address.encode(page.formToken))&act=arrive".utf8))
            #expect(button.location == "/records/2?notice=not-saved")
            #expect(await probe.follow(button).contains("A button has to be pressed again."))
            // Somebody else at the same computer has a form of the first one's refused, and it is kept for neither.
            try await database.maintain { try $0.execute("DELETE FROM form_drafts") }
            sessions.open("ben", as: Self.ben)
            _ = await probe.get("/enter/ben")
            #expect(try await Self.send(page, probe).status == 403)
            #expect(try await Self.rows(database) == 0)
        }
    }

    @Test("Passwords are not kept, and what is kept does not lie open", arguments: TestDatabases.engines)
    func sealed(engine: Engine) async throws {
        try await Self.withNotes(engine) { probe, sessions, database in
            let page = await probe.get("/records/1")
            sessions.end("first")
            _ = try await Self.send(page, probe, pairs: Self.typed + [("password", "kettle ladder otter")])
            let (sealed, place) = try await database.read { connection in
                let sealed = try connection.value(String.self, "SELECT sealed FROM form_drafts")
                return (sealed ?? "", try connection.value(String.self, "SELECT place FROM form_drafts") ?? "")
            }
            #expect(!sealed.contains("Rang") && !sealed.contains("token"))
            let fields = Self.seal.open(sealed)
            #expect(fields["note"] == "Rang at\r\nnoon, <left> word" && !fields.has("password") && !fields.has("form-token"))
            #expect(FormSeal(secret: Array("another secret of tests, 32 bytes".utf8)).open(sealed).isEmpty)
            // Nor does the row say what it is about, nor can it be given to somebody else; the trail says from where it came.
            #expect(place == Self.seal.place(of: "/records/1/note") && !place.contains("records"))
            try await database.maintain { try $0.execute("UPDATE form_drafts SET person = \(Self.ben.person)") }
            sessions.open("ben", as: Self.ben)
            _ = await probe.get("/enter/ben")
            #expect(await !probe.get("/records/1").contains("Rang at"))
            let details = try await database.read { try $0.value(String.self, "SELECT details FROM audit_entries WHERE action = 'draft kept'") }
            #expect(details?.contains("192.0.2.1") == true)
        }
    }

    @Test("What one of several buttons of a form sends is kept for the form, and shown as sent", arguments: TestDatabases.engines)
    func severalButtons(engine: Engine) async throws {
        try await Self.withNotes(engine) { probe, sessions, _ in
            let page = await probe.get("/records/1")
            _ = await probe.post("/drafts", ["draft-of": "/records/1/note", "note": "Half a thought"], from: page)
            let looked = try await Self.send(page, probe, to: "/records/1/look", pairs: [("note", "A whole thought")])
            #expect(looked.status == 200 && Self.values(looked)["note"] == "A whole thought" && !looked.contains("stands below"))
            sessions.end("first")
            #expect(try await Self.send(page, probe, to: "/records/1/look").location?.hasPrefix("/sign-in?notice=kept") == true)
            sessions.open("second", as: Self.amina)
            _ = await probe.get("/enter/second")
            #expect(Self.values(await probe.get("/records/1"))["note"] == "Rang at\r\nnoon, <left> word")
        }
    }

    @Test("A search, a link's form and a button that discards keep nothing, whichever form they say they are", arguments: TestDatabases.engines)
    func keepsNone(engine: Engine) async throws {
        try await Self.withNotes(engine) { probe, sessions, database in
            let page = await probe.get("/records/1")
            for address in ["/search", "/link/secret", "/drafts", "/records/1", "/nowhere"] {
                let kept = await probe.post("/drafts", ["draft-of": address, "note": "Note"], from: page)
                #expect(kept.text == "{\"kept\":false}", "\(address)")
            }
            sessions.end("first")
            for address in ["/search", "/link/secret", "/drafts/discarding"] { _ = try await Self.send(page, probe, to: address) }
            sessions.open("second", as: Self.amina)
            _ = await probe.get("/enter/second")
            for address in ["/search", "/link/secret", "/drafts/discarding"] { _ = try await Self.send(page, probe, to: address) }
            #expect(try await Self.rows(database) == 0)
        }
    }

    @Test("What the script sends when the session has run out is kept for its form, and it is told so", arguments: TestDatabases.engines)
    func typedLate(engine: Engine) async throws {
        try await Self.withNotes(engine) { probe, sessions, database in
            let page = await probe.get("/records/1")
            func keep(_ address: String) async -> PageSeen {
                let body = "form-token=\(Address.encode(page.formToken))&draft-of=%2Frecords%2F1%2Fnote&note=Late"
                return await probe.send(
                    "POST", address, ["content-type": "application/x-www-form-urlencoded", "x-fragment": "1"], Array(body.utf8))
            }
            sessions.end("first")
            #expect(await keep("/records/1/look").status == 401)
            let rows = try await Self.rows(database)
            #expect(rows == 0)
            let kept = await keep("/drafts")
            #expect(kept.status == 200 && kept.text == "{\"kept\":true}")
            sessions.open("second", as: Self.amina)
            _ = await probe.get("/enter/second")
            #expect(Self.values(await probe.get("/records/1"))["note"] == "Late")
            // Also from an old window, beside which the same person is signed in again.
            #expect(await keep("/drafts").text == "{\"kept\":true}")
            #expect(await keep("/records/1/look").status == 403)
        }
    }

    @Test("A long form is kept as it is typed, offered, and discarded with a button", arguments: TestDatabases.engines)
    func asTyped(engine: Engine) async throws {
        try await Self.withNotes(engine) { probe, sessions, database in
            let page = await probe.get("/records/1")
            #expect(page.text.contains("action=\"/records/1/note\" data-draft>") && page.text.contains("data-drafts=\"/drafts\""))
            let once = Self.values(page)["once"] ?? ""
            func keep(_ note: String) async -> PageSeen {
                await probe.post("/drafts", ["draft-of": "/records/1/note", "once": once, "note": note], from: page)
            }
            #expect(await keep("Half a th").text == "{\"kept\":true}")
            #expect(await keep("Half a thought").text == "{\"kept\":true}")
            let kept = try await Self.rows(database)
            #expect(kept == 1)
            let offered = await probe.get("/records/1")
            #expect(offered.contains("What you typed on \(TestDay.now.londonText) stands below. It has not been sent."))
            #expect(Self.values(offered)["note"] == "Half a thought")
            let discarded = await probe.submit(offered, to: "/drafts/discarding")
            #expect(discarded.location == "/records/1?notice=draft-discarded")
            #expect(await probe.follow(discarded).contains("What you had typed is discarded"))
            #expect(await !probe.get("/records/1").contains("Half a thought"))
            _ = await keep("Half a thought")
            sessions.pass(minutes: 7 * 1440)
            #expect(await !probe.get("/records/1").contains("Half a thought"))
        }
    }

    @Test("A form that was refused shows what was sent; sending ends the draft, and what comes late is not kept", arguments: TestDatabases.engines)
    func sending(engine: Engine) async throws {
        try await Self.withNotes(engine) { probe, _, database in
            let page = await probe.get("/records/1")
            let once = Self.values(page)["once"] ?? ""
            func keep(_ note: String) async -> PageSeen {
                await probe.post("/drafts", ["draft-of": "/records/1/note", "once": once, "note": note], from: page)
            }
            _ = await keep("Half a thought")
            let refused = try await Self.send(page, probe, pairs: [("note", ""), ("words", "mine")])
            #expect(refused.status == 422 && Self.values(refused)["note"] == "" && Self.values(refused)["words"] == "mine")
            #expect(try await Self.rows(database) == 1)
            #expect(try await Self.send(page, probe, pairs: [("note", "A whole thought")]).status == 303)
            #expect(try await Self.rows(database) == 0)
            #expect(await keep("Half a thought").text == "{\"kept\":false}")
            #expect(try await Self.rows(database) == 0)
        }
    }

    @Test("What the server could not see to is kept", arguments: TestDatabases.engines)
    func fault(engine: Engine) async throws {
        try await Self.withNotes(engine) { probe, _, _ in
            let page = await probe.get("/records/1")
            let sent = try await Self.send(page, probe, pairs: [("note", "fault")])
            #expect(sent.status == 503)
            let again = await probe.get("/records/1")
            #expect(again.contains("This could not be done when you sent it on") && Self.values(again)["note"] == "fault")
        }
    }

    @Test("Twenty drafts of a person are kept, none of them too large, and none longer than a week", arguments: TestDatabases.engines)
    func limits(engine: Engine) async throws {
        try await Self.withNotes(engine) { probe, sessions, database in
            let page = await probe.get("/records/1")
            func keep(_ number: Int, _ note: String) async {
                _ = await probe.post("/drafts", ["draft-of": "/records/\(number)/note", "note": note], from: page)
                sessions.pass(minutes: 1)
            }
            for number in 1...21 { await keep(number, "Note") }
            let places = try await database.read { try $0.values(String.self, "SELECT place FROM form_drafts") }
            #expect(places.count == 20 && !places.contains(Self.seal.place(of: "/records/1/note")))
            #expect(places.contains(Self.seal.place(of: "/records/21/note")))
            await keep(30, String(repeating: "x", count: 65_536))
            _ = await probe.post("/drafts", ["draft-of": "https://evil.example/", "note": "Note"], from: page)
            #expect(try await Self.rows(database) == 20)
            try await ForgetOldDrafts().run(
                JobItem(id: ID(at: TestDay.now), kind: ForgetOldDrafts.kind, payload: "", attempt: 1), in: database,
                at: TestDay.now.adding(minutes: 7 * 1440 + 10))
            #expect(try await Self.rows(database) == 10)
        }
    }
}
