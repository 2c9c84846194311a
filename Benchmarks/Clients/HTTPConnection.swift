// A client that costs the machine little.

import Foundation

/// What a server answered.
struct HTTPAnswer {
    let status: Int
    let headers: [(name: String, value: String)]
    let body: [UInt8]

    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
    var text: String { String(decoding: body, as: UTF8.self) }
}

enum HTTPFault: Error {
    case noConnection
    case closed
    case unreadable
}

/// One HTTP/1.1 connection that is kept open, with blocking calls for a thread of its own. A class, as it owns a socket.
final class HTTPConnection {
    private let port: Int
    private var descriptor: Int32 = -1
    private var buffer: [UInt8] = []
    private var cookies: [String: String]

    init(port: Int, cookies: [String: String] = [:]) {
        self.port = port
        self.cookies = cookies
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    var jar: [String: String] { cookies }

    func get(_ path: String) throws -> HTTPAnswer { try send("GET", path, nil) }

    func post(_ path: String, _ fields: [(String, String)]) throws -> HTTPAnswer {
        try send("POST", path, fields.map { "\(HTTPConnection.encoded($0.0))=\(HTTPConnection.encoded($0.1))" }.joined(separator: "&"))
    }

    private func send(_ method: String, _ path: String, _ body: String?) throws -> HTTPAnswer {
        if descriptor < 0 { try open() }
        var request = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n"
        if !cookies.isEmpty { request += "Cookie: \(cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; "))\r\n" }
        if let body { request += "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: \(body.utf8.count)\r\n" }
        request += "\r\n" + (body ?? "")
        try write(Array(request.utf8))
        let answer = try read()
        for field in answer.headers where field.name == "set-cookie" {
            let pair = field.value.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if pair.count == 2 { cookies[String(pair[0])] = String(pair[1]) }
        }
        return answer
    }

    private func open() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, size) }
        }
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        guard result == 0 else {
            close(descriptor)
            descriptor = -1
            throw HTTPFault.noConnection
        }
    }

    private func write(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Foundation.send(descriptor, $0.baseAddress?.advanced(by: sent), bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw HTTPFault.closed }
            sent += count
        }
    }

    private func read() throws -> HTTPAnswer {
        var end = headEnd(from: 0)
        while end == nil {
            let seen = max(0, buffer.count - 3)
            try fill()
            end = headEnd(from: seen)
        }
        guard let end else { throw HTTPFault.unreadable }
        let lines = String(decoding: buffer[..<end], as: UTF8.self).split(separator: "\r\n")
        guard let first = lines.first?.split(separator: " "), first.count >= 2, let status = Int(first[1]) else { throw HTTPFault.unreadable }
        let headers = lines.dropFirst().compactMap { line -> (name: String, value: String)? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            return (line[..<colon].lowercased(), line[line.index(after: colon)...].drop { $0 == " " }.description)
        }
        let length = headers.first { $0.name == "content-length" }.flatMap { Int($0.value) } ?? 0
        while buffer.count < end + 4 + length { try fill() }
        let body = Array(buffer[(end + 4)..<(end + 4 + length)])
        buffer.removeFirst(end + 4 + length)
        return HTTPAnswer(status: status, headers: headers, body: body)
    }

    private func headEnd(from start: Int) -> Int? {
        guard buffer.count >= start + 4 else { return nil }
        return (start...(buffer.count - 4)).first { buffer[$0] == 13 && buffer[$0 + 1] == 10 && buffer[$0 + 2] == 13 && buffer[$0 + 3] == 10 }
    }

    private func fill() throws {
        var block = [UInt8](repeating: 0, count: 65_536)
        let count = block.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
        guard count > 0 else {
            close(descriptor)
            descriptor = -1
            throw HTTPFault.closed
        }
        buffer.append(contentsOf: block[..<count])
    }

    private static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }
}
