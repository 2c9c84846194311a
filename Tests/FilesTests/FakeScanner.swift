// A virus scanner that says what it is told.

import Foundation

/// Speaks as much of clamd's protocol as INSTREAM and PING take (clamd(8)), by TCP or by a socket in a folder. It answers from a thread of its own.
final class FakeScanner: Sendable {
    enum Manner: Sendable {
        /// Finds the test file of eicar.org in what it hears.
        case honest
        case silent
        /// Hangs up in the middle of the content.
        case gone
        case garbage
        /// Its StreamMaxLength is 1,000 bytes.
        case small
        /// Talks without an end.
        case endless
    }

    let port: Int
    private let listener: Int32

    struct NoSocket: Error {}

    /// - Parameter path: a socket of that name in place of a port.
    init(_ manner: Manner, path: String? = nil) throws {
        listener = socket(path == nil ? AF_INET : AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        guard listener >= 0 else { throw NoSocket() }
        let handle = listener
        if let path {
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
            let isBound = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(handle, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0 }
            }
            guard isBound else { throw NoSocket() }
            port = 0
        } else {
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let size = length
            let isBound = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(handle, $0, size) == 0 && getsockname(handle, $0, &length) == 0 }
            }
            guard isBound else { throw NoSocket() }
            port = Int(UInt16(bigEndian: address.sin_port))
        }
        guard listen(listener, 4) == 0 else { throw NoSocket() }
        Thread.detachNewThread {
            while true {
                let connection = accept(handle, nil, nil)
                guard connection >= 0 else { break }
                FakeScanner.converse(connection, manner)
                close(connection)
            }
            close(handle)
        }
    }

    // Wakes the thread that waits for a caller, which then ends.
    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    private static func converse(_ connection: Int32, _ manner: Manner) {
        func say(_ text: String) { _ = Array(text.utf8).withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) } }
        func hear(_ count: Int) -> [UInt8]? {
            var heard: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while heard.count < count {
                let got = recv(connection, &buffer, min(buffer.count, count - heard.count), 0)
                guard got > 0 else { return nil }
                heard += buffer[..<got]
            }
            return heard
        }
        var command: [UInt8] = []
        while let byte = hear(1)?.first, byte != 0 { command.append(byte) }
        if command == Array("zPING".utf8), case .honest = manner { return say("PONG\0") }
        var content: [UInt8] = []
        while let head = hear(4) {
            let length = head.reduce(0) { $0 << 8 | Int($1) }
            if length == 0 { break }
            guard let piece = hear(length) else { return }
            content += piece
            if case .gone = manner { return }
            if case .small = manner, content.count > 1000 { return say("INSTREAM size limit exceeded. ERROR\0") }
        }
        switch manner {
        case .honest, .small: say(content.firstRange(of: Samples.eicar) == nil ? "stream: OK\0" : "stream: Eicar-Signature FOUND\0")
        // Until the caller has had enough.
        case .silent: _ = hear(1)
        case .gone: break
        case .garbage: say("HTTP/1.1 400 Bad Request\r\n\r\n\0")
        case .endless: for _ in 0..<1000 { say(String(repeating: "stream: ", count: 100)) }
        }
    }
}
