// The product in a process of its own.

import Foundation

/// A server that is started, spoken to, and stopped or killed.
struct ServerProcess {
    let port: Int
    private let process: Process

    /// Starts this very program as `serve`, and waits for its port.
    static func start(_ options: GroundOptions) throws -> ServerProcess {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
        process.arguments = ["serve", "--folder", options.folder] + (options.database.map { ["--database", $0] } ?? [])
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        var text = ""
        while !text.contains("\n") {
            let data = pipe.fileHandleForReading.availableData
            if data.isEmpty { throw BenchmarkProblem("the server did not start") }
            text += String(decoding: data, as: UTF8.self)
        }
        guard let port = Int(text.filter(\.isNumber)) else { throw BenchmarkProblem("the server says \(text)") }
        return ServerProcess(port: port, process: process)
    }

    /// Processor time used so far, in seconds.
    var processorSeconds: Double { ProcessorTime.seconds(of: Int(process.processIdentifier)) }

    var residentMegabytes: Int {
        guard let status = try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8),
            let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmRSS") })
        else { return 0 }
        return (Int(line.filter(\.isNumber)) ?? 0) / 1024
    }

    func stop() {
        process.terminate()
        process.waitUntilExit()
    }

    func kill() {
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }
}
