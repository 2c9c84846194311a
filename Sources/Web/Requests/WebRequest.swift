// A request and its answer, without a socket.

/// A request as the shell takes it, whichever server or test brings it.
package struct WebRequest: Sendable {
    package let method: String
    /// Path and query as sent.
    package let target: String
    package let headers: Headers
    package let remoteAddress: String
    /// Reads the body; throws `BodyProblem` beyond the given number of bytes and where it comes too slowly.
    package let body: @Sendable (_ limit: Int) async throws -> [UInt8]

    package init(
        method: String, target: String, headers: Headers = Headers(), remoteAddress: String = "",
        body: @escaping @Sendable (Int) async throws -> [UInt8]
    ) {
        self.method = method
        self.target = target
        self.headers = headers
        self.remoteAddress = remoteAddress
        self.body = body
    }

    package init(method: String, target: String, headers: Headers = Headers(), remoteAddress: String = "", bytes: [UInt8] = []) {
        self.init(method: method, target: target, headers: headers, remoteAddress: remoteAddress) { limit in
            guard bytes.count <= limit else { throw BodyProblem.tooLarge(limit: limit) }
            return bytes
        }
    }
}

/// Why a body could not be read.
package enum BodyProblem: Error, Hashable, Sendable {
    case tooLarge(limit: Int)
    case tooSlow
    case illFormed(String)
}

package struct WebResponse: Sendable {
    package var status: Int
    package var headers: Headers
    package var body: [UInt8]
    /// In place of the body, where it may be long.
    package var file: TemporaryFile?

    package init(status: Int, headers: Headers = Headers(), body: [UInt8] = [], file: TemporaryFile? = nil) {
        self.status = status
        self.headers = headers
        self.body = body
        self.file = file
    }

    package var text: String { String(decoding: (try? file?.bytes()) ?? body, as: UTF8.self) }
}

/// Header fields in order; names are compared without regard to case.
package struct Headers: Hashable, Sendable, ExpressibleByDictionaryLiteral {
    package struct Field: Hashable, Sendable {
        package let name: String
        package let value: String
    }

    package private(set) var fields: [Field] = []

    package init() {}
    package init(dictionaryLiteral pairs: (String, String)...) { for (name, value) in pairs { add(name, value) } }

    package mutating func add(_ name: String, _ value: String) { fields.append(Field(name: name.lowercased(), value: value)) }
    package mutating func set(_ name: String, _ value: String) {
        let lower = name.lowercased()
        fields.removeAll { $0.name == lower }
        fields.append(Field(name: lower, value: value))
    }

    /// The first value of `name`, which is written in lower case.
    package subscript(_ name: String) -> String? { fields.first { $0.name == name }?.value }
    package func all(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }

    /// The cookies of a request.
    package var cookies: [String: String] {
        var cookies: [String: String] = [:]
        for field in all("cookie") {
            for pair in field.split(separator: ";") {
                let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard parts.count == 2 else { continue }
                let name = parts[0].drop { $0 == " " }
                // The first of a name counts: browsers send the most specific first.
                if !name.isEmpty, cookies[String(name)] == nil { cookies[String(name)] = String(parts[1]) }
            }
        }
        return cookies
    }
}
