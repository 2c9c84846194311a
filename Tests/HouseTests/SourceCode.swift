// Code without its comments and texts.

/// What the rules about code look at: comments and the texts of strings are left out, what is interpolated into them is kept.
struct SourceCode {
    let text: String

    init(_ source: String) {
        var kept: [UInt8] = []
        // Open strings, true where they have three quotes, and the open brackets of each interpolation.
        var open: [(isLong: Bool, brackets: Int)] = []
        let bytes = Array(source.utf8)
        let (quote, slash, escape, line) = (UInt8(ascii: "\""), UInt8(ascii: "/"), UInt8(ascii: "\\"), UInt8(ascii: "\n"))
        func at(_ place: Int) -> UInt8 { place < bytes.count ? bytes[place] : 0 }
        func isLong(_ place: Int) -> Bool { at(place) == quote && at(place + 1) == quote && at(place + 2) == quote }
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if let string = open.last, string.brackets == 0 {
                if byte == escape {
                    if at(index) == UInt8(ascii: "(") { open[open.count - 1].brackets = 1 }
                    index += 1
                    kept.append(UInt8(ascii: " "))
                } else if string.isLong ? isLong(index - 1) : byte == quote {
                    open.removeLast()
                    index += string.isLong ? 2 : 0
                }
            } else if byte == slash, at(index) == slash {
                while index < bytes.count, bytes[index] != line { index += 1 }
            } else if byte == quote {
                open.append((isLong(index - 1), 0))
                index += isLong(index - 1) ? 2 : 0
            } else {
                if let last = open.indices.last {
                    if byte == UInt8(ascii: "(") { open[last].brackets += 1 }
                    if byte == UInt8(ascii: ")") { open[last].brackets -= 1 }
                }
                kept.append(byte)
            }
        }
        text = String(decoding: kept, as: UTF8.self)
    }

    /// The types that the file declares for others, outside of any other type.
    var declared: Set<String> {
        Set(
            text.split(separator: "\n").filter { line in
                !["private", "fileprivate", "extension", " ", "}"].contains(where: line.hasPrefix)
            }.compactMap(HouseRuleTests.declaredType(in:)))
    }

    /// The words with a capital that it names, members of others left out.
    var named: Set<String> {
        var names: Set<String> = []
        var word = ""
        var before: Unicode.Scalar = " "
        for scalar in text.unicodeScalars {
            if scalar.properties.isAlphabetic || scalar == "_" || ("0"..."9").contains(scalar) {
                word.unicodeScalars.append(scalar)
                continue
            }
            if before != ".", let first = word.first, first.isUppercase { names.insert(word) }
            before = scalar
            word = ""
        }
        return names
    }
}
