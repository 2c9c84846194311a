// A table as a file for spreadsheets.

import Kernel
import Tabular

/// How a file for spreadsheets is written; both open in Excel, LibreOffice and Numbers.
package enum ExportFormat: String, CaseIterable, Sendable {
    case xlsx, csv

    var title: String { self == .xlsx ? "Excel (XLSX)" : "CSV" }
    var mediaType: String {
        self == .xlsx ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" : "text/csv; charset=utf-8"
    }

    /// The address of the file that the page at `address` shows.
    func address(of address: String) -> String { "\(address)\(address.contains("?") ? "&" : "?")format=\(rawValue)" }
}

extension Visit {
    /// The file that is asked for; nil for the page.
    package var exportFormat: ExportFormat? { ExportFormat(rawValue: query["format"]) }
}

/// A file of rows, under way: on disk and without a name, so that it may be longer than the memory.
package struct ExportFile {
    private enum Writer {
        case csv(CSVWriter)
        case xlsx(WorkbookWriter)
    }

    private let file: TemporaryFile
    private let format: ExportFormat
    private var writer: Writer

    /// - Parameter rows: some of what follows, which tells the columns that hold amounts: their headings say pounds.
    init(_ format: ExportFormat, columns: [TableView.Column], rows: [TableView.Row]) throws {
        let titles = columns.enumerated().flatMap { place, column -> [String] in
            let isMoney = rows.contains { if case .money = $0.cells[place].value { true } else { false } }
            return column.isInFile ? [column.title + (isMoney ? ", £" : "")] + (column.note.isEmpty ? [] : [column.note]) : []
        }
        file = try TemporaryFile()
        self.format = format
        writer =
            switch format {
            // Excel reads a file without the mark as Windows-1252, and a pound sign as two characters.
            case .csv: .csv(CSVWriter(columns: titles, marksUnicode: true))
            case .xlsx: .xlsx(try WorkbookWriter(path: file.path, columns: titles))
            }
    }

    mutating func append(_ cells: [FileCell]) throws {
        switch writer {
        case .csv(var csv):
            csv.append(cells)
            if csv.bytes.count > 65_536 { try file.append(csv.take()) }
            writer = .csv(csv)
        case .xlsx(let workbook): try workbook.append(cells)
        }
    }

    /// Ends the file and answers with it; one that leaves rows out says so in its last row and in its name.
    mutating func answer(name: String, leftOut: String = "") throws -> Answer {
        if !leftOut.isEmpty { try append([.text(leftOut)]) }
        switch writer {
        case .csv(var csv): try file.append(csv.take())
        case .xlsx(let workbook): try workbook.close()
        }
        return .download(
            name: "\(name)\(leftOut.isEmpty ? "" : ", not all rows").\(format.rawValue)", type: format.mediaType, file: file)
    }
}

/// Answers with what a table of one page shows.
package enum TableExport {
    package static func answer(_ table: TableView, name: String, as format: ExportFormat) throws -> Answer {
        var file = try ExportFile(format, columns: table.columns, rows: table.rows)
        for row in table.rows { try file.append(row.fileCells(table.columns)) }
        return try file.answer(name: name)
    }
}

extension TableView.Row {
    /// What the row is in a file. Words that stand with a value are in the column of their own, where there is one, else they make it text:
    /// nothing that the page shows is left out.
    func fileCells(_ columns: [TableView.Column]) -> [FileCell] {
        zip(columns, cells).flatMap { column, cell -> [FileCell] in
            guard column.isInFile else { return [] }
            let words = ([cell.detail] + cell.tags.map(\.word)).filter { !$0.isEmpty }
            if !column.note.isEmpty { return [cell.value, words.isEmpty ? .empty : .text(words.joined(separator: "; "))] }
            return words.isEmpty ? [cell.value] : [.text(([cell.value.words] + words).filter { !$0.isEmpty }.joined(separator: "; "))]
        }
    }
}
