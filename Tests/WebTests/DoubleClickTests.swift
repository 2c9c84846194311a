// A double click is one change.

import Kernel
import Store
import TestKit
import Testing
import Web

/// A room whose form books somebody once.
private struct BookingFeature: Feature {
    let database: any Database

    enum Said: String, RoomNotice {
        case booked = "test-booked"
        var notice: Notice { Notice("It is booked") }
    }

    struct Taken: RuleRefusal {
        let kind: RefusalKind
        var sentence: String { "Choose somebody else" }
        var field: String { "who" }
    }

    var migrations: [Migration] { BookingFeature.tables }
    var samples: [any Page] { [] }
    var notices: [any RoomNotice.Type] { [Said.self] }

    static let tables = [Migration("2026-11-21 99 test bookings", "CREATE TABLE test_bookings (who TEXT NOT NULL, number BIGINT NOT NULL);")]
    private static let permission = Permission("bookings make", [.receptionist])

    private func page(_ form: FormReader) -> FormPage {
        FormPage(
            "Book", back: BackLink("Home", "/"),
            FormView(
                "Book", action: "/book", form: form,
                [.text("who", "Who"), .select("way", "Way", choices: [("room", "In person"), ("phone", "By telephone")])]))
    }

    func addRoutes(to routes: inout RouteTable) {
        routes.get(Address("/book"), BookingFeature.permission) { _ in .page(page(FormReader())) }
        routes.get(Address("/booked/{number}"), BookingFeature.permission) { _ in .page(page(FormReader())) }
        routes.post(Address("/button"), BookingFeature.permission) { visit in
            let who = visit.form["who"]
            return try await database.act(visit) { transaction in
                try transaction.execute("INSERT INTO test_bookings (who, number) VALUES (\(who), 0)")
                try transaction.audit("test booked", AuditSubject("booking", who))
                return Done("/booked/0", Said.booked)
            }
        }
        routes.post(Address("/book"), BookingFeature.permission) { visit in
            try await database.act(visit) {
                page($0)
            } read: { form in
                guard let who = form.text("who", orSay: "Enter a name") else { return nil }
                return { transaction in
                    let taken = try transaction.value(Int.self, "SELECT 1 FROM test_bookings WHERE who = \(who)") != nil
                    if taken { throw Taken(kind: .conflict) }
                    switch who {
                    case "nobody": throw Taken(kind: .absent)
                    case "a friend": throw Taken(kind: .notAllowed)
                    case "a dog": throw Taken(kind: .invalid)
                    default: break
                    }
                    let number = (try transaction.value(Int.self, "SELECT CAST(COUNT(*) AS BIGINT) FROM test_bookings") ?? 0) + 1
                    try transaction.execute("INSERT INTO test_bookings (who, number) VALUES (\(who), \(number))")
                    try transaction.audit("test booked", AuditSubject("booking", String(number)))
                    return Done("/booked/\(number)", Said.booked)
                }
            }
        }
    }
}

@Suite struct DoubleClickTests {
    @Test("The same form sent twice leads to the same place, and another page's form makes another", arguments: TestDatabases.engines)
    func once(engine: Engine) async throws {
        try await withDatabase(engine, migrations: BookingFeature.tables) { database in
            let probe = try PageProbe(features: [BookingFeature(database: database)], as: Cast.receptionist, at: TestDay.now)
            let page = await probe.get("/book")
            let first = await probe.submit(page, to: "/book", ["who": "Amina"])
            let second = await probe.submit(page, to: "/book", ["who": "Amina"])
            #expect(first.location == "/booked/1?notice=test-booked" && second.location == first.location)
            #expect(await probe.follow(first).contains("It is booked"))
            #expect(await probe.submit(probe.get("/book"), to: "/book", ["who": "Ben"]).location == "/booked/2?notice=test-booked")
        }
    }

    @Test(
        "A form that goes back and is changed is no double click: it is refused, with what was saved and what was typed",
        arguments: TestDatabases.engines)
    func changed(engine: Engine) async throws {
        try await withDatabase(engine, migrations: BookingFeature.tables) { database in
            let probe = try PageProbe(features: [BookingFeature(database: database)], as: Cast.receptionist, at: TestDay.now)
            let page = await probe.get("/book")
            _ = await probe.submit(page, to: "/book", ["who": "Amina", "way": "phone"])
            let changed = await probe.submit(page, to: "/book", ["who": "Ben", "way": "room"])
            #expect(changed.status == 409 && changed.contains("You sent this form before"))
            #expect(changed.plainText.contains("Who Amina") && changed.plainText.contains("Way By telephone"))
            let coded = await probe.get("/book")
            func send(_ code: String, _ password: String) async -> PageSeen {
                await probe.submit(coded, to: "/book", ["who": "Cara", "postcode": code, "password": password])
            }
            _ = await send("ZZ99 3AA", "first secret")
            let other = await send("ZZ99 3VZ", "second secret")
            #expect(other.status == 409 && other.plainText.contains("Postcode ZZ99 3AA You typed now: ZZ99 3VZ") && !other.contains("secret"))
            #expect(changed.text.contains("href=\"/booked/1\"") && changed.text.contains("value=\"Ben\""))
            #expect(try await database.read { try $0.values(String.self, "SELECT who FROM test_bookings") } == ["Amina", "Cara"])
            // The form that came back has a key of its own: sent again, it is meant.
            #expect(await probe.submit(changed, to: "/book").location == "/booked/3?notice=test-booked")
            let sealed = try await database.read { try $0.values(String.self, "SELECT sealed FROM settled_forms") }
            #expect(sealed.count == 3 && sealed.allSatisfy { !$0.isEmpty && !$0.contains("Amina") })
        }
    }

    @Test("A button that is pressed again says so where it asks for something else, and never that it is done", arguments: TestDatabases.engines)
    func button(engine: Engine) async throws {
        try await withDatabase(engine, migrations: BookingFeature.tables) { database in
            let probe = try PageProbe(features: [BookingFeature(database: database)], as: Cast.receptionist, at: TestDay.now)
            let page = await probe.get("/book")
            func press(_ who: String) async -> PageSeen { await probe.post("/button", ["who": who, "once": "same"], from: page) }
            #expect(await press("Amina").location == "/booked/0?notice=test-booked")
            #expect(await press("Amina").location == "/booked/0?notice=test-booked")
            let other = await press("Ben")
            #expect(other.status == 409 && other.contains("was not saved"))
            #expect(try await database.read { try $0.values(String.self, "SELECT who FROM test_bookings") } == ["Amina"])
        }
    }

    @Test("The kind of a refusal gives the status, and its field the place", arguments: TestDatabases.engines)
    func kinds(engine: Engine) async throws {
        try await withDatabase(engine, migrations: BookingFeature.tables) { database in
            let probe = try PageProbe(features: [BookingFeature(database: database)], as: Cast.receptionist, at: TestDay.now)
            func send(_ who: String) async -> PageSeen { await probe.submit(await probe.get("/book"), to: "/book", ["who": who]) }
            #expect(await send("").status == 422)
            let invalid = await send("a dog")
            #expect(invalid.status == 422 && invalid.text.contains("href=\"#who\"") && invalid.text.contains("value=\"a dog\""))
            _ = await send("Amina")
            #expect(await send("Amina").status == 409)
            #expect(await send("nobody").status == 404)
            #expect(await send("a friend").status == 403)
        }
    }

    @Test("Two clicks at the same moment are one change", arguments: TestDatabases.engines)
    func atOnce(engine: Engine) async throws {
        try await withDatabase(engine, migrations: BookingFeature.tables) { database in
            let probe = try PageProbe(features: [BookingFeature(database: database)], as: Cast.receptionist, at: TestDay.now)
            let page = await probe.get("/book")
            let body = Array("form-token=\(page.formToken)&once=same&who=Amina".utf8)
            let website = probe.website
            let places = await withTaskGroup(of: String.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        let request = WebRequest(
                            method: "POST", target: "/book",
                            headers: ["content-type": "application/x-www-form-urlencoded", "host": "commonweal.test"], bytes: body)
                        let answer = await website.respond(to: request)
                        return answer.headers["location"] ?? "\(answer.status)"
                    }
                }
                return await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            // A writer that was in the way each time may be told to try again; none may book a second time.
            #expect(places.subtracting(["503"]) == ["/booked/1?notice=test-booked"])
            let count = try await database.read { try $0.value(Int.self, "SELECT CAST(COUNT(*) AS BIGINT) FROM test_bookings") }
            #expect(count == 1)
        }
    }
}
