// Actions, from raising to closing.

import Kernel
import Store
import TestCast
import TestKit
import Testing
import Web

@testable import Worklist

@Suite("Actions")
struct ActionStoreTests {
    typealias Scene = WorklistScene

    @Test("An action belongs to whoever holds the role there, is seen by the organisation, and by no other", arguments: TestDatabases.engines)
    func seen(engine: Engine) async throws {
        try await Scene.with(engine) { database in
            let id = try await Scene.raise(.role(.practiceManager), database)
            let (pat, rae, fern) = (Scene.principal(Cast.pat), Scene.principal(Cast.rae), Scene.principal(Cast.fern))
            let other = Cast.principal(.practiceManager, at: Cast.riverside)
            let (open, seen) = try await database.read { connection in
                (
                    try [pat, rae, fern, other].map { try ActionStore.open(for: $0, in: connection).map(\.id) },
                    try [pat, rae, fern, other].map { try ActionStore.action(id, for: $0, in: connection) != nil }
                )
            }
            #expect(open == [[id], [], [], []])
            #expect(seen == [true, true, true, false])
        }
    }

    @Test("An action of one person is theirs wherever they act", arguments: TestDatabases.engines)
    func ofOnePerson(engine: Engine) async throws {
        try await Scene.with(engine) { database in
            let id = try await Scene.raise(.person(Cast.rae), database)
            let elsewhere = Principal(
                account: Cast.id(651), person: Cast.rae, name: "Rae", role: .receptionist, organisation: Cast.riverside,
                organisationName: "Riverside",
                holdsOtherRoles: true, scope: .practice(Cast.riverside))
            #expect(try await database.read { try ActionStore.open(for: elsewhere, in: $0).map(\.id) } == [id])
        }
    }

    @Test("What cannot be is refused: another's practice, a role of another kind of place, a day gone by", arguments: TestDatabases.engines)
    func refused(engine: Engine) async throws {
        try await Scene.with(engine) { database in
            await #expect(throws: ActionRefusal.wrongPlace) {
                try await Scene.raise(.role(.practiceManager), at: Cast.riverside, by: Cast.pat, database)
            }
            await #expect(throws: ActionRefusal.wrongPlace) { try await Scene.raise(.role(.practiceManager), at: Cast.north, database) }
            await #expect(throws: ActionRefusal.wrongRole(.hubClinician)) { try await Scene.raise(.role(.hubClinician), database) }
            await #expect(throws: ActionRefusal.dueInThePast) {
                try await Scene.raise(.role(.practiceManager), due: Cast.date(2026, 11, 20), database)
            }
        }
    }

    @Test("Closing takes evidence and happens once; of two at the same time one closes", arguments: TestDatabases.engines)
    func closing(engine: Engine) async throws {
        try await Scene.with(engine) { database in
            let id = try await Scene.raise(.role(.practiceManager), database)
            let pat = Scene.principal(Cast.pat)
            await #expect(throws: ActionRefusal.evidenceMissing(.done)) {
                try await database.write(by: .test, at: TestDay.now) { try ActionStore.end(id, as: .done, evidence: "", by: pat, in: $0) }
            }
            let outsider = Scene.principal(Cast.rae)
            await #expect(throws: ActionRefusal.notTheirs) {
                try await database.write(by: .test, at: TestDay.now) { try ActionStore.end(id, as: .done, evidence: "Sent", by: outsider, in: $0) }
            }
            let outcomes = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<2 {
                    group.addTask {
                        do {
                            try await database.write(by: .test, at: TestDay.later(minutes: 1)) {
                                try ActionStore.end(
                                    id, as: .done, evidence: "Sent on Monday", record: RecordLink(kind: RecordKind("letter"), identifier: "7"),
                                    by: pat, in: $0)
                            }
                            return true
                        } catch { return false }
                    }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(outcomes == 1)
            let action = try #require(try await database.read { try ActionStore.action(id, for: pat, in: $0) })
            #expect(action.ending?.evidence == "Sent on Monday" && action.ending?.by == Cast.pat && action.ending?.record?.stored == "letter:7")
            #expect(try await database.read { try ActionStore.open(for: pat, in: $0).isEmpty })
        }
    }

    @Test("A change rests on what was seen, and tells a new owner", arguments: TestDatabases.engines)
    func changing(engine: Engine) async throws {
        try await Scene.with(engine) { database in
            let id = try await Scene.raise(.role(.practiceManager), database)
            let fern = Scene.principal(Cast.fern)
            let draft = ActionDraft(
                title: "Send the fridge log", organisation: Cast.elm, owner: .person(Cast.rae), dueOn: Cast.date(2026, 12, 12))
            try await database.write(by: .test, at: TestDay.later(minutes: 1)) {
                try ActionStore.change(id, to: draft, seen: Revision(1), reason: "Pat is away", by: fern, in: $0)
            }
            let stands = "“Send the fridge log”, to be done by Rae Example, Elm Practice, due on 12 December 2026"
            await #expect(throws: ChangedMeanwhile(standsNow: stands)) {
                try await database.write(by: .test, at: TestDay.later(minutes: 2)) {
                    try ActionStore.change(id, to: draft, seen: Revision(1), reason: "Again", by: fern, in: $0)
                }
            }
            // The trail keeps what stood before.
            let kept = try await database.read {
                try $0.values(String.self, "SELECT details FROM audit_entries WHERE action = 'action changed' AND subject_id = \(id)")
            }
            #expect(kept.count == 1)
            for detail in [
                "\"was for\":\"\(Role.practiceManager.rawValue)\"", "\"was titled\":\"Send the fridge log\"", "\"was due\":\"2026-12-05\"",
            ] {
                #expect(kept.first?.contains(detail) == true, "\(detail)")
            }
            #expect(try await Scene.told(database) == ["something new to do: Pat", "something new to do: Rae"])
            #expect(
                try await database.read { try ActionStore.open(for: Scene.principal(Cast.rae), in: $0).map(\.dueOn) } == [Cast.date(2026, 12, 12)])
        }
    }

    @Test("Closing rests on what was seen, but for a room that closes by itself", arguments: TestDatabases.engines)
    func closingWhatWasSeen(engine: Engine) async throws {
        try await Scene.with(engine) { database in
            let (id, other) = (try await Scene.raise(.role(.practiceManager), database), try await Scene.raise(.role(.practiceManager), database))
            let draft = ActionDraft(
                title: "Send both fridge logs", organisation: Cast.elm, owner: .role(.practiceManager), dueOn: Cast.date(2026, 12, 12))
            let pat = Scene.principal(Cast.pat)
            try await database.write(by: .test, at: TestDay.later(minutes: 1)) { tx in
                for id in [id, other] {
                    try ActionStore.change(id, to: draft, seen: Revision(1), reason: "There are two", by: Scene.principal(Cast.fern), in: tx)
                }
            }
            let stands = "“Send both fridge logs”, to be done by Practice manager, Elm Practice, due on 12 December 2026"
            await #expect(throws: ChangedMeanwhile(standsNow: stands)) {
                try await database.write(by: .test, at: TestDay.later(minutes: 2)) {
                    try ActionStore.end(id, as: .done, evidence: "Sent", seen: Revision(1), by: pat, in: $0)
                }
            }
            try await database.write(by: .test, at: TestDay.later(minutes: 3)) { tx in
                try ActionStore.end(id, as: .done, evidence: "Both sent", seen: Revision(2), by: pat, in: tx)
                try ActionStore.end(other, as: .done, evidence: "Both came", by: pat, in: tx)
            }
            #expect(try await database.read { try ActionStore.open(for: pat, in: $0).isEmpty })
        }
    }

    @Test("An owner is reminded before, on the day and when it is late; then the manager above learns of it", arguments: TestDatabases.engines)
    func reminders(engine: Engine) async throws {
        try await Scene.with(engine) { database in
            let id = try await Scene.raise(.person(Cast.rae), by: Cast.pat, database)
            // The day before anything, then each day with a second run that tells nobody again.
            for day in 1...12 { for _ in 0..<2 { try await Scene.remind(on: Cast.date(2026, 12, day), database) } }
            #expect(
                try await Scene.told(database) == [
                    "something new to do: Rae", "reminder: Rae", "reminder: Rae", "escalation: Pat", "reminder: Rae",
                ])
            let stages = try await database.read {
                try $0.values(String.self, "SELECT details FROM audit_entries WHERE action = 'reminder sent' AND subject_id = \(id) ORDER BY id")
            }
            #expect(
                stages == [
                    #"{"people":"1","stage":"soon"}"#, #"{"people":"1","stage":"due"}"#, #"{"people":"2","stage":"late"}"#,
                ])
        }
    }

    @Test("What a manager owns by name, and what is late where nobody manages, goes to the federation's manager", arguments: TestDatabases.engines)
    func nobodyBetween(engine: Engine) async throws {
        try await Scene.with(engine) { database in
            // Pat manages Elm Practice and raised it herself; Riverside has no manager; above Fern there is nobody.
            try await Scene.raise(.person(Cast.pat), by: Cast.pat, database)
            try await Scene.raise(.person(Cast.rae), at: Cast.riverside, database)
            try await Scene.raise(.person(Cast.fern), at: Cast.federation, database)
            try await Scene.remind(on: Cast.date(2026, 12, 10), database)
            #expect(
                try await Scene.told(database) == [
                    "something new to do: Rae", "escalation: Fern", "escalation: Fern", "reminder: Fern", "reminder: Pat", "reminder: Rae",
                ])
        }
    }

    @Test("Nobody is reminded of what is closed", arguments: TestDatabases.engines)
    func closedInTime(engine: Engine) async throws {
        try await Scene.with(engine) { database in
            let id = try await Scene.raise(.role(.practiceManager), database)
            try await database.write(by: .test, at: TestDay.now) {
                try ActionStore.end(id, as: .notNeeded, evidence: "The fridge is gone", by: Scene.principal(Cast.fern), in: $0)
            }
            try await Scene.remind(on: Cast.date(2026, 12, 20), database)
            #expect(try await Scene.told(database) == ["something new to do: Pat"])
        }
    }

    @Test("Actions are found by what they came from", arguments: TestDatabases.engines)
    func source(engine: Engine) async throws {
        try await Scene.with(engine) { database in
            let statement = RecordLink(kind: RecordKind("statement"), identifier: "1")
            let id = try await Scene.raise(.role(.practiceManager), source: statement, database)
            try await Scene.raise(.role(.practiceManager), database)
            let found = try await database.read { try ActionStore.actions(from: statement, for: Scene.principal(Cast.pat), in: $0) }
            #expect(found.map(\.id) == [id] && found.first?.source == statement)
        }
    }
}
