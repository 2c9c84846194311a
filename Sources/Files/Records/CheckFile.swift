// Looks into a file that was kept.

import Foundation
import Kernel
import Store

/// Has a file scanned for viruses where a scanner is set up, and takes its text. A scanner that is away keeps the file waiting.
package struct CheckFile: Job {
    package static let kind = "check file"
    /// Some nine hours in all: a scanner may be away for a night.
    package static let attempts = 12
    private let files: FileStore

    package init(files: FileStore) { self.files = files }

    private struct Payload: Codable {
        let file: FileID
        let pages: Int
    }

    static func payload(_ id: FileID, pageLimit: Int) throws -> String {
        String(decoding: try JSONEncoder().encode(Payload(file: id, pages: pageLimit)), as: UTF8.self)
    }

    package func run(_ item: JobItem, in database: any Database, at now: Instant) async throws {
        let payload = try JSONDecoder().decode(Payload.self, from: Data(item.payload.utf8))
        let found = try await database.read { connection -> (StoredFile, [UInt8])? in
            guard let file = try files.file(payload.file, in: connection), file.state == .waiting else { return nil }
            return (file, try files.bytes(of: file, in: connection))
        }
        guard let (file, bytes) = found else { return }
        var finding: FileFinding?
        if let scanner = files.settings.scanner {
            do {
                if case .found(let name) = try await scanner.scan(bytes) { finding = .infected(name) }
            } catch let problem as ScannerProblem {
                try await database.maintain { try files.note(problem.sentence, on: file.id, in: $0) }
                throw problem
            }
        }
        var (text, wall): (String?, Sandbox.Wall?) = (nil, nil)
        if finding == nil {
            let outcome: TextOutcome
            (outcome, wall) = await files.settings.reading.read(bytes, file.type, pageLimit: payload.pages)
            switch outcome {
            case .read(let words, let pages): (finding, text) = (.sound(pages: pages), words)
            case .tooManyPages: finding = .tooManyPages(limit: payload.pages)
            case .unreadable(let fault): finding = .unreadable(fault)
            case .notTried: finding = .sound(pages: nil)
            }
        }
        guard let finding else { return }
        let (words, behind) = (text, wall?.rawValue ?? "nothing")
        let scannedAt = files.settings.scanner == nil ? nil : now
        try await database.write(by: Actor(process: Self.kind), at: now) { transaction in
            try files.settle(file.id, finding, text: words, scannedAt: scannedAt, wall: behind, in: transaction)
        }
    }
}
