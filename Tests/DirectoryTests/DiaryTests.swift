// Nobody is kept twice for one moment.

import Kernel
import Store
import TestKit
import Testing

@testable import Directory

struct DiaryTests {
    private let person = PersonID(at: TestDay.now)

    private func entry(_ record: String, _ title: String, from start: Int, to end: Int) -> DiaryEntry {
        DiaryEntry(
            RecordLink(kind: RecordKind("test"), identifier: record), title: title, startsAt: TestDay.later(minutes: start),
            endsAt: TestDay.later(minutes: end))
    }

    private func keep(_ resources: [DiaryResource], _ entry: DiaryEntry, on database: any Database) async throws {
        try await database.change { transaction in
            try DiaryStore.keep(resources, for: entry, in: transaction)
            try transaction.audit("kept", AuditSubject("test", entry.record.identifier))
        }
    }

    @Test("What one room of the product keeps, no other can have; times that touch do not overlap", arguments: TestDatabases.engines)
    func twice(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            let known = Person(id: person, givenName: "Lee", familyName: "Sample", title: "Dr", profession: "GP")
            try await database.change { try PersonStore.add(known, in: $0) }
            let clinic = entry("clinic", "a clinic", from: 0, to: 90)
            let shift = entry("shift", "a shift", from: 85, to: 200)
            try await keep([.person(person)], clinic, on: database)
            try await keep([.person(person)], entry("next", "a shift", from: 90, to: 120), on: database)

            let clashes = try await database.read { try DiaryStore.clashes(of: [.person(person)], with: shift, in: $0) }
            // TestDay.now is 9am on Thursday 19 November 2026 in London.
            #expect(clashes.map(\.title) == ["a clinic", "a shift"] && clashes.allSatisfy { $0.kind == .person && $0.name == "Dr Lee Sample" })
            #expect(clashes.first?.starts == London.local(clinic.startsAt) && clashes.first?.ends == London.local(clinic.endsAt))
            // Whoever does not ask is refused by the row's key, and nothing of theirs stands.
            await #expect(throws: StoreError.self) { try await keep([.person(person)], shift, on: database) }
            let busy = try await database.read { try DiaryStore.busy(.person, during: shift, in: $0) }
            #expect(busy == [person.stored])
            #expect(
                try await database.read { try DiaryStore.clashes(of: [.person(person)], with: clinic, in: $0) }.isEmpty,
                "an entry does not clash with itself")

            try await database.change { transaction in
                try DiaryStore.free(clinic.record, in: transaction)
                try DiaryStore.free(RecordLink(kind: RecordKind("test"), identifier: "next"), in: transaction)
                try transaction.audit("freed", AuditSubject("test", "clinic"))
            }
            try await keep([.person(person)], shift, on: database)
        }
    }

    @Test("A time given to another person is theirs alone; a room stays as it was", arguments: TestDatabases.engines)
    func passed(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            let (other, room) = (PersonID(at: TestDay.later(minutes: 1)), ID<Room>(at: TestDay.now))
            let clinic = entry("clinic", "a clinic", from: 0, to: 90)
            try await keep([.person(person), .room(room)], clinic, on: database)
            try await database.change { transaction in
                try DiaryStore.pass(clinic.record, from: .person(person), to: .person(other), in: transaction)
                try transaction.audit("passed", AuditSubject("test", "clinic"))
            }
            let meeting = entry("meeting", "a meeting", from: 30, to: 60)
            #expect(try await database.read { try DiaryStore.busy(.person, during: meeting, in: $0) } == [other.stored])
            #expect(try await database.read { try DiaryStore.busy(.room, during: meeting, in: $0) } == [room.stored])
        }
    }

    @Test("After random acts an entry clashes just where a plain comparison of times says so", arguments: TestDatabases.engines)
    func compared(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            var random = SeededGenerator(seed: 20_261_129)
            var kept: [DiaryEntry] = []
            for number in 0..<80 {
                let start = Int.random(in: 0..<288, using: &random) * 5
                let length = Int.random(in: 1...24, using: &random) * 5
                let next = entry(String(number), "a shift", from: start, to: start + length)
                let overlapping = kept.filter { $0.startsAt < next.endsAt && next.startsAt < $0.endsAt }
                let clashes = try await database.read { try DiaryStore.clashes(of: [.person(person)], with: next, in: $0) }
                #expect(clashes.map(\.starts) == overlapping.map { London.local($0.startsAt) }.sorted())
                if overlapping.isEmpty {
                    try await keep([.person(person)], next, on: database)
                    kept.append(next)
                }
            }
            #expect(kept.count > 10)
        }
    }

    @Test("A clash says who, for what and until when, with the day where it ends on another")
    func sentence() throws {
        func local(_ date: String, _ time: String) throws -> LocalDateTime { LocalDateTime(date: day(date), time: try LocalTime(parsing: time)) }
        let evening = DiaryClash(
            kind: .room, name: "Room 1", title: "a clinic", starts: try local("2026-11-23", "18:30"), ends: try local("2026-11-23", "20:00"))
        #expect(evening.sentence == "Room 1 is in use for a clinic on Monday 23 November from 6:30pm to 8pm.")
        let leave = DiaryClash(
            kind: .person, name: "Dr Lee Sample", title: "leave", starts: try local("2026-11-23", "09:00"), ends: try local("2026-11-27", "17:00"))
        #expect(leave.sentence == "Dr Lee Sample has leave on Monday 23 November from 9am to 5pm on Friday 27 November.")
    }
}
