// An email as mail servers read it.

import CSodium
import Kernel

/// RFC 5322 headers and a UTF-8 body in base 64 (RFC 2045), so that no line is too long and nothing in it can be taken for a header.
enum MailFormat {
    static func message(_ email: Email, from sender: EmailAddress) -> String {
        let lines = [
            "Date: \(date(email.writtenAt))",
            "From: Commonweal <\(sender.stored)>",
            "To: <\(email.recipient.stored)>",
            "Subject: \(header(email.subject))",
            "Message-ID: <\(email.id.stored)@\(sender.stored.split(separator: "@").last ?? "localhost")>",
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: base64",
            "Auto-Submitted: auto-generated",
            "",
        ]
        return (lines + wrapped(base64(Array(email.body.utf8)))).joined(separator: "\r\n") + "\r\n"
    }

    /// "Sat, 21 Nov 2026 18:40:00 +0000"
    static func date(_ instant: Instant) -> String {
        let days = Int(instant.milliseconds.dividedDown(by: 86_400_000))
        let date = LocalDate(daysSince1970: days)
        let seconds = Int(instant.milliseconds / 1000) - days * 86_400
        let time = "\((seconds / 3600).padded(2)):\((seconds / 60 % 60).padded(2)):\((seconds % 60).padded(2))"
        return "\(date.weekday.title.prefix(3)), \(date.shortText) \(time) +0000"
    }

    static func base64(_ bytes: [UInt8]) -> String {
        let length = sodium_base64_encoded_len(bytes.count, sodium_base64_VARIANT_ORIGINAL)
        var text = [CChar](repeating: 0, count: length)
        sodium_bin2base64(&text, length, bytes, bytes.count, sodium_base64_VARIANT_ORIGINAL)
        return String(decoding: text.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    // Our subjects are plain; anything else would need RFC 2047 and goes as question marks rather than as a second header.
    private static func header(_ text: String) -> String {
        String(text.unicodeScalars.map { (0x20..<0x7F).contains($0.value) ? Character($0) : "?" })
    }

    private static func wrapped(_ text: String) -> [String] {
        var rest = text[...]
        var lines: [String] = []
        while !rest.isEmpty {
            lines.append(String(rest.prefix(76)))
            rest = rest.dropFirst(76)
        }
        return lines
    }
}
