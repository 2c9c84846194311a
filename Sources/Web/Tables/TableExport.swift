// A table as a file for spreadsheets.

import Foundation
import Kernel
import Tabular

/// Answers with what a table shows, as CSV whose cells no spreadsheet takes for a formula: dates as ISO 8601 has them, amounts and counts as numbers.
/// A file that leaves rows out says so in its name and in its last row.
package enum TableExport {
    package static func answer(_ table: TableView, name: String) -> Answer {
        var rows = table.plainRows
        let headers = rows.isEmpty ? [] : rows.removeFirst()
        // Excel reads a file without the mark as Windows-1252, and a pound sign as two characters.
        var writer = CSVWriter(columns: headers, marksUnicode: true)
        let isNumeric = table.columns.map(\.isNumeric)
        for row in rows {
            writer.append(row.enumerated().map { place, text in place < isNumeric.count && isNumeric[place] ? cell(text) : .text(dated(text)) })
        }
        if !table.leftOut.isEmpty { writer.append(texts: [table.leftOut]) }
        return .file(
            name: "\(name)\(table.leftOut.isEmpty ? "" : ", not all rows").csv", type: "text/csv; charset=utf-8", bytes: writer.bytes)
    }

    /// "1 October 2026" as 2026-10-01 and "1 October 2026 at 6:30pm" as 2026-10-01T18:30; other words stay as they are.
    private static func dated(_ text: String) -> String {
        guard text.utf8.first.map({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) == true, text.utf8.count < 40 else { return text }
        let parts = text.components(separatedBy: " at ")
        guard let date = try? LocalDate(typed: parts[0]), date.longText == parts[0] else { return text }
        if parts.count == 1 { return date.stored }
        guard parts.count == 2, let time = try? LocalTime(typed: parts[1]), time.text == parts[1] else { return text }
        return "\(date.stored)T\(time.stored)"
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
