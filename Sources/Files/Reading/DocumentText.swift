// The text of a Word document's main part.

/// Reads WordprocessingML (ECMA-376, part 1, section 17) as far as its words go: runs of text, tabs, breaks, and paragraphs. What was deleted under tracked
/// changes is left out. No entity is ever expanded but the five of XML and numbers; a part that declares others is refused.
enum DocumentText {
    /// - Throws: `ZipProblem.damaged` for what is not such a part.
    static func text(ofPart part: [UInt8]) throws -> String {
        var text: [UInt8] = []
        var isInText = false
        var rest = part[...]
        if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
        guard rest.first == UInt8(ascii: "<") else { throw ZipProblem.damaged }
        while let byte = rest.first {
            if byte == UInt8(ascii: "<") {
                guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { throw ZipProblem.damaged }
                let tag = rest[(rest.startIndex + 1)..<end]
                rest = rest[(end + 1)...]
                // A declaration may hold others, and nothing that Word writes has one.
                guard tag.first != UInt8(ascii: "!") else { throw ZipProblem.damaged }
                let isClosed = tag.last == UInt8(ascii: "/")
                switch String(decoding: tag.prefix { $0 > 32 && ($0 != UInt8(ascii: "/") || tag.first == $0) }, as: UTF8.self) {
                case "w:t": isInText = !isClosed
                case "/w:t": isInText = false
                case "w:tab": text.append(9)
                case "w:br", "w:cr", "/w:p": text.append(10)
                default: break
                }
            } else {
                let end = rest.firstIndex(of: UInt8(ascii: "<")) ?? rest.endIndex
                if isInText { text += try plain(rest[..<end]) }
                rest = rest[end...]
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func plain(_ escaped: ArraySlice<UInt8>) throws -> [UInt8] {
        guard escaped.contains(UInt8(ascii: "&")) else { return Array(escaped) }
        var plain: [UInt8] = []
        var rest = escaped
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "&") else {
                plain.append(byte)
                continue
            }
            guard let end = rest.prefix(10).firstIndex(of: UInt8(ascii: ";")) else { throw ZipProblem.damaged }
            plain += try meaning(of: String(decoding: rest[..<end], as: UTF8.self)).utf8
            rest = rest[(end + 1)...]
        }
        return plain
    }

    private static func meaning(of name: String) throws -> String {
        switch name {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default:
            let number = name.hasPrefix("#x") ? UInt32(name.dropFirst(2), radix: 16) : name.hasPrefix("#") ? UInt32(name.dropFirst()) : nil
            guard let scalar = number.flatMap(Unicode.Scalar.init) else { throw ZipProblem.damaged }
            return String(Character(scalar))
        }
    }
}
