// Files that tests read and write.

import Foundation
import Tabular

/// A file that goes when the test is over. A class, as it removes its file at the end.
final class TemporaryFile {
    let path = FileManager.default.temporaryDirectory.appending(path: "commonweal-\(UUID().uuidString).csv").path()

    init(_ bytes: [UInt8]) throws { try Data(bytes).write(to: URL(filePath: path)) }
    deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// Reads `text` with a header of `required` columns.
func read(_ text: String, _ required: String...) throws -> (rows: [TabularRow], summary: TabularSummary) {
    try TabularReader(bytes: Array(text.utf8), layout: .header(required: required)).rows()
}

/// The sentence with which a file is refused; empty where it was taken.
func refusal(_ body: () throws -> some Any) -> String {
    do {
        _ = try body()
        return ""
    } catch let error as TabularError {
        return error.sentence
    } catch {
        return "another error: \(error)"
    }
}
