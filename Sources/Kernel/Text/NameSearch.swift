// Finds names in spite of how they are typed.

/// Finds names of people and places as they are typed in a hurry: without capitals, accents and hyphens, with a letter wrong, cut short.
///
/// Keep `NameSearch.folded(name)` in a column beside the name for a first look with `LIKE`, then put what was found in order with `ranked`.
/// Where the list is short enough to hold, as the directory's is, `ranked` alone will do.
package enum NameSearch {
    /// The name in small letters without accents; apostrophes and full stops gone, other signs turned into single spaces. "Dr O’Brien-Müller" becomes
    /// "dr obrien muller".
    package static func folded(_ name: String) -> String {
        var text = ""
        var owesSpace = false
        for scalar in name.unicodeScalars {
            guard let letters = fold(scalar) else { continue }
            if letters == " " {
                owesSpace = !text.isEmpty
            } else {
                if owesSpace { text += " " }
                owesSpace = false
                text += letters
            }
        }
        return text
    }

    /// The words of the folded name.
    package static func words(_ name: String) -> [String] { folded(name).split(separator: " ").map(String.init) }

    /// How well `name` answers `query`, 1 for the best and nil for not at all. Every word of the query has to meet a word of the name: the same (1), its
    /// beginning (0.9), or with one letter wrong, missing, added or two swapped (0.7; two such slips in words of eight letters and more, 0.6).
    package static func score(_ query: String, _ name: String) -> Double? { score(words(query), against: words(name)) }

    /// Those of `items` that answer `query`, best first; equally good ones in the order of their names.
    package static func ranked<Item>(_ items: [Item], for query: String, limit: Int = 50, name: (Item) -> String) -> [Item] {
        let wanted = words(query)
        guard !wanted.isEmpty else { return [] }
        let scored = items.compactMap { item -> (item: Item, score: Double, name: String)? in
            let folded = folded(name(item))
            return score(wanted, against: folded.split(separator: " ").map(String.init)).map { (item, $0, folded) }
        }
        return scored.sorted { $0.score != $1.score ? $0.score > $1.score : $0.name < $1.name }.prefix(max(limit, 0)).map(\.item)
    }

    /// Slips between two words: letters wrong, missing, added, or two neighbours swapped (optimal string alignment). Nil for more than `limit`.
    package static func slips(_ left: String, _ right: String, limit: Int) -> Int? {
        let (a, b) = (Array(left.utf8), Array(right.utf8))
        guard abs(a.count - b.count) <= limit else { return nil }
        var before: [Int] = []
        var previous = Array(0...b.count)
        for i in 0..<a.count {
            var current = [i + 1] + Array(repeating: 0, count: b.count)
            for j in 0..<b.count {
                current[j + 1] = min(previous[j + 1] + 1, current[j] + 1, previous[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { current[j + 1] = min(current[j + 1], before[j - 1] + 1) }
            }
            if current.allSatisfy({ $0 > limit }) { return nil }
            (before, previous) = (previous, current)
        }
        return previous[b.count] <= limit ? previous[b.count] : nil
    }

    /// The same for folded words.
    package static func score(_ wanted: [String], against words: [String]) -> Double? {
        guard !wanted.isEmpty else { return nil }
        var sum = 0.0
        for word in wanted {
            guard let best = words.compactMap({ score(word: word, $0) }).max() else { return nil }
            sum += best
        }
        // Among equally good answers the shorter name is the closer one.
        return sum / Double(wanted.count) - 0.001 * Double(max(0, words.count - wanted.count))
    }

    private static func score(word: String, _ candidate: String) -> Double? {
        if word == candidate { return 1 }
        if candidate.hasPrefix(word) { return 0.9 }
        // A code or a number with a slip in it is another one.
        guard word.utf8.count >= 4, !word.utf8.contains(where: { $0 < UInt8(ascii: "a") }) else { return nil }
        let limit = word.utf8.count >= 8 ? 2 : 1
        if let slips = slips(word, candidate, limit: limit) { return slips == 1 ? 0.7 : 0.6 }
        let beginning = String(decoding: candidate.utf8.prefix(word.utf8.count), as: UTF8.self)
        return word.utf8.count >= 5 && slips(word, beginning, limit: 1) != nil ? 0.5 : nil
    }

    // The small plain letters of one scalar, " " for a break, nil for what is left out.
    private static func fold(_ scalar: Unicode.Scalar) -> String? {
        switch scalar {
        case "a"..."z", "0"..."9": return String(scalar)
        case "A"..."Z": return String(scalar).lowercased()
        case "'", "’", "‘", "`", "ʼ", ".": return nil
        default: break
        }
        guard scalar.value >= 0x80 else { return " " }
        if scalar.properties.generalCategory == .nonspacingMark { return nil }
        if let spelt = spelt[scalar] { return spelt }
        guard scalar.properties.isAlphabetic else { return " " }
        // Unicode names a letter with marks after the plain one: LATIN SMALL LETTER E WITH ACUTE.
        let name = (scalar.properties.name ?? "").split(separator: " ")
        if name.count > 4, name[0] == "LATIN", name[2] == "LETTER", name[4] == "WITH", name[3].utf8.count <= 2 { return name[3].lowercased() }
        return scalar.properties.lowercaseMapping
    }

    private static let spelt: [Unicode.Scalar: String] = [
        "ß": "ss", "ẞ": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "þ": "th",
        "Þ": "th",
        "ı": "i", "ł": "l", "Ł": "l",
    ]
}
