// Published files with known answers.

import Foundation

/// A published file as tests meet it: an extract in the repository, always there, or the whole file where it lies beside the repository.
package enum Edition: Sendable, CaseIterable {
    /// `Tests/Fixtures`; its README says where each file comes from and which rows it has.
    case extract
    /// `../shared/data`, files of megabytes.
    case whole

    private static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private var folder: URL {
        switch self {
        case .extract: Edition.repository.appendingPathComponent("Tests/Fixtures")
        case .whole: Edition.repository.deletingLastPathComponent().appendingPathComponent("shared/data")
        }
    }

    /// Arguments for a test that runs on every edition there is.
    package static let present: [Edition] = {
        guard !FileManager.default.fileExists(atPath: Edition.whole.folder.path) else { return [.extract, .whole] }
        FileHandle.standardError.write(
            Data("Published files are tested by their extracts alone: ../shared/data with the whole files is absent.\n".utf8))
        return [.extract]
    }()

    /// The known answer for this edition.
    package func of<Value>(_ whole: Value, _ extract: Value) -> Value { self == .whole ? whole : extract }

    package func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    package func text(_ name: String) throws -> String { String(decoding: try data(name), as: UTF8.self) }

    package func json<Value: Decodable>(_: Value.Type = Value.self, _ name: String) throws -> Value {
        try JSONDecoder().decode(Value.self, from: data(name))
    }

    /// The quoted or plain fields of each line, for files without line breaks inside a field.
    package func lines(_ name: String) throws -> [[String]] {
        try text(name).split(whereSeparator: \.isNewline).map { line in
            var fields = [""]
            var quoted = false
            for character in line {
                if character == "\"" {
                    quoted.toggle()
                } else if character == ",", !quoted {
                    fields.append("")
                } else {
                    fields[fields.count - 1].append(character)
                }
            }
            return fields
        }
    }

    private func data(_ name: String) throws -> Data { try Data(contentsOf: folder.appendingPathComponent(name)) }
}
