// A room hands out its own files.

import Files
import Kernel
import Store
import TestKit
import Testing
import Web

/// A room whose records each have a letter.
private struct LettersFeature: Feature {
    static let letters = Address("/letters")
    static let letter = Address("/letters/{letter}/file")
    static let view = Permission("letters view", [.receptionist, .practiceManager])
    static let limits = FileLimits([.pdf, .text], bytes: 1 << 20)
    static let table = Migration(
        "2026-11-29 90 letters of tests",
        "CREATE TABLE letters (id TEXT NOT NULL PRIMARY KEY, practice TEXT NOT NULL, file_id TEXT NOT NULL REFERENCES files (id));")

    enum Letter {}
    let files: FileStore

    func addRoutes(to routes: inout RouteTable) {
        routes.post(Self.letters, Self.view, bodyLimit: files.bodyLimit(Self.limits)) { visit in
            guard let upload = visit.uploads["file"] else { return .text("no file", status: 422) }
            do {
                let held = try await files.hold(upload, within: Self.limits, at: visit.now)
                let id = ID<Letter>(at: visit.now)
                let practice = try visit.person.organisation
                try await files.database.write(by: visit.actor, at: visit.now) { transaction in
                    let file = try files.keep(held, in: transaction)
                    try transaction.execute("INSERT INTO letters (id, practice, file_id) VALUES (\(id), \(practice), \(file))")
                }
                return .text(id.stored)
            } catch let refusal as FileRefusal {
                return .text(refusal.sentence, status: 422)
            }
        }
        routes.get(Self.letter, Self.view) { visit in
            let id: ID<Letter> = try visit.id("letter")
            return try await files.answer(visit) { scope, connection in
                try connection.value(
                    FileID.self, "SELECT file_id FROM letters WHERE id = \(id) AND \(scope.condition(practice: "practice"))"
                ).map { FileGrant($0) }
            }
        }
    }
}

@Suite("Serving files")
struct FileServingTests {
    private func principal(_ role: Role, at practice: OrganisationID) -> Principal {
        Principal(
            account: AccountID(at: TestDay.now), person: PersonID(at: TestDay.now), name: "Rashid Example", role: role, organisation: practice,
            organisationName: "Riverside Surgery", holdsOtherRoles: false, scope: .practice(practice))
    }

    private func send(_ text: String, named name: String, to probe: PageProbe, by principal: Principal) async -> PageSeen {
        let body =
            "--edge\r\nContent-Disposition: form-data; name=\"form-token\"\r\n\r\ntoken-of-\(principal.account.stored)\r\n"
            + "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(name)\"\r\n\r\n\(text)\r\n--edge--\r\n"
        return await probe.send("POST", "/letters", ["content-type": "multipart/form-data; boundary=edge"], Array(body.utf8))
    }

    @Test("A file is handed out to those who may see its record, to save and never to run", arguments: TestDatabases.engines)
    func served(engine: Engine) async throws {
        try await withDatabase(engine, migrations: [LettersFeature.table]) { database in
            let (practice, other) = (OrganisationID(at: TestDay.now), OrganisationID(at: TestDay.later(minutes: 1)))
            let feature = LettersFeature(files: .test(database))
            let sender = principal(.receptionist, at: practice)
            let probe = try PageProbe(features: [feature], as: sender, at: TestDay.now)
            let letter = await send("<html><script>alert(1)</script>", named: "Dr %22Who%22 é.html", to: probe, by: sender).text
            let address = LettersFeature.letter.path(letter)

            let served = await probe.get(address)
            #expect(served.status == 200 && served.text == "<html><script>alert(1)</script>")
            #expect(served.headers["content-type"] == "text/plain; charset=utf-8")
            #expect(served.headers["x-content-type-options"] == "nosniff")
            #expect(served.headers["content-disposition"]?.hasPrefix("attachment; filename=\"Dr Who") == true)
            #expect(served.headers["content-disposition"]?.hasSuffix(".html.txt") == true)
            #expect(served.headers["cache-control"] == "no-store")
            let opened = try await database.read { try $0.value(Int.self, "SELECT COUNT(*) FROM audit_entries WHERE action = 'file opened'") }
            #expect(opened == 1)

            // Another practice, another role, nobody, and a letter that is not there.
            let stranger = try PageProbe(features: [feature], as: principal(.receptionist, at: other), at: TestDay.now)
            #expect(await stranger.get(address).status == 404)
            let board = try PageProbe(features: [feature], as: principal(.boardMember, at: practice), at: TestDay.now)
            #expect(await board.get(address).status == 403)
            #expect(await (try PageProbe(features: [feature], as: nil, at: TestDay.now)).get(address).status == 303)
            #expect(await probe.get(LettersFeature.letter.path(ID<Role>(at: TestDay.now))).status == 404)
            // The file itself has no address.
            let file = try #require(try await database.read { try $0.value(String.self, "SELECT file_id FROM letters") })
            for guess in ["/files/\(file)", "/letters/\(file)/file"] { #expect(await probe.get(guess).status == 404) }
        }
    }

    @Test("A refused file is handed out to nobody, one that waits for the scanner not yet, and each says why")
    func notServed() async throws {
        try await withDatabase(.sqlite, migrations: [LettersFeature.table]) { database in
            var settings = FileSettings()
            settings.scanner = VirusScanner(.host("127.0.0.1", port: 1))
            let sender = principal(.receptionist, at: OrganisationID(at: TestDay.now))
            let probe = try PageProbe(features: [LettersFeature(files: .test(database, settings))], as: sender, at: TestDay.now)
            let letter = await send("text", named: "notes.txt", to: probe, by: sender).text
            let waiting = await probe.get(LettersFeature.letter.path(letter))
            #expect(waiting.status == 409 && waiting.contains("It is being checked. Look again in a minute."))
            try await database.maintain { try $0.execute("UPDATE files SET state = 'refused', reason = 'The virus scanner found Eicar in it.'") }
            let refused = await probe.get(LettersFeature.letter.path(letter))
            #expect(refused.status == 409 && refused.contains("The virus scanner found Eicar in it."))
            let opened = try await database.read { try $0.value(Int.self, "SELECT COUNT(*) FROM audit_entries WHERE action = 'file opened'") }
            #expect(opened == 0)
        }
    }

    @Test("An upload of another type, or larger than the page takes, is refused in words and kept nowhere")
    func refused() async throws {
        try await withDatabase(.sqlite, migrations: [LettersFeature.table]) { database in
            let sender = principal(.receptionist, at: OrganisationID(at: TestDay.now))
            let probe = try PageProbe(features: [LettersFeature(files: .test(database))], as: sender, at: TestDay.now)
            let picture = await send("GIF89a\u{0}", named: "letter.pdf", to: probe, by: sender)
            #expect(picture.status == 422 && picture.text.hasPrefix("This is not a kind of file that can be kept."))
            let large = await send(String(repeating: "x", count: 1_050_000), named: "notes.txt", to: probe, by: sender)
            #expect(large.status == 422 && large.text == "Choose a file of 1 MB or less.")
            #expect(await send(String(repeating: "x", count: 1_200_000), named: "notes.txt", to: probe, by: sender).status == 413)
            #expect(try await database.read { try $0.value(Int.self, "SELECT COUNT(*) FROM file_contents") } == 0)
        }
    }
}
