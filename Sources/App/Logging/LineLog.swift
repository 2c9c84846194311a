// Logs as lines that people and tools read.

import Foundation
import Kernel
import Logging

/// One line an event on standard error: `2026-11-21T18:40:00.000Z level=info msg="Listening" port=8080`.
/// What a request is about stands in it as an identifier, never as a patient's details.
package struct LineLog: LogHandler {
    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?
    private let label: String
    private let clock: Clock
    private let write: @Sendable (String) -> Void

    package init(
        label: String, level: Logger.Level, clock: Clock,
        write: @escaping @Sendable (String) -> Void = { FileHandle.standardError.write(Data($0.utf8)) }
    ) {
        self.label = label
        self.logLevel = level
        self.clock = clock
        self.write = write
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var facts = metadata
        facts.merge(metadataProvider?.get() ?? [:]) { _, new in new }
        facts.merge(event.metadata ?? [:]) { _, new in new }
        if let error = event.error { facts["error"] = "\(error)" }
        var line = "\(clock.now().stored) level=\(event.level.rawValue) from=\(label) msg=\(LineLog.quoted(event.message.description))"
        for (name, value) in facts.sorted(by: { $0.key < $1.key }) { line += " \(name)=\(LineLog.quoted(value.description))" }
        write(line + "\n")
    }

    /// A value that keeps to its line: in quotes where it holds anything but plain characters.
    static func quoted(_ text: String) -> String {
        let isPlain = !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "=") && $0 < 0x7F }
        guard !isPlain else { return text }
        var escaped = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": escaped += "\\\""
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case _ where scalar.value < 0x20: escaped += " "
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped + "\""
    }
}
