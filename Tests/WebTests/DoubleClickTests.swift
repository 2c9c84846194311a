// A double click is one change.

import Kernel
import Store
import TestKit
import Testing
import Web

/// A room whose form books something once.
private struct BookingFeature: Feature {
    let database: any Database

    var templates: [Template] {
        [Template("book", Array("<h1>Book</h1><form method=\"post\" action=\"/book\">{{>form-token}}<button>Book</button></form>".utf8))]
    }
    var migrations: [Migration] { BookingFeature.tables }

    static let tables = [Migration("2026-11-21 99 test bookings", "CREATE TABLE test_bookings (once_key TEXT NOT NULL, number BIGINT NOT NULL);")]
    private static let permission = Permission("bookings make", [.receptionist])

    struct BookPage: Page {
        static let template = "book"
        static let sample = BookPage()
        let title = "Book"
    }

    func addRoutes(to routes: inout RouteTable) {
        routes.get(Address("/book"), BookingFeature.permission) { _ in .page(BookPage()) }
        routes.post(Address("/book"), BookingFeature.permission) { visit in
            let place = try await database.write(by: visit.actor, at: visit.now) { tx -> String in
                if let place = try tx.settled(visit.once) { return place }
                let number = (try tx.value(Int.self, "SELECT CAST(COUNT(*) AS BIGINT) FROM test_bookings") ?? 0) + 1
                try tx.execute("INSERT INTO test_bookings (once_key, number) VALUES (\(visit.once.stored), \(number))")
                try tx.audit("test booked", AuditSubject("booking", String(number)))
                try tx.settle(visit.once, as: "/booked/\(number)")
                return "/booked/\(number)"
            }
            return .redirect(to: place)
        }
    }
}

@Suite struct DoubleClickTests {
    @Test("The same form sent twice leads to the same place, and another page's form makes another", arguments: TestDatabases.engines)
    func once(engine: Engine) async throws {
        try await withDatabase(engine, migrations: BookingFeature.tables) { database in
            let probe = try PageProbe(features: [BookingFeature(database: database)], as: Cast.receptionist, at: Cast.now)
            let page = await probe.get("/book")
            let first = await probe.submit(page, to: "/book")
            let second = await probe.submit(page, to: "/book")
            #expect(first.location == "/booked/1" && second.location == "/booked/1")
            #expect(await probe.submit(probe.get("/book"), to: "/book").location == "/booked/2")
        }
    }

    @Test("Two clicks at the same moment are one change", arguments: TestDatabases.engines)
    func atOnce(engine: Engine) async throws {
        try await withDatabase(engine, migrations: BookingFeature.tables) { database in
            let probe = try PageProbe(features: [BookingFeature(database: database)], as: Cast.receptionist, at: Cast.now)
            let page = await probe.get("/book")
            let body = Array("form-token=\(page.formToken)&once=same".utf8)
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
            #expect(places.subtracting(["503"]) == ["/booked/1"])
            let count = try await database.read { try $0.value(Int.self, "SELECT CAST(COUNT(*) AS BIGINT) FROM test_bookings") }
            #expect(count == 1)
        }
    }
}
