// Finds a file's columns by their names.

import Kernel

/// The header of a file with named columns, whatever the case, the spaces and the year's wording of the names.
struct Columns: Hashable, Sendable {
    private let folded: [String]

    init(header: [String]) { folded = header.map(PublishedFile.folded) }

    /// The number of the first column, from 1, whose name is one of `names`, or begins with one that ends in "*".
    func number(_ names: String...) -> Int? {
        for name in names {
            let wanted = PublishedFile.folded(name)
            let isOpen = name.hasSuffix("*")
            if let index = folded.firstIndex(where: { isOpen ? $0.hasPrefix(wanted) : $0 == wanted }) { return index + 1 }
        }
        return nil
    }

    /// The columns asked for; throws what is missing by the names that people know.
    static func required(_ columns: [(name: String, number: Int?)]) throws {
        let missing = columns.filter { $0.number == nil }.map(\.name)
        guard missing.isEmpty else { throw ImportRefusal.missingColumns(missing) }
    }

    var count: Int { folded.count }
}

/// A row whose cells are asked for by column number.
struct NamedRow {
    let line: Int
    let cells: [String]

    func text(_ column: Int?) -> String {
        guard let column, column <= cells.count else { return "" }
        return cells[column - 1].trimmed
    }

    func cell(_ column: Int?) -> String { column.map { SourceCell.name(column: $0, line: line) } ?? "" }

    func code(_ column: Int?, what: String) throws -> ODSCode {
        guard let code = try? ODSCode(parsing: text(column)) else {
            throw RowFinding(.rejected, line, cell(column), "“\(text(column).prefix(20))” is not the code of a \(what).")
        }
        return code
    }

    func date(_ column: Int?) throws -> LocalDate? {
        guard !text(column).isEmpty else { return nil }
        guard let date = EffectiveDate.day(written: text(column)) else {
            throw RowFinding(.rejected, line, cell(column), "“\(text(column).prefix(20))” is not a date. Write it like 2022-06-30.")
        }
        return date
    }
}
