// A program that is killed in its work.

import Foundation

/// Runs the program `StoreCrash`, which is built beside the tests, and kills it in the middle of its work.
package enum KilledProgram {
    package struct Problem: Error, CustomStringConvertible {
        package let description: String
    }

    /// The lines that it wrote until it was gone, once it had written `count` of them. A line that the kill cut short has no end and is left out.
    package static func lines(_ arguments: [String], killedAfter count: Int) async throws -> [String] {
        let program = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent("StoreCrash").path
        guard FileManager.default.isExecutableFile(atPath: program) else { throw Problem(description: "StoreCrash is built beside the tests") }
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardOutput = pipe
        try process.run()
        let id = process.processIdentifier
        let file = pipe.fileHandleForReading
        // Read to the end, as it acknowledges more until it is gone.
        let output = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                var bytes = Data()
                while bytes.filter({ $0 == UInt8(ascii: "\n") }).count < count {
                    let more = file.availableData
                    if more.isEmpty { break }
                    bytes += more
                }
                kill(id, SIGKILL)
                bytes += file.readDataToEndOfFile()
                continuation.resume(returning: String(decoding: bytes, as: UTF8.self))
            }
        }
        process.waitUntilExit()
        guard process.terminationReason == .uncaughtSignal else { throw Problem(description: "StoreCrash ended by itself") }
        return output.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }
}
