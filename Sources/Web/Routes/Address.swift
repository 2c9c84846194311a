// Where a page lives, for routes and links.

import Kernel

/// The address of a page, with its gaps in braces: `Address("/desk/patients/{patient}")`. Each room keeps its own in one enum.
package struct Address: Hashable, Sendable {
    package let pattern: String

    package init(_ pattern: String) { self.pattern = pattern }

    /// The names of the gaps, in order.
    package var gaps: [String] {
        pattern.split(separator: "/").compactMap { $0.hasPrefix("{") && $0.hasSuffix("}") ? String($0.dropFirst().dropLast()) : nil }
    }

    /// The address with its gaps filled in order and `query` after it. Values are percent-encoded. Never put a patient's details in one.
    package func path(_ values: String..., query: KeyValuePairs<String, String> = [:]) -> String {
        var remaining = values[...]
        let filled = pattern.split(separator: "/", omittingEmptySubsequences: false).map { part -> String in
            guard part.hasPrefix("{"), part.hasSuffix("}") else { return String(part) }
            return Address.encode(remaining.popFirst() ?? "")
        }.joined(separator: "/")
        guard !query.isEmpty else { return filled }
        return filled + "?" + query.map { "\(Address.encode($0.key))=\(Address.encode($0.value))" }.joined(separator: "&")
    }

    package func path<Subject>(_ id: ID<Subject>, query: KeyValuePairs<String, String> = [:]) -> String { path(id.stored, query: query) }

    package static func encode(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"),
                UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "~"):
                encoded.append(Character(UnicodeScalar(byte)))
            default:
                let hex = String(byte, radix: 16, uppercase: true)
                encoded += byte < 16 ? "%0\(hex)" : "%\(hex)"
            }
        }
        return encoded
    }
}
