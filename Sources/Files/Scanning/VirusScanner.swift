// Asks ClamAV's daemon about a content.

import Foundation
import Kernel

/// Why a scanner gave no verdict.
package enum ScannerProblem: ErrorInWords, Hashable {
    case unreachable
    case silent
    /// Its own limit, StreamMaxLength, is below the file's length.
    case tooLarge
    case strange

    package var sentence: String {
        switch self {
        case .unreachable: "The virus scanner cannot be reached. See that clamd runs and that COMMONWEAL_CLAMAV says where; it is tried again."
        case .silent: "The virus scanner does not answer in time. See whether clamd is busy; it is tried again."
        case .tooLarge: "The virus scanner takes no file of this length. Raise StreamMaxLength in clamd's settings."
        case .strange: "What answers in the virus scanner's place is no clamd. See what COMMONWEAL_CLAMAV names."
        }
    }
}

/// ClamAV's daemon behind a socket: its INSTREAM command (clamd(8)), contents in pieces with their length before them.
package struct VirusScanner: Hashable, Sendable {
    package enum Place: Hashable, Sendable {
        case socket(path: String)
        case host(String, port: Int)
    }

    package enum Verdict: Hashable, Sendable {
        case clean
        /// The name that the scanner gives it.
        case found(String)
    }

    package let place: Place
    /// How long a scan may take in all.
    package let patience: Duration

    package init(_ place: Place, patience: Duration = .seconds(120)) {
        self.place = place
        self.patience = patience
    }

    /// - Throws: `ScannerProblem`.
    package func scan(_ bytes: [UInt8]) async throws -> Verdict {
        let answer = try await ask("zINSTREAM\0", with: bytes)
        if answer == "stream: OK" { return .clean }
        if answer.hasSuffix(" FOUND"), answer.hasPrefix("stream: ") { return .found(Self.printable(answer.dropFirst(8).dropLast(6))) }
        throw answer.contains("size limit exceeded") ? ScannerProblem.tooLarge : ScannerProblem.strange
    }

    /// Whether it answers.
    /// - Throws: `ScannerProblem`.
    package func check() async throws {
        guard try await ask("zPING\0", with: nil) == "PONG" else { throw ScannerProblem.strange }
    }

    // The name comes from outside and is shown on pages.
    private static func printable(_ name: Substring) -> String {
        String(name.unicodeScalars.filter { $0.isASCII && $0.value >= 32 && $0.value < 127 }.prefix(80).map(Character.init))
    }

    // Blocks, so on a thread outside the pool that all tasks share.
    private func ask(_ command: String, with bytes: [UInt8]?) async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(
                    with: Result {
                        let connection = try ScannerConnection(to: place, patience: patience)
                        defer { connection.close() }
                        return try connection.exchange(command, with: bytes)
                    })
            }
        }
    }
}

/// One connection, given up when its time is over.
private struct ScannerConnection {
    private let handle: Int32
    private let deadline: ContinuousClock.Instant
    private static let pieceBytes = 65_536
    private static let answerLimit = 4096

    init(to place: VirusScanner.Place, patience: Duration) throws {
        deadline = .now + patience
        switch place {
        case .socket(let path):
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            let room = MemoryLayout.size(ofValue: address.sun_path)
            guard path.utf8.count < room else { throw ScannerProblem.unreachable }
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
            let until = deadline
            handle = try withUnsafePointer(to: &address) { pointer in
                try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    try Self.connected(AF_UNIX, $0, socklen_t(MemoryLayout<sockaddr_un>.size), until: until)
                }
            }
        case .host(let name, let port):
            var hints = addrinfo()
            hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
            var found: UnsafeMutablePointer<addrinfo>?
            guard getaddrinfo(name, String(port), &hints, &found) == 0 else { throw ScannerProblem.unreachable }
            defer { freeaddrinfo(found) }
            var next = found
            var connected: Int32?
            while let info = next, connected == nil {
                connected = try? Self.connected(info.pointee.ai_family, info.pointee.ai_addr, info.pointee.ai_addrlen, until: deadline)
                next = info.pointee.ai_next
            }
            guard let connected else { throw ScannerProblem.unreachable }
            handle = connected
        }
    }

    private static func connected(
        _ family: Int32, _ address: UnsafePointer<sockaddr>?, _ length: socklen_t, until deadline: ContinuousClock.Instant
    ) throws -> Int32 {
        // Never waits by itself: `ready` does, until the deadline.
        let handle = socket(family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard handle >= 0 else { throw ScannerProblem.unreachable }
        do {
            if connect(handle, address, length) != 0 {
                guard errno == EINPROGRESS || errno == EAGAIN else { throw ScannerProblem.unreachable }
                try ready(handle, for: POLLOUT, until: deadline)
                var fault: Int32 = 0
                var size = socklen_t(MemoryLayout<Int32>.size)
                guard getsockopt(handle, SOL_SOCKET, SO_ERROR, &fault, &size) == 0, fault == 0 else { throw ScannerProblem.unreachable }
            }
            return handle
        } catch {
            Foundation.close(handle)
            throw error
        }
    }

    func close() { _ = Foundation.close(handle) }

    func exchange(_ command: String, with bytes: [UInt8]?) throws -> String {
        var isTaken = send(Array(command.utf8))
        if let bytes {
            for start in stride(from: 0, to: bytes.count, by: Self.pieceBytes) where isTaken {
                let piece = bytes[start..<min(start + Self.pieceBytes, bytes.count)]
                isTaken = send(withUnsafeBytes(of: UInt32(piece.count).bigEndian) { Array($0) } + piece)
            }
            if isTaken { isTaken = send([0, 0, 0, 0]) }
        }
        // A scanner that stops listening in the middle has said why.
        return try answer()
    }

    private func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            guard (try? Self.ready(handle, for: POLLOUT, until: deadline)) != nil else { return false }
            let count = bytes[sent...].withUnsafeBytes { Foundation.send(handle, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count > 0 { sent += count } else if errno != EAGAIN && errno != EINTR { return false }
        }
        return true
    }

    private func answer() throws -> String {
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1024)
        while answer.count < Self.answerLimit {
            try Self.ready(handle, for: POLLIN, until: deadline)
            let count = recv(handle, &buffer, buffer.count, 0)
            if count < 0, errno == EAGAIN || errno == EINTR { continue }
            guard count > 0 else { throw answer.isEmpty ? ScannerProblem.unreachable : ScannerProblem.strange }
            answer += buffer[..<count]
            if let end = answer.firstIndex(of: 0) { return String(decoding: answer[..<end], as: UTF8.self) }
        }
        throw ScannerProblem.strange
    }

    private static func ready(_ handle: Int32, for event: Int32, until deadline: ContinuousClock.Instant) throws {
        while true {
            let left = Int32(clamping: Int64((deadline - .now) / .milliseconds(1)))
            guard left > 0 else { throw ScannerProblem.silent }
            var waiting = pollfd(fd: handle, events: Int16(event), revents: 0)
            let count = poll(&waiting, 1, left)
            if count > 0 { return }
            if count < 0, errno != EINTR { throw ScannerProblem.unreachable }
        }
    }
}
