// Says how far long work has come.

import Foundation
import Kernel
import Synchronization

/// Progress on standard error: one line that is written over on a terminal, a line now and then elsewhere. A class because the work that reports
/// runs on other threads.
final class ProgressLine: Sendable {
    private struct State {
        var lastPercent = -1
        var lastRows = 0
        var isOpen = false
    }

    private let what: String
    private let isTerminal: Bool
    private let isQuiet: Bool
    private let state = Mutex(State())

    init(_ what: String, isQuiet: Bool = false) {
        self.what = what
        self.isQuiet = isQuiet
        isTerminal = isatty(FileHandle.standardError.fileDescriptor) == 1
    }

    func report(_ done: Int, of total: Int) {
        guard !isQuiet, total > 0 else { return }
        let percent = done * 100 / total
        state.withLock { state in
            guard percent >= state.lastPercent + (isTerminal ? 1 : 25) else { return }
            state.lastPercent = percent
            state.isOpen = isTerminal
            write(isTerminal ? "\r\u{1B}[K\(what): \(percent)%" : "\(what): \(percent)%\n")
        }
    }

    /// For work whose end is not known beforehand.
    func report(rows: Int) {
        guard !isQuiet, rows > 0 else { return }
        state.withLock { state in
            guard isTerminal || rows >= state.lastRows + 250_000 else { return }
            state.lastRows = rows
            state.isOpen = isTerminal
            write(isTerminal ? "\r\u{1B}[K\(what): \(rows.grouped) rows" : "\(what): \(rows.grouped) rows\n")
        }
    }

    func say(_ sentence: String) {
        guard !isQuiet else { return }
        finish()
        write(sentence + "\n")
    }

    /// Ends the line that is being written over.
    func finish() {
        let wasOpen = state.withLock { state in
            defer { state.isOpen = false }
            return state.isOpen
        }
        if wasOpen { write("\n") }
    }

    private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}

/// Results for programs.
enum JSONText {
    static func of(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
