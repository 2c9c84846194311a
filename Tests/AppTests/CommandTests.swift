// The program as an operator meets it.

import Foundation
import TestKit
import Testing

@Suite("Commands")
struct CommandTests {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    static let program: String? = ["debug", "release"].map { root.appendingPathComponent(".build/\($0)/commonweal").path }
        .first { FileManager.default.isExecutableFile(atPath: $0) }
    static let isBuilt = program != nil
    static let absence: Comment = "the program is not built; bin/test builds it"

    struct Answer: Sendable {
        let output: String
        let errors: String
        let code: Int32
    }

    /// Runs the program in `folder`, away from the repository, with nothing set in its environment.
    static func run(_ arguments: [String], in folder: String, input: String = "", environment: [String: String] = [:]) throws -> Answer {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(program))
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.environment = ["PATH": "/usr/bin:/bin", "HOME": folder].merging(environment) { _, new in new }
        let files = try ["out", "err", "in"].map { name -> FileHandle in
            let path = "\(folder)/\(name)-\(UUID().uuidString)"
            _ = FileManager.default.createFile(atPath: path, contents: name == "in" ? Data(input.utf8) : nil)
            return try #require(FileHandle(forUpdatingAtPath: path))
        }
        process.standardOutput = files[0]
        process.standardError = files[1]
        process.standardInput = files[2]
        try process.run()
        process.waitUntilExit()
        func text(_ file: FileHandle) throws -> String {
            try file.seek(toOffset: 0)
            return String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self)
        }
        return Answer(output: try text(files[0]), errors: try text(files[1]), code: process.terminationStatus)
    }

    /// Practices whose codes cannot exist, as the published file's first letters stop at Y.
    static func writePractices(to path: String) throws {
        let line = { (code: String, name: String) in
            ([code, name, "Y99", "Y99"] + [
                name, "1 Example Street", "", "", "", "ZZ99 3AA", "20100101", "", "A", "B", "99Z", "20100101", "", "01632 960001",
            ]
                + ["", "", "", "0", "", "99Z", "", "4", ""]).map { "\"\($0)\"" }.joined(separator: ",")
        }
        let names = ["Z00001": "RIVERSIDE SURGERY", "Z00002": "OAK TREE SURGERY", "Z00003": "ELM LANE SURGERY"].sorted { $0.key < $1.key }
        try names.map { line($0.key, $0.value) }.joined(separator: "\r\n").write(toFile: path, atomically: true, encoding: .utf8)
    }

    static func inFolder(_ body: (String) throws -> Void) throws {
        let folder = TemporaryFolder.temporary("command")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    @Test("Exit codes mean what the documents say", .enabled(if: isBuilt, absence))
    func exitCodes() throws {
        try Self.inFolder { folder in
            #expect(try Self.run(["--help"], in: folder).code == 0)
            #expect(try Self.run(["--version"], in: folder).code == 0)
            #expect(try Self.run(["nonsense"], in: folder).code == 2)
            #expect(try Self.run(["import", "ods"], in: folder).code == 2)
            #expect(try Self.run(["doctor"], in: folder).code == 4)
            #expect(try Self.run(["doctor", "--data", "absent"], in: folder).code == 3)
            #expect(try Self.run(["audit", "verify", "--data", "absent"], in: folder).code == 4)
            let away = try Self.run(
                ["audit", "verify", "--database", "postgresql://nobody@127.0.0.1:1/none"], in: folder,
                environment: ["COMMONWEAL_SECRET": String(repeating: "a", count: 64), "COMMONWEAL_MAIL": "folder:mail"])
            #expect(away.code == 3, "\(away.errors)")
        }
    }

    @Test("A fault is one line that says what to do, without a trace", .enabled(if: isBuilt, absence))
    func faults() throws {
        try Self.inFolder { folder in
            let wrong = try Self.run(["serve", "--data", "d"], in: folder, environment: ["COMMONWEAL_PORT": "eighty"])
            #expect(wrong.code == 4)
            #expect(wrong.errors == "COMMONWEAL_PORT: Enter a whole number from 0 to 65535, not \"eighty\".\n")
            let absent = try Self.run(["import", "ods", "absent.csv", "--data", "d", "--effective", "2022-06-01"], in: folder)
            #expect(absent.code == 1)
            #expect(absent.errors.contains("There is no file “absent.csv”."))
        }
    }

    @Test("The practice file of June 2022 comes in with its counts, twice", .enabled(if: isBuilt, absence), arguments: Edition.present)
    func practices(edition: Edition) throws {
        let file = edition.path("ods/epraccur_2022-06_full.csv")
        struct Result: Decodable {
            let rows: Int
            let activePractices: Int
            let opened: Int
            let closed: Int
            let changed: Int
            let rejected: [Finding]
            struct Finding: Decodable {
                let line: Int
                let column: String
                let reason: String
            }
        }
        try Self.inFolder { folder in
            let first = try Self.run(["import", "ods", file, "--data", "d", "--json"], in: folder)
            let result = try JSONDecoder().decode(Result.self, from: Data(first.output.utf8))
            #expect(result.rows == edition.of(15_119, 95))
            #expect(result.activePractices == edition.of(6_925, 83))
            let second = try Self.run(["import", "ods", file, "--data", "d", "--json"], in: folder)
            let again = try JSONDecoder().decode(Result.self, from: Data(second.output.utf8))
            #expect(again.opened + again.closed + again.changed == 0)
            #expect(try Self.run(["audit", "verify", "--data", "d"], in: folder).code == 0)
        }
    }

    @Test("An operator's first day: tables, practices, federation, people, backup, restore", .enabled(if: isBuilt, absence))
    func firstDay() throws {
        try Self.inFolder { folder in
            func run(_ words: String..., input: String = "") throws -> Answer { try Self.run(words, in: folder, input: input) }
            #expect(try run("migrate", "--data", "d").code == 0)
            #expect(try run("migrate", "--data", "d").output == "The tables are up to date.\n")

            try Self.writePractices(to: "\(folder)/epraccur.csv")
            let imported = try run("import", "ods", "epraccur.csv", "--data", "d", "--effective", "2026-11-01")
            #expect(imported.code == 0, "\(imported.errors)\(imported.output)")
            #expect(imported.output.contains("active practices  3"))

            try "code,network\nZ00001,Example Network\nZ00002,Example Network\n".write(
                toFile: "\(folder)/practices.csv", atomically: true, encoding: .utf8)
            let formed = try run("federation", "new", "--name", "Example Federation", "--practices", "practices.csv", "--data", "d")
            #expect(formed.code == 0, "\(formed.errors)")
            #expect(formed.output.contains("Example Federation: 2 practices"))
            let twice = try run("federation", "new", "--name", "Another", "--practices", "practices.csv", "--data", "d")
            #expect(twice.code == 1)
            #expect(twice.errors.contains("serves Example Federation already"))

            let added = try run(
                "user", "add", "--email", "sam@example.nhs.uk", "--name", "Sam Example", "--role", "system-administrator", "--password-stdin",
                "--data", "d",
                input: "three unlikely words\n")
            #expect(added.code == 0, "\(added.errors)")
            let weak = try run(
                "user", "add", "--email", "kim@example.nhs.uk", "--name", "Kim Example", "--role", "receptionist", "--organisation", "Z00001",
                "--password-stdin", "--data", "d", input: "short\n")
            #expect(weak.code == 1)
            let elsewhere = try run(
                "user", "add", "--email", "kim@example.nhs.uk", "--name", "Kim Example", "--role", "receptionist", "--organisation", "Z00003",
                "--data", "d")
            #expect(elsewhere.errors.contains("has to be one of the federation's"))
            let invited = try run(
                "user", "add", "--email", "kim@example.nhs.uk", "--name", "Kim Example", "--role", "receptionist", "--organisation", "Z00001",
                "--data", "d")
            #expect(invited.output.contains("An invitation to kim@example.nhs.uk leaves as soon as the service runs; its link works for 7 days."))
            #expect(invited.output.contains("COMMONWEAL_ADDRESS is not set"))
            let linked = try Self.run(
                ["user", "add", "--email", "ana@example.nhs.uk", "--name", "Ana Example", "--role", "board-member", "--link", "--data", "d"],
                in: folder, environment: ["COMMONWEAL_ADDRESS": "https://commonweal.example.nhs.uk"])
            #expect(linked.output.contains("within 7 days: https://commonweal.example.nhs.uk/sign-in/link/"), "\(linked.output)")
            let people = try run("user", "list", "--data", "d").output
            #expect(people.contains("sam@example.nhs.uk  Sam Example  active  system-administrator at Example Federation"))
            #expect(people.contains("kim@example.nhs.uk  Kim Example  invited  receptionist at"))
            #expect(try run("user", "disable", "--email", "sam@example.nhs.uk", "--reason", "Left", "--data", "d").code == 0)
            #expect(try run("user", "disable", "--email", "sam@example.nhs.uk", "--reason", "Left", "--data", "d").code == 1)

            let backup = try run("backup", "today.backup", "--data", "d")
            #expect(backup.code == 0, "\(backup.errors)")
            let restored = try run("restore", "today.backup", "--data", "restored")
            #expect(restored.code == 0, "\(restored.errors)")
            #expect(try run("restore", "today.backup", "--data", "restored").code == 1)
            let verified = try run("audit", "verify", "--data", "restored", "--json")
            #expect(verified.code == 0)
            #expect(verified.output.contains("\"isWhole\" : true"))
            #expect(try run("federation", "show", "--data", "restored").output.contains("Example Network: 2 practices"))
            // The mail settings are worth a look in a folder of somebody who has set nothing.
            let doctor = try run("doctor", "--data", "d")
            #expect(doctor.code == 1)
            #expect(doctor.output.contains("Tables: They are up to date."))
            #expect(doctor.output.contains("Mail: No mail server is set"))
        }
    }

    @Test("A folder with a real federation is never made a demonstration", .enabled(if: isBuilt, absence))
    func demonstration() throws {
        try Self.inFolder { folder in
            _ = try Self.run(["migrate", "--data", "real"], in: folder)
            let refused = try Self.run(["demo", "--data", "real", "--fresh", "--port", "0"], in: folder)
            #expect(refused.code == 1)
            #expect(refused.errors.contains("holds a federation that is not a demonstration"))
            // After a move to PostgreSQL the folder keeps the key and the letters, and has no database.
            let moved = "\(folder)/moved"
            try FileManager.default.createDirectory(atPath: "\(moved)/outbox", withIntermediateDirectories: true)
            try Data("key".utf8).write(to: URL(fileURLWithPath: "\(moved)/secret.key"))
            for options in [[], ["--fresh"]] {
                let kept = try Self.run(["demo", "--data", "moved", "--port", "0"] + options, in: folder)
                #expect(kept.code == 1 && kept.errors.contains("holds a federation that is not a demonstration"))
            }
            #expect(FileManager.default.fileExists(atPath: "\(moved)/secret.key") && FileManager.default.fileExists(atPath: "\(moved)/outbox"))
        }
    }
}
