// Answers with a list’s page or its file.

import Kernel
import Store
import Tabular

extension Database {
    /// Answers with the page that `page` makes of the list's table or, where a file is asked for, with the whole list. Who is shown goes to the
    /// audit trail before it is.
    package func answer<Record>(
        _ visit: Visit, _ list: RecordList<Record>, page: (TableView) async throws -> any Page
    ) async throws -> Answer {
        if let format = visit.exportFormat, list.form.isSound {
            let (answer, patients) = try await read { try list.file(format, in: $0) }
            try await note(visit, "\(list.plainName) downloaded", list, patients)
            return answer
        }
        let (table, patients) = try await read { try list.shown(in: $0) }
        try await note(visit, "\(list.plainName) listed", list, patients)
        return .page(try await page(table), status: list.form.status)
    }

    private func note<Record>(_ visit: Visit, _ action: String, _ list: RecordList<Record>, _ patients: [PatientID]) async throws {
        guard list.patient != nil else { return }
        try await write(by: visit.actor, at: visit.now) { try $0.audit(action, AuditSubject("list", list.path), showing: patients) }
    }
}

extension ExportFile {
    /// The most rows of a file: a sheet has room for 1,048,576.
    package static let longest = 1_000_000
    /// Rows fetched at once for a file.
    static let step = 5_000

    static func leftOut(_ longest: Int) -> String {
        "Only the first \(longest.grouped) rows are in this file. Narrow the list to download the rest."
    }
}

extension RecordList {
    private typealias Slice = (records: [Record], first: ListKey, last: ListKey)

    private func slice(
        _ sql: SQL, _ id: String, _ read: ([Row], any Connection) throws -> [Record], beyond key: ListKey?, backwards: Bool = false, _ size: Int,
        in connection: any Connection
    ) throws -> (slice: Slice?, hasMore: Bool) {
        let rows = try connection.rows(order.slice(sql, id: id, beyond: key, backwards: backwards, limit: size + 1))
        let cut = backwards ? rows.prefix(size).reversed() : Array(rows.prefix(size))
        guard let first = cut.first, let last = cut.last else { return (nil, false) }
        let keys = try [first, last].map { try ListKey($0, sort: order.column, id: id) }
        return ((try read(cut, connection), keys[0], keys[1]), rows.count > size)
    }

    // MARK: - The page

    /// The table as it is asked for, on a page that holds a form as well and is shown again. Lists of patients are answered with, so that who was
    /// shown goes to the audit trail.
    package func table(in connection: any Connection) throws -> TableView { try shown(in: connection).table }

    fileprivate func shown(in connection: any Connection) throws -> (table: TableView, patients: [PatientID]) {
        guard form.isSound else { return (view([], TablePlace(kept: kept)), []) }
        switch source {
        case .known(let records, let total):
            let count = ListCount(total: records.count, before: 0)
            let place = TablePlace(count: count.text(showing: records.count), kept: kept, exportNote: count.exportNote(isNarrowed: isNarrowed))
            return (
                view(inOrder(records).map { row($0) } + (total.map { [row($0, isTotal: true)] } ?? []), place), records.compactMap { patient?($0) }
            )
        case .query(let sql, let id, let read): return try page(sql, id, read, in: connection)
        case .steps(let total, let key, let fetch):
            let after = ListKey(text: query["after"])?.id
            let found = try fetch(after, pageSize + 1, connection)
            let records = Array(found.prefix(pageSize))
            let count = ListCount(total: total, before: after == nil ? 0 : nil)
            let place = TablePlace(
                count: count.text(showing: records.count), previous: after == nil ? "" : exportAddress,
                next: found.count > pageSize ? records.last.map { address(after: ListKey("", key($0))) } ?? "" : "",
                exportNote: count.exportNote(isNarrowed: false))
            return (view(records.map { row($0) }, place), records.compactMap { patient?($0) })
        }
    }

    private func page(
        _ sql: SQL, _ id: String, _ read: ([Row], any Connection) throws -> [Record], in connection: any Connection
    ) throws -> (TableView, [PatientID]) {
        var key = order.key(query["after"]) ?? order.key(query["before"])
        var backwards = key != nil && order.key(query["after"]) == nil
        var (slice, hasMore) = try slice(sql, id, read, beyond: key, backwards: backwards, pageSize, in: connection)
        // Nothing stands there, or nothing any more: the last rows before it are shown.
        if key != nil, !backwards, slice == nil {
            backwards = true
            (slice, hasMore) = try self.slice(sql, id, read, beyond: key, backwards: true, pageSize, in: connection)
        }
        // The first page is shown full.
        if backwards, !hasMore {
            (key, backwards) = (nil, false)
            (slice, hasMore) = try self.slice(sql, id, read, beyond: nil, pageSize, in: connection)
        }
        guard let slice else { return (view([], TablePlace(kept: kept)), []) }
        let shown = slice.records.count
        let count =
            key == nil && !hasMore
            ? ListCount(total: shown, before: 0)
            : try connection.first(Counted.self, order.count(sql, id: id, before: key == nil ? nil : slice.first))?.count
                ?? ListCount(total: shown, before: 0)
        let rows = slice.records.map { row($0) }
        let place = TablePlace(
            count: count.text(showing: shown), previous: count.before != 0 ? address(before: slice.first) : "",
            next: (backwards ? !count.ends(with: shown) : hasMore) ? address(after: slice.last) : "", kept: kept,
            jumps: count.total > pageSize ? jumps(rows) : [], exportNote: count.exportNote(isNarrowed: isNarrowed))
        return (view(rows, place), slice.records.compactMap { patient?($0) })
    }

    private struct Counted: Decodable {
        let total: Int
        let before: Int

        var count: ListCount { ListCount(total: total, before: before) }
    }

    private func view(_ rows: [TableView.Row], _ place: TablePlace) -> TableView {
        TableView(
            caption: name, hidesCaption: true, columns: headings, rows: rows, empty: empty, filters: filters, form: form, address: path, place: place,
            exportAddress: exportAddress, isCompact: isCompact)
    }

    /// The letters of a list that stands in the order of its names, each with the page that begins there.
    private func jumps(_ rows: [TableView.Row]) -> [TableView.Jump] {
        guard !order.isNumber, let place = columns.firstIndex(where: { $0.sort == order.column }),
            case .text(let name)? = rows.first?.cells[place].value, name.first?.isLetter == true
        else { return [] }
        let letters = (UInt8(ascii: "A")...UInt8(ascii: "Z")).map { UnicodeScalar($0) }
        return (order.isDescending ? letters.reversed() : letters).map { letter in
            // Downwards, M begins just before N, and Z at the end.
            let end = letter == "Z" ? "zzzz" : String(UnicodeScalar(UInt8(letter.value) + 1))
            return TableView.Jump(letter: String(letter), address: address(after: ListKey(order.isDescending ? end : String(letter), "")))
        }
    }

    private func inOrder(_ records: [Record]) -> [Record] {
        guard let column = columns.first(where: { $0.sort == order.column && !$0.sort.isEmpty }) else { return records }
        let ranked = records.enumerated().map { (rank: column.key($0.element).rank, place: $0.offset, record: $0.element) }
        return ranked.sorted { left, right in
            if left.rank == right.rank { return left.place < right.place }
            return order.isDescending ? left.rank > right.rank : left.rank < right.rank
        }.map(\.record)
    }

    // MARK: - The file

    /// The whole list as it is narrowed, read in one consistent state, a step at a time.
    func file(_ format: ExportFormat, longest: Int = ExportFile.longest, in connection: any Connection) throws -> (Answer, [PatientID]) {
        let headings = headings
        var (file, leftOut, patients): (ExportFile?, String, [PatientID]) = (nil, "", [])
        func append(_ records: [Record], total: Record? = nil) throws {
            let rows = records.map { row($0) } + (total.map { [row($0)] } ?? [])
            if file == nil { file = try ExportFile(format, columns: headings, rows: rows) }
            for row in rows { try file?.append(row.fileCells(headings)) }
            if let patient { patients += records.compactMap(patient) }
        }
        switch source {
        case .known(let records, let total): try append(inOrder(records), total: total)
        case .steps(_, let key, let fetch):
            var (after, count, hasMore): (String?, Int, Bool) = (nil, 0, true)
            while hasMore, count < longest {
                let found = try fetch(after, min(ExportFile.step, longest - count) + 1, connection)
                let records = found.prefix(min(ExportFile.step, longest - count))
                try append(Array(records))
                (after, count, hasMore) = (records.last.map(key), count + records.count, found.count > records.count)
            }
            if hasMore { leftOut = ExportFile.leftOut(longest) }
        case .query(let sql, let id, let read):
            var (key, count, hasMore): (ListKey?, Int, Bool) = (nil, 0, true)
            while hasMore, count < longest {
                let size = min(ExportFile.step, longest - count)
                let (slice, more) = try slice(sql, id, read, beyond: key, size, in: connection)
                try append(slice?.records ?? [])
                (key, count, hasMore) = (slice?.last, count + size, more)
            }
            if hasMore { leftOut = ExportFile.leftOut(longest) }
        }
        guard var file else { throw Refusal.notFound }
        return (try file.answer(name: plainName, leftOut: leftOut), patients)
    }
}
