// Keeps the documents true.

import App
import Foundation
import Kernel
import Testing
import Web

@Suite("Documents")
struct DocumentTests {
    /// A line of a fenced `sh` block, with continuation lines joined.
    struct Command: CustomStringConvertible, Sendable {
        let file: String
        let text: String
        var description: String { "\(file): \(text)" }
    }

    static let commands: [Command] = Repository.documents.flatMap { file -> [Command] in
        var commands: [Command] = []
        var isOpen = false
        var pending = ""
        for line in file.lines {
            let trimmed = line.trimmingCharacters(in: .whitespaces)
            if trimmed.hasPrefix("```") {
                isOpen = !isOpen && trimmed == "```sh"
                continue
            }
            guard isOpen, !trimmed.isEmpty, !trimmed.hasPrefix("#") else { continue }
            if trimmed.hasSuffix("\\") {
                pending += trimmed.dropLast() + " "
            } else {
                commands.append(Command(file: file.path, text: pending + trimmed))
                pending = ""
            }
        }
        return commands
    }

    static let program: String? = ["debug", "release"].map { Repository.root.appendingPathComponent(".build/\($0)/commonweal").path }
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    /// The words of a command line, with quotes taken off.
    static func words(_ text: String) -> [String] {
        var words: [String] = []
        var word = ""
        var quote: Character?
        for character in text {
            switch (character, quote) {
            case ("\"", nil), ("'", nil): quote = character
            case (let character, let open?) where character == open: quote = nil
            case (" ", nil):
                if !word.isEmpty { words.append(word) }
                word = ""
            default: word.append(character)
            }
        }
        return word.isEmpty ? words : words + [word]
    }

    @Test("Every command of the program that a document shows is one that it takes", .enabled(if: program != nil, "the program is not built"))
    func programCommands() throws {
        let program = try #require(Self.program)
        let shown = Self.commands.filter { $0.text.hasPrefix("commonweal ") || $0.text.hasPrefix("sudo -u commonweal commonweal ") }
        #expect(shown.count > 15, "the documents show hardly any command")
        var helps: [String: String] = [:]
        for command in shown {
            var words = Self.words(command.text)[...]
            if let start = words.firstIndex(of: "commonweal"), words.first == "sudo" {
                words = words[(start + 2)...]
            } else {
                words = words.dropFirst()
            }
            let path = Array(words.prefix { !$0.hasPrefix("-") && !$0.contains(".") && !$0.contains("/") })
            // The longest beginning that the program has help for is the command.
            var help = ""
            for length in stride(from: path.count, through: 1, by: -1) where help.isEmpty {
                let key = path.prefix(length).joined(separator: " ")
                if helps[key] == nil {
                    let answer = try Repository.run([program] + path.prefix(length) + ["--help"])
                    helps[key] = answer.code == 0 && answer.output.contains("USAGE: commonweal \(key)") ? answer.output : ""
                }
                help = helps[key] ?? ""
            }
            #expect(!help.isEmpty, "\(command): there is no such command")
            for option in words where option.hasPrefix("--") {
                let name = option.split(separator: "=").first.map(String.init) ?? option
                #expect(help.contains(name), "\(command): it does not take \(name)")
            }
        }
    }

    @Test("Every script that a document shows is there and explains itself")
    func scripts() throws {
        for command in Self.commands {
            guard let first = Self.words(command.text).first, first.hasPrefix("bin/") || first.hasPrefix("deploy/") else { continue }
            #expect(FileManager.default.isExecutableFile(atPath: Repository.root.appendingPathComponent(first).path), "\(command)")
        }
        for script in ["bin/demo", "bin/test"] {
            let answer = try Repository.run(["bash", script, "--help"])
            #expect(answer.code == 0 && answer.output.contains(script), "\(script) --help: \(answer.errors)")
        }
        for script in ["bin/setup", "bin/demo", "bin/test", "bin/bench", ".ci/run", "deploy/backup.sh"] {
            #expect(try Repository.run(["bash", "-n", script]).code == 0, "\(script) is not a sound script")
        }
    }

    @Test("Every file that a document speaks of is there")
    func links() {
        for file in Repository.documents {
            let folder = (file.path as NSString).deletingLastPathComponent
            for part in file.text.components(separatedBy: "](").dropFirst() {
                let target = part.prefix { $0 != ")" && $0 != "#" && $0 != " " }
                guard !target.isEmpty, !target.contains("://"), !target.hasPrefix("mailto:") else { continue }
                let path = URL(fileURLWithPath: folder.isEmpty ? String(target) : "\(folder)/\(target)", relativeTo: Repository.root)
                    .standardizedFileURL.path
                #expect(FileManager.default.fileExists(atPath: path), "\(file.path) points at \(target), which is not there")
            }
        }
    }

    @Test("The table of settings is the product's own")
    func settings() throws {
        let page = try #require(Repository.file("docs/operators/settings.md"))
        #expect(
            page.text.hasSuffix("\n\n" + Setting.markdown),
            "write the output of `commonweal settings` below the first paragraph of docs/operators/settings.md")
    }

    @Test("The example of settings names settings that exist")
    func exampleSettings() throws {
        let file = try #require(Repository.file("deploy/commonweal.env"))
        _ = try SettingsReader.read(environment: [:], file: file.text)
    }

    @Test("The table of permissions is the product's own")
    func permissions() throws {
        let page = try #require(Repository.file("docs/permissions.md"), "commonweal permissions --output docs/permissions.md")
        #expect(try page.text == PermissionDocument.text(), "run commonweal permissions --output docs/permissions.md")
    }

    @Test("Every test that the hazard log names is there")
    func hazards() throws {
        let log = try #require(Repository.file("docs/clinical-safety/hazard-log.md"))
        let titles = Set(Repository.files(in: ["Tests"], endings: [".swift"]).flatMap { Self.testTitles(in: $0.text) })
        let named = log.text.components(separatedBy: "“").dropFirst().compactMap { $0.components(separatedBy: "”").first }
        #expect(named.count >= 10, "the hazard log names hardly any test")
        for title in named { #expect(titles.contains(title), "no test is called \(title)") }
    }

    @Test("Each hazard of the log is named by one room with the log's own title, and no room names another")
    func hazardsOfRooms() throws {
        let log = try #require(Repository.file("docs/clinical-safety/hazard-log.md"))
        let logged = log.lines.filter { $0.hasPrefix("### H") }.map { String($0.dropFirst(4)) }
        #expect(logged.count >= 25, "hardly a hazard was found")
        let named = try featuresWithoutData().flatMap(\.hazards).map { "H\($0.number). \($0.title)" }
        #expect(named.sorted() == logged.sorted())
    }

    static func testTitles(in text: String) -> [String] {
        text.components(separatedBy: "@Test(").dropFirst().compactMap { rest in
            let start = rest.drop { $0.isWhitespace }
            guard start.first == "\"" else { return nil }
            return String(start.dropFirst().prefix { $0 != "\"" })
        }
    }
}
