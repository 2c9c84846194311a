// Writes until it is killed, for a test.

import Files
import Foundation
import Kernel
import Store

/// Writes numbers into the database in the folder given, from several tasks, and prints each number once its write was acknowledged; with "files" it
/// keeps files and prints their identifiers. The test kills it with no warning and looks what is there.
@main
enum StoreCrash {
    static func main() async throws {
        guard CommandLine.arguments.count >= 3, let first = Int(CommandLine.arguments[2]) else { exit(64) }
        let database = try DatabaseLocation.directory(CommandLine.arguments[1]).open()
        let now = Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
        if CommandLine.arguments.count > 3 { return try await keepFiles(in: database, from: first, at: now) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    var number = first + task
                    while true {
                        let written = number
                        try await database.write(by: Actor(process: "crash test"), at: now) { transaction in
                            try transaction.execute("INSERT INTO numbers (number) VALUES (\(written))")
                            try transaction.execute("UPDATE sums SET total = total + \(written), terms = terms + 1")
                            try transaction.audit("number written", AuditSubject("number", String(written)))
                        }
                        FileHandle.standardOutput.write(Data("\(written)\n".utf8))
                        number += 8
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    /// Each file is of 1.5 MB, six chunks in two transactions, and the key is that of `FileStore.test`.
    private static func keepFiles(in database: any Database, from first: Int, at now: Instant) async throws {
        guard let key = FileKey([UInt8](repeating: 7, count: 32)) else { exit(64) }
        let files = FileStore(database, key: key)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<4 {
                group.addTask {
                    var number = first + task
                    while true {
                        let line = Array("\(number) ".utf8)
                        let bytes = Array(repeating: line, count: 1_500_000 / line.count + 1).joined().prefix(1_500_000)
                        let held = try await files.hold(Array(bytes), name: "a.txt", within: FileLimits([.text], bytes: 1 << 22), at: now)
                        let id = try await database.write(by: Actor(process: "crash test"), at: now) { try files.keep(held, in: $0) }
                        FileHandle.standardOutput.write(Data("\(id)\n".utf8))
                        number += 4
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}
