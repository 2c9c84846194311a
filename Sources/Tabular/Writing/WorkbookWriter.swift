// Writes lists as Excel workbooks.

import CXlsxwriter
import Kernel

/// Writes one sheet of an Office Open XML workbook, row by row: libxlsxwriter keeps one row in memory. Amounts and days are numbers with a format,
/// text is text also where it looks like a formula or a number.
package final class WorkbookWriter {
    /// Why a workbook could not be written, in the library's words.
    package struct Problem: Error, Hashable, Sendable { package let reason: String }

    /// The most rows of a sheet, its headings among them (ECMA-376 has 2^20).
    package static let longestSheet = 1_048_576
    /// The most characters of a cell; longer text is cut, and says so.
    static let longestText = 32_767
    private static let cut = " … (cut: a cell holds no more)"

    private var workbook: UnsafeMutablePointer<lxw_workbook>?
    private let sheet: UnsafeMutablePointer<lxw_worksheet>
    private let formats: [String: UnsafeMutablePointer<lxw_format>]
    private var row: UInt32 = 0

    /// - Parameter path: the file to write, which `close` fills.
    package init(path: String, columns: [String]) throws {
        var options = lxw_workbook_options()
        options.constant_memory = 1
        guard let workbook = workbook_new_opt(path, &options), let sheet = workbook_add_worksheet(workbook, nil) else {
            throw Problem(reason: "no memory for a workbook")
        }
        self.workbook = workbook
        self.sheet = sheet
        formats = ["@", "#,##0.00", "yyyy-mm-dd", "yyyy-mm-dd hh:mm"].reduce(into: [:]) { formats, look in
            let format = workbook_add_format(workbook)
            format_set_num_format(format, look)
            formats[look] = format
        }
        let heading = workbook_add_format(workbook)
        format_set_bold(heading)
        for (place, title) in columns.enumerated() {
            try check(worksheet_set_column(sheet, UInt16(place), UInt16(place), Double(min(max(title.count + 2, 18), 40)), nil))
            try check(worksheet_write_string(sheet, 0, UInt16(place), title, heading))
        }
        worksheet_freeze_panes(sheet, 1, 0)
        row = 1
    }

    // Closing would write the file: where it was given up, its place may be another file's by now.
    deinit { if let workbook { lxw_workbook_free(workbook) } }

    package func append(_ cells: [FileCell]) throws {
        for (place, cell) in cells.enumerated() {
            let column = UInt16(place)
            switch cell {
            case .number(let number) where number.magnitude < WorkbookWriter.exact: try write(Double(number), column, nil)
            case .money(let money) where money.pence.magnitude < WorkbookWriter.exact: try write(Double(money.pence) / 100, column, "#,##0.00")
            case .date(let date) where date >= WorkbookWriter.firstDay: try write(WorkbookWriter.serial(date), column, "yyyy-mm-dd")
            case .instant(let instant) where London.local(instant).date >= WorkbookWriter.firstDay:
                let local = London.local(instant)
                try write(WorkbookWriter.serial(local.date) + Double(local.time.minutes) / 1440, column, "yyyy-mm-dd hh:mm")
            case .empty: break
            default: try check(worksheet_write_string(sheet, row, column, WorkbookWriter.fitting(cell.words), formats["@"] ?? nil))
            }
        }
        row += 1
    }

    /// Writes the file; nothing can be appended after it.
    package func close() throws {
        guard let workbook else { return }
        // The library frees what it closes.
        self.workbook = nil
        try check(workbook_close(workbook))
    }

    // Beyond 15 digits a spreadsheet rounds.
    private static let exact: UInt = 1_000_000_000_000_000
    // Excel takes 1900 for a leap year: its numbers of days are right from 1 March of it.
    private static let firstDay = LocalDate(daysSince1970: -25_508)

    /// Days as a workbook counts them: 25,569 on 1 January 1970.
    private static func serial(_ date: LocalDate) -> Double { Double(date.daysSince1970 + 25_569) }

    /// The text as far as a cell holds it, without the two characters that XML has not.
    private static func fitting(_ text: String) -> String {
        let clean = text.unicodeScalars.filter { $0.value != 0xFFFE && $0.value != 0xFFFF }
        guard clean.count > longestText else { return String(String.UnicodeScalarView(clean)) }
        return String(String.UnicodeScalarView(clean.prefix(longestText - cut.unicodeScalars.count))) + cut
    }

    private func write(_ number: Double, _ column: UInt16, _ format: String?) throws {
        try check(worksheet_write_number(sheet, row, column, number, format.flatMap { formats[$0] }))
    }

    private func check(_ code: lxw_error) throws {
        guard code != LXW_NO_ERROR else { return }
        throw Problem(reason: lxw_strerror(code).map { String(cString: $0) } ?? "no reason given")
    }
}
