// A table as a file for spreadsheets.

import Tabular

/// Answers with what a table shows, as CSV whose cells no spreadsheet takes for a formula.
package enum TableExport {
    package static func answer(_ table: TableView, name: String) -> Answer {
        var rows = table.plainRows
        let headers = rows.isEmpty ? [] : rows.removeFirst()
        // Excel reads a file without the mark as Windows-1252, and a pound sign as two characters.
        var writer = CSVWriter(columns: headers, marksUnicode: true)
        for row in rows { writer.append(texts: row) }
        return .file(name: "\(name).csv", type: "text/csv; charset=utf-8", bytes: writer.bytes)
    }
}
