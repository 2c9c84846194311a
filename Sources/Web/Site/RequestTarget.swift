// Checks the address that was asked for.

/// A path and query that were asked for, checked and decoded.
struct RequestTarget: Sendable {
    /// The longest path with its query, in bytes.
    static let longest = 8192

    let path: String
    let segments: [String]
    let query: Fields

    /// Throws `Refusal.badRequest` for a path that climbs (`../`), that hides a separator, or that is not text.
    init(_ target: String) throws {
        guard target.utf8.count <= RequestTarget.longest else { throw Refusal.badRequest("The address is too long.") }
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let raw = parts[0]
        guard raw.hasPrefix("/"), !raw.contains("//"), !raw.contains("\\") else { throw RequestTarget.refused }
        do {
            segments = try raw.split(separator: "/").map { segment in
                let decoded = try FormDecoding.utf8(FormDecoding.percentDecoded(segment.utf8, plusIsSpace: false))
                guard decoded != "..", decoded != ".", !decoded.contains("/"), !decoded.contains("\\"),
                    !decoded.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 })
                else { throw RequestTarget.refused }
                return decoded
            }
            query = parts.count == 2 ? try FormDecoding.fields(parts[1].utf8) : Fields()
        } catch is BodyProblem {
            throw RequestTarget.refused
        }
        path = String(raw)
    }

    private static var refused: Refusal { .badRequest("The address is not one of this service. Check it, or start from the home page.") }
}
