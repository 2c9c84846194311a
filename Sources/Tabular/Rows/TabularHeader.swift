// Which column is which.

import Kernel

/// What columns a file is to have.
package enum TabularLayout: Hashable, Sendable {
    /// The first row names the columns, in any order, with others between them. Small and capital letters, spaces and signs do not matter.
    case header(required: [String], optional: [String] = [])
    /// No header: these columns in this order and no others.
    case columns([String])

    /// No header: so many columns, known by their number.
    package static func columns(count: Int) -> TabularLayout { .columns((0..<max(count, 0)).map(TabularRow.letters(forColumn:))) }
}

/// The columns of one file and their places.
struct TabularHeader: Sendable {
    let names: [String]
    private let places: [String: Int]

    var count: Int { names.count }

    func index(of name: String) -> Int? { places[name] ?? places[TabularHeader.folded(name)] }
    func name(at index: Int) -> String { names.indices.contains(index) ? names[index] : "" }

    /// The columns of a file without a header.
    init(columns: [String]) {
        names = columns
        places = Dictionary(columns.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The columns that the first row names. Throws where a required one is missing or a wanted one stands there twice.
    init(row: [String], required: [String], optional: [String]) throws {
        var last = row.map(\.trimmed)
        while last.last?.isEmpty == true { last.removeLast() }
        names = last
        let folded = names.map(TabularHeader.folded)
        var places: [String: Int] = [:]
        for (index, name) in folded.enumerated() where places[name] == nil { places[name] = index }
        var missing: [TabularError.MissingColumn] = []
        for (wanted, isRequired) in required.map({ ($0, true) }) + optional.map({ ($0, false) }) {
            let key = TabularHeader.folded(wanted)
            guard folded.count(where: { $0 == key }) <= 1 else { throw TabularError.repeatedColumn(wanted) }
            if let place = places[key] {
                places[wanted] = place
            } else if isRequired {
                missing.append(TabularError.MissingColumn(name: wanted, nearest: TabularHeader.nearest(to: key, among: names)))
            }
        }
        guard missing.isEmpty else {
            if names.count == 1, let sign = [";", "\t", "|"].first(where: names[0].contains) {
                throw TabularError.separator(sign == "\t" ? "tabs" : "“\(sign)”")
            }
            throw TabularError.missingColumns(missing, found: names)
        }
        self.places = places
    }

    /// Letters and digits only, small, without accents.
    static func folded(_ name: String) -> String { NameSearch.folded(name).filter { $0 != " " } }

    private static func nearest(to key: String, among names: [String]) -> String? {
        let scored = names.compactMap { name -> (name: String, slips: Int)? in
            let other = folded(name)
            guard !other.isEmpty else { return nil }
            if other.hasPrefix(key) || key.hasPrefix(other) || other.hasSuffix(key) || key.hasSuffix(other) { return (name, 1) }
            return NameSearch.slips(key, other, limit: max(2, key.utf8.count / 3)).map { (name, $0) }
        }
        return scored.min { $0.slips < $1.slips }?.name
    }
}
