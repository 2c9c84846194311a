// A table as a file for spreadsheets.

import Kernel
import Tabular

/// Answers with what a table shows, as CSV whose cells no spreadsheet takes for a formula.
package enum TableExport {
    package static func answer(_ table: TableView, name: String) -> Answer {
        var rows = table.plainRows
        let headers = rows.isEmpty ? [] : rows.removeFirst()
        // Excel reads a file without the mark as Windows-1252, and a pound sign as two characters.
        var writer = CSVWriter(columns: headers, marksUnicode: true)
        let isNumeric = table.columns.map(\.isNumeric)
        for row in rows {
            writer.append(row.enumerated().map { place, text in place < isNumeric.count && isNumeric[place] ? cell(text) : .text(text) })
        }
        return .file(name: "\(name).csv", type: "text/csv; charset=utf-8", bytes: writer.bytes)
    }

    /// A cell of a column of numbers, so that the column can be added up: "−£22,477.50" is -22477.50, "1,234" is 1234; other words stay as they are.
    private static func cell(_ text: String) -> CSVCell {
        let unsigned = text.drop { $0 == "−" || $0 == "-" }
        let sign = unsigned.count == text.count ? 1 : -1
        let digits = unsigned.drop { $0 == "£" }.filter { $0 != "," }
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        guard digits.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ".") }), let whole = parts.first.flatMap({ Int($0) }) else {
            return .text(text)
        }
        if unsigned.hasPrefix("£") {
            guard whole < Int.max / 1000, parts.count == 1 || (parts.count == 2 && parts[1].count == 2) else { return .text(text) }
            return .money(Money(pence: sign * (whole * 100 + (parts.count == 2 ? Int(parts[1]) ?? 0 : 0))))
        }
        if parts.count == 1 { return .number(sign * whole) }
        return sign == 1 && parts.count == 2 ? .text(digits) : .text(text)
    }
}
