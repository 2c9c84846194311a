// The house rules that a program can check.

import Foundation
import Testing

@Suite("House rules")
struct HouseRuleTests {
    static let code = Repository.sources + Repository.tests
    /// Lines in a file; a file beyond it holds more than one thing. Tables of known answers in tests are let off.
    static let longestSource = 400
    static let longestTest = 700

    @Test("Each file opens with one short line that says why it exists")
    func openings() {
        for file in Self.code {
            let first = file.lines.first ?? ""
            #expect(first.hasPrefix("// ") && first.count > 6, "\(file.path) does not say in its first line why it exists")
            #expect(first.dropFirst(3).count <= 45, "\(file.path): the first line is \(first.dropFirst(3).count) characters long, not 45 or fewer")
        }
    }

    @Test("No file outgrows its subject")
    func lengths() {
        for file in Repository.sources {
            #expect(file.lines.count <= Self.longestSource, "\(file.path) has \(file.lines.count) lines: split it by noun")
        }
        for file in Repository.tests { #expect(file.lines.count <= Self.longestTest, "\(file.path) has \(file.lines.count) lines: split it by noun") }
    }

    @Test("No type, file or folder bears a name that says nothing")
    func names() {
        let empty = ["Manager", "Helper", "Util", "Utils", "Core", "Common", "V2"]
        // Words of the field that hold one of these: a practice manager is a person.
        let words = [
            "practiceManager", "PracticeManager", "federationManager", "FederationManager", "practice-manager", "federation-manager", "FileManager",
        ]
        for file in Self.code {
            for part in file.path.split(separator: "/") {
                let stem = part.split(separator: ".").first.map(String.init) ?? ""
                for name in empty where stem.hasSuffix(name) && !words.contains(where: stem.contains) {
                    #expect(Bool(false), "\(file.path): \"\(name)\" says nothing about what it is")
                }
            }
            for (number, line) in file.lines.enumerated() {
                guard let name = Self.declaredType(in: line) else { continue }
                for word in empty where name.hasSuffix(word) && !words.contains(where: name.contains) {
                    #expect(Bool(false), "\(file.path):\(number + 1): \(name): \"\(word)\" says nothing about what it is")
                }
            }
        }
    }

    @Test("No type and no folder of a room bears the room's own name")
    func roomNames() {
        for file in Repository.sources {
            let parts = file.path.split(separator: "/").map(String.init)
            guard parts.count > 2 else { continue }
            let room = parts[1]
            for folder in parts[2..<(parts.count - 1)] { #expect(folder != room, "\(file.path): the folder bears its room's name") }
            for line in file.lines {
                if let name = Self.declaredType(in: line) { #expect(name != room, "\(file.path): the type \(name) bears its room's name") }
            }
        }
    }

    @Test("Nothing in the sources can stop the product dead, and nothing is left undone")
    func bannedWords() {
        let banned = [
            "fatalError(", "preconditionFailure(", "assertionFailure(", "try!", "as!", "TODO", "FIXME", "XXX", "print(\"debug", "@testable",
        ]
        for file in Repository.sources {
            for (number, line) in file.lines.enumerated() {
                for word in banned where line.contains(word) { #expect(Bool(false), "\(file.path):\(number + 1): \(word)") }
            }
        }
        for file in Repository.tests where !file.path.hasPrefix("Tests/HouseTests/") {
            for (number, line) in file.lines.enumerated() {
                for word in ["TODO", "FIXME"] where line.contains(word) { #expect(Bool(false), "\(file.path):\(number + 1): \(word)") }
            }
        }
    }

    @Test("The clock, chance and the environment come in as parameters")
    func ambient() {
        let clocks = ["Date()", "Date.now", "ProcessInfo.processInfo.environment"]
        let chances = ["SystemRandomNumberGenerator()", ".random(in:", "UUID()"]
        // The executable opens the door to the world. Chance that no outcome depends on is let in by identifiers, pauses and tokens.
        let ofClocks = ["Sources/commonweal/"]
        let ofChances = [
            "Sources/commonweal/", "Sources/Kernel/Identifiers/ID.swift", "Sources/Store/", "Sources/Web/Site/", "Sources/App/Demonstration/",
        ]
        for file in Repository.sources {
            for (number, line) in file.lines.enumerated() where !line.contains("using: &") {
                for (words, doors) in [(clocks, ofClocks), (chances, ofChances)] where !doors.contains(where: file.path.hasPrefix) {
                    for word in words where line.contains(word) {
                        #expect(Bool(false), "\(file.path):\(number + 1): \(word) is taken from the air; make it a parameter")
                    }
                }
            }
        }
    }

    @Test("Pages and messages keep to the words of the service manual")
    func words() {
        let banned = ["utilise", "leverage", "stakeholder", "surgery's", "please note", "click here", "invalid input", "oops"]
        let pages = Repository.files(in: ["Sources"], endings: [".mustache"])
        for file in pages + Repository.documents {
            let text = file.text.lowercased()
            for word in banned where text.contains(word) { #expect(Bool(false), "\(file.path): \"\(word)\"") }
        }
    }

    @Test("No file carries a path of the machine it was written on")
    func paths() {
        let scripts = Repository.files(in: ["bin", ".ci", "deploy", "docs"], endings: [""])
        for file in Self.code + scripts + Repository.documents where !file.path.hasPrefix("Tests/HouseTests/") {
            for (number, line) in file.lines.enumerated() {
                for path in ["/work/", "/root/", "/Users/", "/home/"] where line.contains(path) {
                    #expect(Bool(false), "\(file.path):\(number + 1): \(path)")
                }
            }
        }
    }

    @Test("The style sheet, the scripts and the templates load nothing from elsewhere")
    func outside() {
        for file in Repository.files(in: ["Sources"], endings: [".mustache", ".css", ".js"]) {
            let text = file.text.replacing("http://www.w3.org/", with: "")
            for word in ["src=\"http", "href=\"http://", "url(http", "@import", " style=\"", "onclick=", "<script>"] where text.contains(word) {
                #expect(Bool(false), "\(file.path): \(word)")
            }
        }
    }

    /// The name of the type that a line declares.
    static func declaredType(in line: Substring) -> String? {
        let words = line.split(separator: " ")
        guard let index = words.firstIndex(where: { ["struct", "enum", "class", "actor", "protocol", "typealias"].contains($0) }),
            index + 1 < words.count,
            !line.trimmingCharacters(in: .whitespaces).hasPrefix("//"),
            words[..<index].allSatisfy({ $0.allSatisfy { $0.isLowercase || $0 == "@" || $0 == "(" || $0 == ")" } })
        else { return nil }
        return String(words[index + 1].prefix { $0.isLetter || $0.isNumber })
    }
}
