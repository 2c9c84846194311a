// Messages of the version before.

import Appointments
import Kernel
import Store
import TestKit
import Testing
import Worklist

@Suite("Messages of the version before")
struct MessageMigrationTests {
    @Test("Messages about appointments stand as they were when any room may send some", arguments: TestDatabases.engines)
    func migrated(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Scene.migrations.filter { $0 != MessagesFeature.messagesOfAnyRoom }) { database in
            let scene = try await Scene(database)
            let pattern = try scene.pattern()
            try await scene.publish(pattern)
            let slots = try await scene.slots(of: pattern)
            var bookings: [Booking] = []
            for serial in 1...3 { bookings.append(try await scene.book(slots[serial].id, for: scene.patient(serial, family: "Example\(serial)"))) }
            let booked = bookings
            // One of each kind: unread, read, closed.
            let (now, later) = (TestDay.now, TestDay.later(minutes: 60))
            try await database.write(by: .test, at: now) { tx in
                for (index, kind) in ["outcome", "did-not-attend", "correction"].enumerated() {
                    let read: Instant? = index > 0 ? later : nil
                    let closed: Instant? = index > 1 ? later : nil
                    try tx.execute(
                        """
                        INSERT INTO messages (id, booking, patient, practice, kind, body, action_needed, sent_at, sent_by, status, read_at, read_by,
                          closed_at, closed_by, closing_note)
                        VALUES (\(ID<Message>(at: now.adding(seconds: index))), \(booked[index].id), \(booked[index].patient), \(Cast.riverside),
                          \(kind), \("Body \(index)"), \(index == 1), \(now.adding(seconds: index)), \(Cast.doctor),
                          \(["unread", "read", "closed"][index]), \(read), \(read.map { _ in Cast.pat }), \(closed),
                          \(closed.map { _ in Cast.pat }), \(index > 1 ? "Done" : ""))
                        """)
                }
                try tx.audit("test", AuditSubject("test", Cast.hub))
            }
            try await SchemaHistory.bring(database, to: TestDatabases.ground + Scene.migrations, at: now)
            let messages = try await database.read { try MessageStore.messages(about: .appointment, booked.map(\.id.stored), in: $0) }
            #expect(messages.map(\.subject) == booked.map(\.id.stored))
            #expect(messages.map(\.patient) == booked.map(\.patient))
            #expect(messages.map(\.kind) == ["outcome", "did-not-attend", "correction"])
            #expect(messages.map(\.heading) == ["Outcome", "Did not attend", "Correction"])
            #expect(messages.map(\.body) == ["Body 0", "Body 1", "Body 2"])
            #expect(messages.map(\.mustAct) == [false, true, false])
            #expect(messages.map(\.status) == [.unread, .read, .closed])
            #expect(messages.map(\.readAt) == [nil, later, later] && messages.map(\.closedAt) == [nil, nil, later])
            #expect(messages.map(\.sentBy) == [Cast.doctor, Cast.doctor, Cast.doctor])
            #expect(messages.map(\.closingNote) == ["", "", "Done"])
            #expect(messages.allSatisfy { $0.dueOn == nil && $0.practice == Cast.riverside })
            let counts = try await database.read { try MessageStore.counts(scope: .practice(Cast.riverside), in: $0) }
            #expect(counts == [.unread: 1, .read: 1, .closed: 1])
            // And new ones go beside them.
            let next = TestDay.later(minutes: 90)
            try await database.write(by: .test, at: next) { tx in
                try MessageStore.send(
                    NewMessage(
                        about: RecordLink(.appointment, booked[0].id), practice: Cast.riverside, patient: booked[0].patient, kind: "correction",
                        heading: "Correction", body: "It was another patient.", mustAct: false), in: tx)
            }
            #expect(try await scene.count("SELECT COUNT(*) FROM messages") == 4)
        }
    }
}
