// Order, filters and place in a long list.

import Kernel
import Store

/// What a list page was asked to show, read from the address: `sort`, `order`, filters, `after` or `before`, `format`.
/// Pages are found by key, so that page 900 costs what page 1 does. Never sort a list of patients by anything but an identifier or a time:
/// the key stands in the address.
package struct TableQuery: Sendable {
    /// A column that may be sorted by. `sql` is written by the room, never by a person: "organisations.name".
    package struct Column: Hashable, Sendable {
        package let name: String
        package let sql: String
        package let isNumber: Bool

        package init(_ name: String, sql: String, isNumber: Bool = false) {
            self.name = name
            self.sql = sql
            self.isNumber = isNumber
        }
    }

    /// Where a row stands in the order: its sort value as text and its identifier.
    package struct Key: Hashable, Sendable {
        package let value: String
        package let id: String

        package init(_ value: String, _ id: String) {
            self.value = value
            self.id = id
        }

        var text: String { "\(value)~\(id)" }

        init?(text: String) {
            guard let tilde = text.lastIndex(of: "~") else { return nil }
            self.init(String(text[..<tilde]), String(text[text.index(after: tilde)...]))
        }
    }

    package let column: Column
    package let isDescending: Bool
    package let pageSize: Int
    package let isExport: Bool
    private let path: String
    private let columns: [Column]
    private let chosen: [String: String]
    private let idColumn: String
    private let after: Key?
    private let before: Key?

    /// The most rows that a file holds; one that leaves any out says so.
    package static let exportLimit = 100_000
    package static let exportNote = "A file holds at most \(exportLimit.grouped) rows, and says so where it leaves any out."

    /// - Parameters:
    ///   - path: the page's own address, for the links.
    ///   - columns: the first is the order where none was asked for.
    ///   - idColumn: the SQL of a unique column that settles ties.
    package init(
        _ query: Fields, path: String, columns: [Column], filters: [String] = [], idColumn: String, startsDescending: Bool = false, pageSize: Int = 50
    ) {
        let fallback = columns.first ?? Column("id", sql: idColumn)
        self.column = columns.first { $0.name == query["sort"] } ?? fallback
        self.isDescending = query.has("order") ? query["order"] == "descending" : startsDescending
        self.pageSize = pageSize
        self.isExport = query["format"] == "csv"
        self.path = path
        self.columns = columns
        self.idColumn = idColumn
        self.chosen = Dictionary(uniqueKeysWithValues: Set(filters).map { ($0, query[$0]) })
        let isNumber = column.isNumber
        func key(_ name: String) -> Key? { Key(text: query[name]).flatMap { isNumber && Int64($0.value) == nil ? nil : $0 } }
        self.after = isExport ? nil : key("after")
        self.before = isExport ? nil : key("before")
    }

    /// The chosen value of a filter; "" for all.
    package func filter(_ name: String) -> String { chosen[name] ?? "" }

    // Towards the start: rows are fetched backwards from `before` and turned round.
    private var isBackwards: Bool { before != nil && after == nil }

    /// `TRUE`, or the rows beyond the key; for the WHERE clause.
    package var condition: SQL {
        guard let key = after ?? before else { return "TRUE" }
        let sign = isDescending != isBackwards ? "<" : ">"
        let value: SQLValue = column.isNumber ? .integer(Int64(key.value) ?? 0) : .text(key.value)
        return SQL(verbatim: "(\(column.sql), \(idColumn)) \(sign) (") + "\(value), \(key.id)" + SQL(verbatim: ")")
    }

    /// The ORDER BY and LIMIT clauses; one row more than the page shows, which tells whether there is a next one.
    package var tail: SQL {
        let direction = isDescending != isBackwards ? "DESC" : "ASC"
        let limit = (isExport ? TableQuery.exportLimit : pageSize) + 1
        return SQL(verbatim: "ORDER BY \(column.sql) \(direction), \(idColumn) \(direction)\nLIMIT \(limit)")
    }

    /// A page of rows in reading order and the links around it.
    package struct Page<Element: Sendable>: Sendable {
        package let rows: [Element]
        package let previousAddress: String
        package let nextAddress: String
        /// What a file leaves out, in a sentence; "" where it is whole.
        package let leftOut: String

        package init(rows: [Element], previousAddress: String = "", nextAddress: String = "", leftOut: String = "") {
            self.rows = rows
            self.previousAddress = previousAddress
            self.nextAddress = nextAddress
            self.leftOut = leftOut
        }
    }

    /// Cuts what `tail` fetched to the page. `key` gives a row's sort value and identifier.
    package func page<Element>(_ fetched: [Element], key: (Element) -> Key) -> Page<Element> {
        guard !isExport else {
            let limit = TableQuery.exportLimit
            let leftOut = fetched.count > limit ? "Only the first \(limit.grouped) rows are in this file. Narrow the list to download the rest." : ""
            return Page(rows: Array(fetched.prefix(limit)), leftOut: leftOut)
        }
        let hasMore = fetched.count > pageSize
        let cut = Array(fetched.prefix(pageSize))
        let rows = isBackwards ? cut.reversed() : cut
        let hasPrevious = isBackwards ? hasMore : after != nil
        let hasNext = isBackwards ? true : hasMore
        return Page(
            rows: rows,
            previousAddress: hasPrevious ? rows.first.map { address(["before": key($0).text]) } ?? "" : "",
            nextAddress: hasNext ? rows.last.map { address(["after": key($0).text]) } ?? "" : "")
    }

    /// The heading of a column; it sorts where `name` is one of the query's columns, the other way round at the second click.
    package func heading(_ title: String, _ name: String = "", isNumeric: Bool = false) -> TableView.Column {
        guard columns.contains(where: { $0.name == name }) else { return TableView.Column(title, isNumeric: isNumeric) }
        let isCurrent = column.name == name
        return TableView.Column(
            title, isNumeric: isNumeric,
            sortAddress: address(["sort": name, "order": isCurrent && !isDescending ? "descending" : "ascending"], keepsOrder: false),
            sorted: isCurrent ? (isDescending ? "descending" : "ascending") : "none")
    }

    package var exportAddress: String { address(["format": "csv"]) }

    /// The order, for the filters' form to keep.
    package var kept: [HiddenField] { [HiddenField("sort", column.name), HiddenField("order", isDescending ? "descending" : "ascending")] }

    private func address(_ extra: KeyValuePairs<String, String>, keepsOrder: Bool = true) -> String {
        var pairs = chosen.sorted { $0.key < $1.key }.filter { !$0.value.isEmpty }.map { ($0.key, $0.value) }
        if keepsOrder { pairs += [("sort", column.name), ("order", isDescending ? "descending" : "ascending")] }
        pairs += extra.map { ($0.key, $0.value) }
        return path + "?" + pairs.map { "\(Address.encode($0.0))=\(Address.encode($0.1))" }.joined(separator: "&")
    }
}
