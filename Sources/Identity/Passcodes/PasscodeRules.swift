// Time-based one-time passcodes.

import Kernel
import Web

/// What a typed passcode is worth.
package enum PasscodeVerdict: Hashable, Sendable {
    /// Right for this time step, which must be kept so that it is never taken again.
    case right(step: Int)
    /// Right, but this step or a later one has been used: somebody may have looked over a shoulder.
    case used
    case wrong
}

/// RFC 6238 with its defaults: HMAC-SHA-1, steps of 30 seconds, six digits; one step of drift either side (5.2).
package enum PasscodeRules {
    /// Seconds.
    static let stepLength: Int64 = 30
    static let digits = 6
    /// 160 bits, the length that RFC 4226 (4, R6) recommends.
    static let secretLength = 20

    package static func step(at instant: Instant) -> Int { Int((instant.milliseconds / 1000).dividedDown(by: stepLength)) }

    package static func code(of secret: [UInt8], step: Int, digits: Int = PasscodeRules.digits) -> String {
        let counter = stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: step >> $0) }
        let tag = SHA1.authentication(of: counter, under: secret)
        let offset = Int(tag[19] & 0xF)
        let number = tag[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } & 0x7FFF_FFFF
        let modulus = (0..<digits).reduce(1) { power, _ in power * 10 }
        return (number % modulus).padded(digits)
    }

    /// `lastStep` is the latest step that was taken, or a negative number.
    package static func verdict(on typed: String, secret: [UInt8], lastStep: Int, at instant: Instant) -> PasscodeVerdict {
        let text = typed.filter { !$0.isWhitespace }
        let now = step(at: instant)
        let matches = [now, now - 1, now + 1].filter { Sodium.same(code(of: secret, step: $0), text) }
        guard !matches.isEmpty else { return .wrong }
        guard let fresh = matches.first(where: { $0 > lastStep }) else { return .used }
        return .right(step: fresh)
    }
}

/// A secret shared with a person's authenticator app.
package struct PasscodeSecret: Hashable, Sendable {
    package let bytes: [UInt8]

    package init(bytes: [UInt8]) { self.bytes = bytes }
    init(from random: RandomBytes) { bytes = random.draw(PasscodeRules.secretLength) }

    /// RFC 4648 base 32 without padding, as apps read it.
    package var base32: String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        var text = ""
        var (buffer, held) = (0, 0)
        for byte in bytes {
            buffer = buffer << 8 | Int(byte)
            held += 8
            while held >= 5 {
                held -= 5
                text.append(alphabet[buffer >> held & 31])
            }
            buffer &= (1 << held) - 1
        }
        if held > 0 { text.append(alphabet[buffer << (5 - held) & 31]) }
        return text
    }

    /// The key in groups of four, to be typed into an app.
    package var spaced: String {
        let text = Array(base32)
        return stride(from: 0, to: text.count, by: 4).map { String(text[$0..<min($0 + 4, text.count)]) }.joined(separator: " ")
    }

    /// What an app reads from a QR code or a link.
    package func link(for email: EmailAddress, issuer: String) -> String {
        let label = "\(Address.encode(issuer)):\(Address.encode(email.stored))"
        return "otpauth://totp/\(label)?secret=\(base32)&issuer=\(Address.encode(issuer))&algorithm=SHA1&digits=6&period=30"
    }
}
