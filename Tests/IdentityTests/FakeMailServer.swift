// A mail server that remembers what it heard.

import Foundation
import Synchronization

/// Speaks as much SMTP (RFC 5321) as one letter takes, on the loopback interface.
final class FakeMailServer: Sendable {
    let port: Int
    private let listener: Int32
    private let refusesRecipients: Bool

    struct NoSocket: Error {}

    init(refusesRecipients: Bool = false) throws {
        self.refusesRecipients = refusesRecipients
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard listener >= 0 else { throw NoSocket() }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let (handle, size) = (listener, length)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(handle, $0, size) == 0 && getsockname(handle, $0, &length) == 0 }
        }
        guard isBound, listen(listener, 4) == 0 else { throw NoSocket() }
        port = Int(UInt16(bigEndian: address.sin_port))
    }

    deinit { close(listener) }

    /// Serves one connection to its end; returns the lines it heard.
    func serveOne() async -> [String] {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { [self] in
                let connection = accept(listener, nil, nil)
                defer { close(connection) }
                continuation.resume(returning: converse(connection))
            }
        }
    }

    private func converse(_ connection: Int32) -> [String] {
        var heard: [String] = []
        var waiting: [UInt8] = []
        var isInMessage = false
        func say(_ text: String) {
            _ = Array("\(text)\r\n".utf8).withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        }
        say("220 fake")
        while true {
            while let end = waiting.firstIndex(of: 10) {
                let line = String(decoding: waiting[..<end].filter { $0 != 13 }, as: UTF8.self)
                waiting.removeSubrange(...end)
                heard.append(line)
                if isInMessage {
                    if line == "." {
                        isInMessage = false
                        say("250 taken")
                    }
                    continue
                }
                switch line.prefix(4).uppercased() {
                case "RCPT": say(refusesRecipients ? "550 nobody here" : "250 fine")
                case "DATA":
                    isInMessage = true
                    say("354 go on")
                case "QUIT":
                    say("221 bye")
                    return heard
                default: say("250 fine")
                }
            }
            var buffer = [UInt8](repeating: 0, count: 4096)
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return heard }
            waiting += buffer[..<count]
        }
    }
}
