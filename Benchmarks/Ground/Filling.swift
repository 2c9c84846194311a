// Evenings that are nearly empty or full.

import App
import Appointments
import Directory
import Foundation
import Kernel
import Store

/// The measuring hub's slots, each with a patient who has no other appointment at its time.
struct Filling {
    let free: [BookingsCommand.Wish]
    let taken: [BookingsCommand.Wish]

    // Each moment has as many slots as the hub has rooms.
    private static let patients = 240

    /// Books patients into free slots, spread over all of them, until `freePercent` of a hundred are free.
    static func fill(_ options: GroundOptions, freePercent: Int) async throws -> Filling {
        let installation = try Ground.installation(options)
        let database = installation.database
        let now = BenchmarkClock.clock.now()
        struct Place: Decodable {
            let id: String
            let isTaken: Bool
        }
        let (places, patients) = try await database.read { connection in
            let places: [Place] = try connection.all(
                """
                SELECT slots.id,
                  EXISTS (SELECT 1 FROM bookings WHERE bookings.slot = slots.id AND bookings.status <> 'cancelled') AS is_taken
                FROM slots
                JOIN clinics ON clinics.id = slots.clinic
                JOIN sites ON sites.id = clinics.site
                WHERE clinics.status = 'published'
                  AND slots.starts_at > \(now.adding(minutes: 120))
                  AND slots.bookable_from <= \(now)
                  AND sites.name = \(Ground.hubName)
                ORDER BY slots.starts_at, slots.id
                """)
            return (places, try BookingsCommand.patients(connection, limit: Filling.patients * 2, newestFirst: false))
        }
        guard patients.count == Filling.patients * 2 else { throw BenchmarkProblem("there are too few patients") }
        let wishes = zip(places, 0...).map { place, index in
            let (patient, rival) = (patients[index % Filling.patients], patients[Filling.patients + index % Filling.patients])
            return (isTaken: place.isTaken, wish: BookingsCommand.Wish(slot: place.id, patient: patient, rival: rival))
        }
        // By the random end of their identifiers, so that free ones lie everywhere.
        let free = wishes.filter { !$0.isTaken }.map(\.wish).sorted { $0.slot.suffix(12) < $1.slot.suffix(12) }
        let booked = free.prefix(max(0, free.count - places.count * freePercent / 100))
        for start in stride(from: 0, to: booked.count, by: 200) {
            let batch = booked[start..<min(start + 200, booked.count)]
            try await database.write(by: Actor(process: "benchmark"), at: now) { transaction in
                for wish in batch {
                    let draft = BookingDraft(id: ID(at: now), slot: try ID(parsing: wish.slot), patient: try ID(parsing: wish.patient))
                    // Somebody who has another appointment then leaves the slot free.
                    do {
                        try BookingStore.book(draft, scope: .system("fills a database to be measured"), in: transaction)
                    } catch BookingRefusal.overlaps {}
                }
            }
        }
        if options.database != nil { try await database.maintain { try $0.execute("ANALYZE") } }
        await database.close()
        // Who wants a slot that is taken is somebody else.
        let others = (wishes.filter(\.isTaken).map(\.wish) + booked).sorted { $0.slot.suffix(12) < $1.slot.suffix(12) }
        return Filling(
            free: Array(free.dropFirst(booked.count)),
            taken: others.map { BookingsCommand.Wish(slot: $0.slot, patient: $0.rival, rival: $0.patient) })
    }

    /// Processor time of finding three free times instead of one that is taken, without any page: milliseconds, this process and the database's.
    static func search(_ options: GroundOptions, for wishes: some Sequence<BookingsCommand.Wish>) async throws -> Double {
        let installation = try Ground.installation(options)
        let processes = try await DatabaseProcesses(options)
        let now = BenchmarkClock.clock.now()
        let practice = try await installation.database.read { connection in
            let today = London.local(now).date
            return try OrganisationStore.practices(in: .system("fills a database to be measured"), on: today, in: connection).first {
                try SlotStore.eligibility(of: $0.id, today: today, in: connection).hasSchemes
            }?.id
        }
        guard let practice else { throw BenchmarkProblem("there is no practice") }
        func used() -> Double { ProcessorTime.seconds(of: Int(getpid())) + processes.seconds }
        var (before, searches) = (0.0, -100)
        // The first hundred prepare the statements.
        for wish in Array(wishes) + Array(wishes) {
            if searches == 0 { before = used() }
            let slot: ID<Slot> = try ID(parsing: wish.slot)
            let found = try await installation.database.read {
                try BookingStore.alternatives(to: slot, practice: practice, holder: nil, at: now, in: $0)
            }
            guard found.count == 3 else { throw BenchmarkProblem("\(found.count) free times were found") }
            searches += 1
        }
        let spent = used() - before
        await installation.database.close()
        return spent / Double(max(searches, 1)) * 1000
    }
}
