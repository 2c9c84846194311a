// Questions, their answers and clocks.

import Kernel
import Store
import TestCast
import TestKit
import Testing
import Web

@testable import Worklist

@Suite("Questions")
struct QuestionStoreTests {
    typealias Scene = WorklistScene

    static let statement = RecordLink(kind: RecordKind("statement"), identifier: "1")

    static func ask(text: String = "Why 14 and not 15?", _ database: any Database) async throws -> ID<Question> {
        try await database.write(by: .test, at: TestDay.now) {
            try QuestionStore.ask(
                QuestionDraft(
                    text, about: statement, part: "line", organisation: Cast.elm, answeredBy: .financeLead, at: Cast.federation, answerDays: 7),
                by: Cast.pat, in: $0)
        }
    }

    static func answer(
        _ id: ID<Question>, text: String = "The fifteenth was in November.", seen: Revision = 1, by person: PersonID = Cast.lee,
        after minutes: Int = 5,
        _ database: any Database
    )
        async throws
    {
        try await database.write(by: .test, at: TestDay.later(minutes: minutes)) {
            try QuestionStore.answer(id, about: statement, with: text, seen: seen, by: Scene.principal(person), in: $0)
        }
    }

    @Test("A question is asked, answered once, asked again and answered again; each side is told", arguments: TestDatabases.engines)
    func thread(engine: Engine) async throws {
        try await Scene.with(engine) { database in
            let id = try await Self.ask(database)
            let (pat, lee) = (Scene.principal(Cast.pat), Scene.principal(Cast.lee))
            let waiting = try await database.read { try QuestionStore.toAnswer(by: lee, in: $0) }
            #expect(waiting.map(\.id) == [id] && waiting.first?.dueOn == Cast.date(2026, 11, 28))
            #expect(try await database.read { try QuestionStore.toAnswer(by: pat, in: $0).isEmpty })
            try await Self.answer(id, database)
            await #expect(throws: QuestionRefusal.answeredAlready) { try await Self.answer(id, text: "Again", database) }
            // Six days later, so the clock starts anew: 27 November and seven days.
            try await database.write(by: .test, at: TestDay.later(minutes: 6 * 1440)) {
                try QuestionStore.askAgain(id, about: Self.statement, with: "It was on 31 October.", seen: 2, by: pat, in: $0)
            }
            await #expect(throws: QuestionRefusal.stillOpen) {
                try await database.write(by: .test, at: TestDay.later(minutes: 6 * 1440)) {
                    try QuestionStore.askAgain(id, about: Self.statement, with: "Well?", seen: 2, by: pat, in: $0)
                }
            }
            let again = try #require(try await database.read { try QuestionStore.question(id, for: lee, in: $0) })
            #expect(again.dueOn == Cast.date(2026, 12, 4) && again.isOpen)
            // An answer to what was asked first, typed since, is none to what is asked now.
            await #expect(throws: ChangedMeanwhile()) { try await Self.answer(id, text: "The fifteenth was in November.", database) }
            try await Self.answer(id, text: "You are right.", seen: 3, after: 7 * 1440, database)
            let settled = try #require(try await database.read { try QuestionStore.questions(about: Self.statement, scope: pat.scope, in: $0).first })
            #expect(settled.entries.map(\.kind) == [.asked, .answered, .askedAgain, .answered])
            await #expect(throws: ChangedMeanwhile()) {
                try await database.write(by: .test, at: TestDay.later(minutes: 7 * 1440)) {
                    try QuestionStore.askAgain(id, about: Self.statement, with: "Which one?", seen: 2, by: pat, in: $0)
                }
            }
            #expect(settled.entries.map(\.text).last == "You are right." && !settled.isOpen && settled.part == "line")
            #expect(
                try await Scene.told(database) == [
                    "something new to do: Lee", "question answered: Pat", "something new to do: Lee", "question answered: Pat",
                ])
        }
    }

    @Test("Questions without a day come before those that have one, on either database", arguments: TestDatabases.engines)
    func order(engine: Engine) async throws {
        try await Scene.with(engine) { database in
            let (early, late, dayless) = (try await Self.ask(database), try await Self.ask(database), try await Self.ask(database))
            try await database.write(by: .test, at: TestDay.later(minutes: 1)) { tx in
                for (id, day) in [(late, LocalDate?.some(Cast.date(2026, 12, 24))), (dayless, nil)] {
                    try tx.execute("UPDATE questions SET due_on = \(day) WHERE id = \(id)")
                }
                try tx.audit("questions dated", AuditSubject("question", early))
            }
            let waiting = try await database.read { try QuestionStore.toAnswer(by: Scene.principal(Cast.lee), in: $0) }
            #expect(waiting.map(\.id) == [dayless, early, late])
        }
    }

    @Test("Only who holds the role answers; another practice finds nothing; empty and endless texts are refused", arguments: TestDatabases.engines)
    func refused(engine: Engine) async throws {
        try await Scene.with(engine) { database in
            let id = try await Self.ask(database)
            await #expect(throws: QuestionRefusal.notTheirs(.financeLead)) { try await Self.answer(id, by: Cast.fern, database) }
            await #expect(throws: QuestionRefusal.answerMissing) { try await Self.answer(id, text: "", database) }
            await #expect(throws: QuestionRefusal.tooLong(limit: 2000)) {
                try await Self.answer(id, text: String(repeating: "x", count: 2001), database)
            }
            await #expect(throws: QuestionRefusal.questionMissing) { try await Self.ask(text: "", database) }
            let other = Cast.principal(.practiceManager, at: Cast.riverside)
            let (found, listed) = try await database.read { connection in
                (
                    try QuestionStore.question(id, for: other, in: connection) != nil,
                    try QuestionStore.questions(about: Self.statement, scope: other.scope, in: connection).count
                )
            }
            #expect(!found && listed == 0)
            // A question is reached through its own record alone.
            await #expect(throws: QuestionRefusal.unknown) {
                try await database.write(by: .test, at: TestDay.now) {
                    try QuestionStore.answer(
                        id, about: RecordLink(kind: RecordKind("statement"), identifier: "2"), with: "Yes", seen: 1, by: Scene.principal(Cast.lee),
                        in: $0)
                }
            }
        }
    }

    @Test("Of two who answer in the same moment one does", arguments: TestDatabases.engines)
    func twoAnswers(engine: Engine) async throws {
        try await Scene.with(engine) { database in
            let id = try await Self.ask(database)
            let answered = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<4 {
                    group.addTask {
                        do {
                            try await Self.answer(id, text: "Answer \(number)", database)
                            return true
                        } catch { return false }
                    }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(answered == 1)
            let question = try await database.read { try QuestionStore.question(id, for: Scene.principal(Cast.lee), in: $0) }
            #expect(question?.entries.count == 2)
        }
    }

    @Test("Who answers is reminded on the day, and the federation's manager learns of what is late", arguments: TestDatabases.engines)
    func reminders(engine: Engine) async throws {
        try await Scene.with(engine) { database in
            _ = try await Self.ask(database)
            for day in 22...30 { try await Scene.remind(on: Cast.date(2026, 11, day), database) }
            for day in 1...5 { try await Scene.remind(on: Cast.date(2026, 12, day), database) }
            // Due on 28 November; five days later is 3 December.
            #expect(
                try await Scene.told(database) == [
                    "something new to do: Lee", "reminder: Lee", "escalation: Fern", "reminder: Lee",
                ])
        }
    }
}
