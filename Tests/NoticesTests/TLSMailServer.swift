// A mail server with TLS and its certificate.

import Foundation

/// A certification authority that nobody trusts, and a certificate from it for "localhost". Made with openssl in a folder of the test's own.
struct ThrowawayAuthority {
    let folder: String

    var authorities: String { "\(folder)/authority.pem" }
    var certificate: String { "\(folder)/server.pem" }
    var key: String { "\(folder)/server.key" }

    struct Failed: Error { let command: String }

    init(in folder: String) throws {
        self.folder = folder
        try "subjectAltName=DNS:localhost\n".write(toFile: "\(folder)/names", atomically: true, encoding: .utf8)
        let newKey = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
        try run("req -x509 \(newKey) -days 2 -subj /CN=Throwaway -keyout authority.key -out authority.pem")
        try run("req \(newKey) -subj /CN=localhost -keyout server.key -out server.csr")
        try run("x509 -req -in server.csr -CA authority.pem -CAkey authority.key -CAcreateserial -days 2 -extfile names -out server.pem")
    }

    private func run(_ command: String) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["openssl"] + command.split(separator: " ").map(String.init)
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failed(command: command) }
    }
}

/// `Fixtures/tls_mail_server.py` in a process of its own, which takes callers from before `init` returns and ends with this object.
final class TLSMailServer {
    let port: Int
    private let process = Process()
    private let input = Pipe()
    private let dialogues: AsyncStream<[String]>

    struct DidNotStart: Error {}

    init(_ protection: String, _ authority: ThrowawayAuthority, user: String, password: String) throws {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/tls_mail_server.py").path
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", script, protection, authority.certificate, authority.key, user, password]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        var lines = LineReader(output.fileHandleForReading)
        guard let first = lines.next(), let port = Int(first) else { throw DidNotStart() }
        self.port = port
        let (stream, heard) = AsyncStream.makeStream(of: [String].self)
        dialogues = stream
        let rest = lines
        Thread.detachNewThread {
            var rest = rest
            while let line = rest.next() { heard.yield((try? JSONDecoder().decode([String].self, from: Data(line.utf8))) ?? []) }
            heard.finish()
        }
    }

    deinit { try? input.fileHandleForWriting.close() }

    /// The lines heard from the next caller, once it has gone.
    func dialogue() async -> [String] {
        var iterator = dialogues.makeAsyncIterator()
        return await iterator.next() ?? []
    }
}

private struct LineReader: Sendable {
    private let handle: FileHandle
    private var waiting: [UInt8] = []

    init(_ handle: FileHandle) { self.handle = handle }

    /// The next line; waits for it.
    mutating func next() -> String? {
        while true {
            if let end = waiting.firstIndex(of: 10) {
                defer { waiting.removeSubrange(...end) }
                return String(decoding: waiting[..<end], as: UTF8.self)
            }
            let more = handle.availableData
            guard !more.isEmpty else { return nil }
            waiting += more
        }
    }
}
