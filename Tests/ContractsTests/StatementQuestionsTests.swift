// Questions about statements, and their rows.

import Directory
import Identity
import Kernel
import Store
import TestCast
import TestKit
import Testing
import Web
import Worklist

@testable import Contracts

@Suite("Questions about statements")
struct StatementQuestionsTests {
    @Test("What the second of two typed, as an answer or to ask again, is still there after the first was quicker", arguments: TestDatabases.engines)
    func second(engine: Engine) async throws {
        try await StatementPagesTests.withContracts(engine) { database, probe in
            let statement = try await StatementPagesTests.statement(of: Cast.elm, database)
            let manager = try probe(.practiceManager, Cast.elm, TestDay.now)
            let lead = try probe(.financeLead, Cast.federation, TestDay.now)
            let path = "/statements/\(statement)"
            _ = await manager.submit(await manager.get("\(path)/questions"), to: "\(path)/questions", ["question": "Why 14?"])
            let record = RecordLink(.statement, statement)
            let question = try #require(try await database.read { try QuestionStore.questions(about: record, scope: .federation, in: $0).first })
            func send(_ probe: PageProbe, _ field: String, to end: String) async {
                let address = "\(path)/questions/\(question.id)/\(end)"
                let (first, second) = (await probe.get(path), await probe.get(path))
                #expect(await probe.submit(first, to: address, pairs: [(field, "The first.")]).status == 303)
                let late = await probe.submit(second, to: address, pairs: [("once", "another"), (field, "The second, at length.")])
                #expect(late.status == 409 && late.text.contains(">The second, at length.</textarea>"), "\(end): \(late.plainText)")
                #expect(!(await probe.get(path)).contains("The second, at length."))
            }
            await send(lead, "answer", to: "answer")
            await send(manager, "question", to: "asking-again")
        }
    }

    @Test("Questions asked before there was a worklist are there with their answers, and can be answered", arguments: TestDatabases.engines)
    func migration(engine: Engine) async throws {
        let before = Cast.migrations.filter { $0 != .statementQuestions }
        try await withDatabase(engine, migrations: before) { database async throws in
            try await database.write(by: .test, at: TestDay.now) { try Cast.found(in: $0) }
            let statement: ID<Statement> = Cast.id(800)
            let (open, answered): (ID<Question>, ID<Question>) = (Cast.id(801), Cast.id(802))
            try await database.maintain { connection in
                try connection.execute(
                    "INSERT INTO statements (id, practice, month, produced_at) VALUES (\(statement), \(Cast.elm), '2026-10', \(TestDay.now))")
                try connection.execute(
                    """
                    INSERT INTO statement_queries (id, statement, question, asked_by, asked_at, answer, answered_by, answered_at)
                    VALUES (\(open), \(statement), 'Why 14?', \(Cast.pat), \(TestDay.now), '', NULL, NULL),
                        (\(answered), \(statement), 'Why so late?', \(Cast.pat), \(TestDay.now), 'The bank was closed.', \(Cast.fern),
                        \(TestDay.later(minutes: 60)))
                    """)
            }
            let ran = try await SchemaHistory.bring(database, to: TestDatabases.ground + Cast.migrations, at: TestDay.now)
            #expect(ran == ["2026-11-29 22 contracts statement questions"])
            let record = RecordLink(.statement, statement)
            let found = try await database.read { try QuestionStore.questions(about: record, scope: .practice(Cast.elm), in: $0) }
            let byID = Dictionary(uniqueKeysWithValues: found.map { ($0.id, $0) })
            #expect(byID.count == 2)
            #expect(byID[open]?.isOpen == true && byID[open]?.dueOn == nil && byID[open]?.entries.map(\.text) == ["Why 14?"])
            let settled = try #require(byID[answered])
            #expect(settled.entries.map(\.text) == ["Why so late?", "The bank was closed."])
            #expect(settled.entries.map(\.writtenBy) == [Cast.pat, Cast.fern])
            #expect(settled.entries.map(\.writtenAt) == [TestDay.now, TestDay.later(minutes: 60)])
            #expect(settled.answeredAt == TestDay.later(minutes: 60) && settled.organisation == Cast.elm)
            let lead = Cast.principal(.financeLead, at: Cast.federation)
            #expect(try await database.read { try QuestionStore.toAnswer(by: lead, in: $0).map(\.id) } == [open])
            try await database.write(by: .test, at: TestDay.later(minutes: 90)) {
                try QuestionStore.answer(open, about: record, with: "One was in November.", seen: 1, by: lead, in: $0)
            }
            #expect(try await database.read { try QuestionStore.toAnswer(by: lead, in: $0).isEmpty })
        }
    }
}
