// A list of records, as every room shows one.

import Kernel
import Store
import Tabular

/// A list that is sorted, narrowed, paged by key, counted and downloaded whole. A room says its columns once and writes its query; the list puts
/// order, place and length around it. How to make one: docs/contributors/lists.md.
package struct RecordList<Record: Sendable>: Sendable {
    package struct Column: Sendable {
        let title: String
        /// The column of the room's query by which the list may be put in order; "" for none. No row may be NULL there.
        let sort: String
        let note: String
        let isNumeric: Bool
        let sortsAsNumber: Bool
        let isInFile: Bool
        let cell: @Sendable (Record) -> TableView.Cell
        let key: @Sendable (Record) -> FileCell

        /// - Parameters:
        ///   - sort: a column of the room's query, or any word for records that are not queried; never patients' names, as it stands in the address.
        ///   - note: the heading, in files, of what stands beside the values: details and tags.
        ///   - isNumeric: for numbers and amounts, which stand to the right; they sort as numbers.
        ///   - sortsAsNumber: where the column of the query is a number and the cell is none.
        ///   - key: by what records that are not queried are put in order, where it is not the cell's value.
        package init(
            _ title: String, sort: String = "", note: String = "", isNumeric: Bool = false, sortsAsNumber: Bool? = nil,
            isInFile: Bool = true, key: (@Sendable (Record) -> FileCell)? = nil, cell: @escaping @Sendable (Record) -> TableView.Cell
        ) {
            self.title = title
            self.sort = sort
            self.note = note
            self.isNumeric = isNumeric
            self.sortsAsNumber = sortsAsNumber ?? isNumeric
            self.isInFile = isInFile
            self.cell = cell
            self.key = key ?? { cell($0).value }
        }
    }

    /// Where the records come from.
    enum Source: Sendable {
        case query(SQL, id: String, @Sendable ([Row], any Connection) throws -> [Record])
        case known([Record], total: Record?)
        case steps(count: Int, key: @Sendable (Record) -> String, @Sendable (_ after: String?, _ limit: Int, any Connection) throws -> [Record])
    }

    let name: String
    /// The page's own address.
    let path: String
    let query: Fields
    let source: Source
    let columns: [Column]
    let filters: [FormField]
    let form: FormReader
    let keeps: [String]
    let empty: String
    let isCompact: Bool
    /// Whom a row shows, for the audit trail; nil for lists without patients.
    let patient: (@Sendable (Record) -> PatientID?)?
    let order: ListOrder
    let pageSize: Int

    /// - Parameters:
    ///   - name: the caption, and the name of its files.
    ///   - path: the page's own address, where it is not the one that was asked for.
    ///   - sql: the room's whole query, without an order: `SELECT … FROM … WHERE …`.
    ///   - id: a column of it that is unique, which settles ties.
    ///   - order: the column by which the list stands where nobody chose; the first that sorts, or `id` where it comes so.
    ///   - filters: what narrows it, which the room reads from `visit.query`. No filter may name a patient: it stands in the address.
    ///   - keeps: what else of the address narrows it.
    ///   - patient: whom a row shows; who was shown goes to the audit trail.
    ///   - read: the rows as records; more of it may be looked up.
    package init(
        _ name: String, _ visit: Visit, at path: String? = nil, of sql: SQL, id: String = "id", columns: [Column], order: String = "",
        startsDescending: Bool = false,
        filters: [FormField] = [], form: FormReader? = nil, keeps: [String] = [], empty: String, isCompact: Bool = false, pageSize: Int = 50,
        patient: (@Sendable (Record) -> PatientID?)? = nil, read: @escaping @Sendable ([Row], any Connection) throws -> [Record]
    ) {
        self.init(
            name, visit, path, .query(sql, id: id, read), columns, order, startsDescending, filters, form, keeps, empty, isCompact, pageSize, patient)
    }

    /// Records that are worked out, as many as a page can show: the practices of a federation, a year's months.
    /// - Parameter total: what stands in the last row, of the table and of its files, in any order.
    package init(
        _ name: String, _ visit: Visit, of records: [Record], total: Record? = nil, columns: [Column], order: String = "",
        startsDescending: Bool = false, filters: [FormField] = [], form: FormReader? = nil, keeps: [String] = [], empty: String,
        isCompact: Bool = false, patient: (@Sendable (Record) -> PatientID?)? = nil
    ) {
        self.init(
            name, visit, nil, .known(records, total: total), columns, order, startsDescending, filters, form, keeps, empty, isCompact, 50, patient)
    }

    /// Records that a store fetches in an order of its own, some at a time: those after the one of a key, from the first on where there is none.
    package init(
        _ name: String, _ visit: Visit, ofCount count: Int, columns: [Column], keeps: [String] = [], empty: String, isCompact: Bool = false,
        pageSize: Int = 50, key: @escaping @Sendable (Record) -> String,
        fetch: @escaping @Sendable (_ after: String?, _ limit: Int, any Connection) throws -> [Record]
    ) {
        self.init(
            name, visit, nil, .steps(count: count, key: key, fetch), columns, "", false, [], nil, keeps, empty, isCompact, pageSize, nil)
    }

    private init(
        _ name: String, _ visit: Visit, _ path: String?, _ source: Source, _ columns: [Column], _ order: String, _ startsDescending: Bool,
        _ filters: [FormField], _ form: FormReader?, _ keeps: [String], _ empty: String, _ isCompact: Bool, _ pageSize: Int,
        _ patient: (@Sendable (Record) -> PatientID?)?
    ) {
        self.name = name
        self.path = path ?? visit.path
        self.query = visit.query
        self.source = source
        self.columns = columns
        self.filters = filters
        self.form = form ?? FormReader(visit.query)
        self.keeps = keeps
        self.empty = empty
        self.isCompact = isCompact
        self.patient = patient
        self.pageSize = pageSize
        let sorts = columns.filter { !$0.sort.isEmpty }
        let first = order.isEmpty ? sorts.first?.sort ?? "" : order
        let chosen = sorts.first { $0.sort == visit.query["sort"] }
        let column = chosen?.sort ?? first
        self.order = ListOrder(
            column: column, isNumber: sorts.first { $0.sort == column }?.sortsAsNumber ?? false,
            isDescending: visit.query.has("order") ? visit.query["order"] == "descending" : startsDescending && chosen?.sort ?? first == first)
    }

    // MARK: - Addresses

    /// What narrows the list.
    private var narrowing: [(String, String)] {
        query.pairs.filter { pair in !pair.value.isEmpty && (keeps.contains(pair.name) || filters.contains { $0.owns(pair.name) }) }
            .map { ($0.name, $0.value) }
    }

    /// "Audit trail" as it stands within a sentence and in the name of a file.
    var plainName: String { name.prefix(1).lowercased() + name.dropFirst() }

    var isNarrowed: Bool { !narrowing.isEmpty }

    private func address(_ extra: [(String, String)]) -> String {
        let pairs = narrowing + extra
        return pairs.isEmpty ? path : path + "?" + pairs.map { "\(Address.encode($0.0))=\(Address.encode($0.1))" }.joined(separator: "&")
    }

    private var orderPairs: [(String, String)] {
        order.column.isEmpty ? [] : [("sort", order.column), ("order", order.isDescending ? "descending" : "ascending")]
    }

    func address(after key: ListKey) -> String { address(orderPairs + [("after", key.text)]) }
    func address(before key: ListKey) -> String { address(orderPairs + [("before", key.text)]) }
    var exportAddress: String { address(orderPairs) }
    var kept: [HiddenField] { orderPairs.map { HiddenField($0.0, $0.1) } }

    /// The headings; one that sorts does so the other way round at the second click.
    var headings: [TableView.Column] {
        columns.map { column in
            let isCurrent = column.sort == order.column
            let next = isCurrent && !order.isDescending ? "descending" : "ascending"
            return TableView.Column(
                column.title, isNumeric: column.isNumeric, note: column.note, isInFile: column.isInFile,
                sortAddress: column.sort.isEmpty ? "" : address([("sort", column.sort), ("order", next)]),
                sorted: isCurrent ? (order.isDescending ? "descending" : "ascending") : "none")
        }
    }

    /// The query of the first page, for tests of its plan.
    package var firstPage: SQL {
        guard case .query(let sql, let id, _) = source else { return "" }
        return order.slice(sql, id: id, beyond: nil, limit: pageSize + 1)
    }

    func row(_ record: Record, isTotal: Bool = false) -> TableView.Row { TableView.Row(columns.map { $0.cell(record) }, isTotal: isTotal) }
}
