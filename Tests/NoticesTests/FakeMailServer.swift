// A mail server that remembers what it heard.

import Foundation

/// Speaks as much SMTP (RFC 5321) as one email takes, on the loopback interface. It answers from a thread of its own: a client that waits
/// must not depend on when a busy machine gets round to the next task.
final class FakeMailServer: Sendable {
    let port: Int
    private let listener: Int32
    private let dialogues: AsyncStream<[String]>

    struct NoSocket: Error {}

    init(refusesRecipients: Bool = false) throws {
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
        let (stream, heard) = AsyncStream.makeStream(of: [String].self)
        dialogues = stream
        Thread.detachNewThread {
            while true {
                let connection = accept(handle, nil, nil)
                guard connection >= 0 else { break }
                heard.yield(FakeMailServer.converse(connection, refusesRecipients: refusesRecipients))
                close(connection)
            }
            close(handle)
        }
    }

    // Wakes the thread that waits for a caller, which then ends.
    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    /// The lines heard from the next caller, once it has gone.
    func dialogue() async -> [String] {
        var iterator = dialogues.makeAsyncIterator()
        return await iterator.next() ?? []
    }

    private static func converse(_ connection: Int32, refusesRecipients: Bool) -> [String] {
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
