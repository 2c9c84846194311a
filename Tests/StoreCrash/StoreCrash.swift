// Writes until it is killed, for a test.

import Foundation
import Kernel
import Store

/// Writes numbers into the database in the folder given, from several tasks, and prints each number once its write was acknowledged. The test kills
/// it with no warning and looks which numbers are there.
@main
enum StoreCrash {
    static func main() async throws {
        guard CommandLine.arguments.count == 3, let first = Int(CommandLine.arguments[2]) else { exit(64) }
        let database = try DatabaseLocation.directory(CommandLine.arguments[1]).open()
        let now = Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
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
}
