// Many clients fight over the same evenings.

import App
import Appointments
import ArgumentParser
import Foundation
import Kernel
import Store
import Synchronization

struct BookingsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bookings", abstract: "Bookings through HTTP by many clients at once, with the proof that none was lost or given twice.")

    @OptionGroup var ground: GroundOptions
    @Option(help: "Clients at once.") var clients = 64
    @Option(help: "Slots that are wanted in each part.") var slots = 4000
    @Option(help: "Patients in the database.") var patients = 20_000
    @Flag(help: "Kills the server in the middle and looks what is there afterwards.") var kill = false

    func run() async throws {
        try await Ground.prepare(ground, practices: 60, patients: patients, rooms: 120)
        Report.title("Bookings through HTTP, \(clients) clients, \(ground.database == nil ? "SQLite (WAL, synchronous FULL)" : "PostgreSQL")")
        let visitor = try signIn()
        if !kill { try await cost(freePercent: 90, as: visitor) }
        let wanted = try await Self.wanted(ground, count: slots * 2)
        let half = wanted.count / 2
        try await part("each slot wanted once", as: visitor, wanted[..<half].map { [$0] })
        try await part(
            "each slot wanted by two at once", as: visitor,
            wanted[half...].map { wish in [wish, Wish(slot: wish.slot, patient: wish.rival, rival: wish.patient)] })
        if !kill { try await cost(freePercent: 1, as: visitor) }
    }

    struct Wish: Sendable {
        let slot: String
        let patient: String
        let rival: String
    }

    /// Free slots of the measuring hub, each with two patients who want it.
    static func wanted(_ options: GroundOptions, count: Int) async throws -> [Wish] {
        let installation = try Ground.installation(options)
        let now = BenchmarkClock.clock.now()
        let wishes = try await installation.database.read { connection in
            let slots = try connection.values(
                String.self,
                """
                SELECT slots.id
                FROM slots
                JOIN clinics ON clinics.id = slots.clinic
                JOIN organisations ON organisations.id = clinics.hub
                WHERE clinics.status = 'published'
                  AND slots.starts_at > \(now.adding(minutes: 120))
                  AND slots.bookable_from <= \(now)
                  AND clinics.room IN (SELECT rooms.id FROM rooms JOIN sites ON sites.id = rooms.site_id WHERE sites.name = \(Ground.hubName))
                  AND NOT EXISTS (SELECT 1 FROM bookings WHERE bookings.slot = slots.id AND bookings.status <> 'cancelled')
                ORDER BY slots.starts_at, slots.id
                LIMIT \(count)
                """)
            let patients = try patients(connection, limit: count * 2, newestFirst: true)
            return zip(slots, 0...).compactMap { slot, index in
                index * 2 + 1 < patients.count ? Wish(slot: slot, patient: patients[index * 2], rival: patients[index * 2 + 1]) : nil
            }
        }
        await installation.database.close()
        return wishes
    }

    /// Living patients of practices that have agreed to what is offered.
    static func patients(_ connection: any Connection, limit: Int, newestFirst: Bool) throws -> [String] {
        let order: SQL = newestFirst ? "DESC" : "ASC"
        return try connection.values(
            """
            SELECT p.id
            FROM patients p
            JOIN patient_registrations r ON r.patient = p.id AND r.until_date IS NULL
            JOIN consents c ON c.practice = r.practice AND c.until_date IS NULL
            JOIN (SELECT DISTINCT scheme FROM clinics) s ON s.scheme = c.undertaking
            WHERE p.died_on IS NULL
            ORDER BY p.id \(order)
            LIMIT \(limit)
            """)
    }

    private struct Attempt: Sendable {
        let status: Int
        let milliseconds: Double
        let location: String
    }

    /// The session is in the database and so outlives the server that opened it.
    private func signIn() throws -> Visitor {
        guard let coordinator = Demonstration().signIns.first(where: { $0.role == .hubCoordinator }) else { throw BenchmarkProblem("nobody books") }
        let server = try ServerProcess.start(ground)
        defer { server.stop() }
        return try Visitor.signIn(coordinator, port: server.port)
    }

    private func part(_ name: String, as visitor: Visitor, _ groups: [[Wish]]) async throws {
        let server = try ServerProcess.start(ground)
        let database = try await DatabaseProcesses(ground)
        let before = (server: server.processorSeconds, database: database.seconds)
        let started = ContinuousClock.now
        async let driven = drive(groups.flatMap { $0 }, as: visitor, port: server.port)
        if kill {
            try await Task.sleep(for: .milliseconds(1500))
            server.kill()
        }
        let attempts = await driven
        let elapsed = (ContinuousClock.now - started).seconds
        let used = (server: server.processorSeconds - before.server, database: database.seconds - before.database)
        let booked = attempts.filter { $0.status == 303 }
        let refused = attempts.filter { $0.status == 409 }
        Report.line("\n\(name)\(kill ? ", server killed in the middle" : "")")
        Report.row("booked", booked.count)
        Report.row("refused because another was first", refused.count)
        Report.row("other answers", attempts.count - booked.count - refused.count)
        for (status, count) in Dictionary(grouping: attempts, by: \.status).mapValues(\.count) where status != 303 && status != 409 {
            Report.row("  status \(status)", count)
        }
        Report.row("bookings a second", Double(booked.count) / elapsed, "/s")
        Report.row("requests a second", Double(attempts.count) / elapsed, "/s")
        let times = Latencies(booked.map(\.milliseconds))
        Report.row("booked: median", times.percentile(0.5), "ms")
        Report.row("booked: 99th percentile", times.percentile(0.99), "ms")
        if !refused.isEmpty {
            let times = Latencies(refused.map(\.milliseconds))
            Report.row("refused: median", times.percentile(0.5), "ms")
            Report.row("refused: 99th percentile", times.percentile(0.99), "ms")
        }
        if !kill {
            Report.row("server's processor time a request", used.server / Double(max(attempts.count, 1)) * 1000, "ms")
            if ground.database != nil {
                Report.row("database's processor time a request", used.database / Double(max(attempts.count, 1)) * 1000, "ms")
            }
            Report.row("server's memory", server.residentMegabytes, "MB")
            server.stop()
        }
        try await prove(booked.map(\.location))
    }

    /// All clients at once until every wish has been answered.
    private func drive(_ wishes: [Wish], as visitor: Visitor, port: Int) async -> [Attempt] {
        let (queue, results, done) = (Queue(wishes), Results(), DispatchGroup())
        for _ in 0..<clients {
            done.enter()
            Thread.detachNewThread {
                results.add(Self.work(through: queue, as: visitor, port: port))
                done.leave()
            }
        }
        await withCheckedContinuation { continuation in done.notify(queue: .global()) { continuation.resume() } }
        return results.all
    }

    /// What a booking and a refusal cost once no more than so many in a hundred of the measuring hub's slots are free.
    private func cost(freePercent: Int, as visitor: Visitor) async throws {
        let filled = try await Filling.fill(ground, freePercent: freePercent)
        let tried = min(slots, 1000)
        let server = try ServerProcess.start(ground)
        let database = try await DatabaseProcesses(ground)
        Report.line("\n\(filled.free.count) of \(filled.free.count + filled.taken.count) slots free")
        // Some of each first, so that statements are prepared and pages have been read.
        let refusals = filled.taken.prefix(tried)
        _ = await drive(Array(refusals.prefix(clients * 2)), as: visitor, port: server.port)
        Report.row("finding three free times: processor", try await Filling.search(ground, for: refusals), "ms")
        for (name, wishes, status) in [("refusal", refusals, 409), ("booking", filled.free.prefix(min(tried, filled.free.count / 2)), 303)] {
            let before = server.processorSeconds + database.seconds
            let attempts = await drive(Array(wishes), as: visitor, port: server.port)
            let used = server.processorSeconds + database.seconds - before
            let expected = attempts.filter { $0.status == status }
            if expected.count < attempts.count { Report.row("answers of another kind", attempts.count - expected.count) }
            Report.row("\(name): processor, server and database", used / Double(max(attempts.count, 1)) * 1000, "ms")
            Report.row("\(name): median", Latencies(expected.map(\.milliseconds)).percentile(0.5), "ms")
        }
        server.stop()
    }

    private static func work(through queue: Queue, as visitor: Visitor, port: Int) -> [Attempt] {
        var connection = HTTPConnection(port: port, cookies: visitor.cookies)
        var attempts: [Attempt] = []
        while let wish = queue.next() {
            let started = ContinuousClock.now
            do {
                let answer = try connection.post(
                    "/desk/patients/\(wish.patient)/bookings",
                    [
                        ("form-token", visitor.formToken), ("once", "benchmark-\(port)-\(wish.slot)-\(wish.patient)"), ("slot", wish.slot),
                        ("need-shown", ""), ("note", ""),
                    ])
                let time = (ContinuousClock.now - started).seconds * 1000
                attempts.append(Attempt(status: answer.status, milliseconds: time, location: answer.header("location") ?? ""))
            } catch {
                attempts.append(Attempt(status: 0, milliseconds: 0, location: ""))
                connection = HTTPConnection(port: port, cookies: visitor.cookies)
                if attempts.suffix(3).allSatisfy({ $0.status == 0 }), attempts.count >= 3 { break }
            }
        }
        return attempts
    }

    /// Opens the database anew and looks for every booking that was acknowledged.
    private func prove(_ locations: [String]) async throws {
        let installation = try Ground.installation(ground)
        let (live, twice, verdict) = try await {
            let database = installation.database
            let live = try await database.read { Set(try $0.values(String.self, "SELECT id FROM bookings WHERE status <> 'cancelled'")) }
            let twice = try await database.read {
                try $0.value(
                    Int.self,
                    "SELECT COUNT(*) FROM (SELECT slot FROM bookings WHERE status <> 'cancelled' GROUP BY slot HAVING COUNT(*) > 1) AS doubles")
            }
            try await database.sealAuditTrail()
            return (live, twice ?? -1, try await AuditTrail.verify(in: database))
        }()
        let lost = locations.filter { location in
            let id = location.split(separator: "?")[0].split(separator: "/").last.map(String.init) ?? ""
            return !live.contains(id)
        }
        Report.row("acknowledged bookings that are not there", lost.count)
        Report.row("slots given twice", twice)
        Report.line("audit trail: \(verdict.isWhole ? "whole" : "NOT WHOLE"), \(verdict.entries) entries, \(verdict.sealed) sealed")
        await installation.database.close()
    }

    /// Wishes, in an order in which those for one slot come close together.
    private final class Queue: Sendable {
        private let wishes: [Wish]
        private let position = Mutex(0)

        init(_ wishes: [Wish]) { self.wishes = wishes }

        func next() -> Wish? {
            let index = position.withLock { position in
                defer { position += 1 }
                return position
            }
            return index < wishes.count ? wishes[index] : nil
        }
    }

    private final class Results: Sendable {
        private let attempts = Mutex<[Attempt]>([])
        func add(_ more: [Attempt]) { attempts.withLock { $0 += more } }
        var all: [Attempt] { attempts.withLock { $0 } }
    }
}
