// Refuses forms that another site sent.

import CSodium
import Foundation
import Store

/// Tells our own forms from forms that another site makes a person's browser send.
struct FormGuard: Sendable {
    /// Names an anonymous visitor, whose form token is this value signed.
    static let visitorCookie = "visitor"

    let secret: [UInt8]

    /// The token of an anonymous visitor's forms: HMAC-SHA-512-256 of the visitor's cookie.
    func token(visitor: String) -> String {
        let message = Array("form token of \(visitor)".utf8)
        var key = [UInt8](repeating: 0, count: 32)
        var tag = [UInt8](repeating: 0, count: 32)
        crypto_generichash(&key, key.count, secret, UInt64(secret.count), nil, 0)
        crypto_auth(&tag, message, UInt64(message.count), key)
        return Fingerprint.hexadecimal(tag)
    }

    static func newVisitor() -> String {
        var random = SystemRandomNumberGenerator()
        return (0..<2).map { _ in hex(random.next()) }.joined()
    }

    /// Equal, in a time that does not tell where they differ.
    static func matches(_ left: String, _ right: String) -> Bool {
        let (left, right) = (Array(left.utf8), Array(right.utf8))
        guard left.count == right.count, !left.isEmpty else { return false }
        return zip(left, right).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// Whether the browser itself says that the form came from elsewhere (Fetch Metadata, and the Origin header of RFC 6454).
    static func isFromElsewhere(_ headers: Headers) -> Bool {
        if let site = headers["sec-fetch-site"], site != "same-origin", site != "none" { return true }
        guard let origin = headers["origin"] else { return false }
        guard let host = headers["host"], let scheme = origin.range(of: "://") else { return true }
        return origin[scheme.upperBound...].lowercased() != host.lowercased()
    }
}

/// A number in hexadecimal, two digits a byte.
func hex<Number: FixedWidthInteger & UnsignedInteger>(_ number: Number) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: Number.bitWidth / 4 - digits.count) + digits
}
