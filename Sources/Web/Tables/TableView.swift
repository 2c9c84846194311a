// A table, ready to show and to export.

import Kernel

/// A table with what belongs to it: `{{#table}}{{>table}}{{/table}}`.
package struct TableView: Encodable, Sendable {
    package struct Column: Encodable, Sendable {
        package let title: String
        package let isNumeric: Bool
        /// Where a click on the heading leads; "" where the column does not sort.
        package let sortAddress: String
        /// "ascending", "descending" or "none", for `aria-sort`.
        package let sorted: String

        package init(_ title: String, isNumeric: Bool = false, sortAddress: String = "", sorted: String = "none") {
            self.title = title
            self.isNumeric = isNumeric
            self.sortAddress = sortAddress
            self.sorted = sorted
        }
    }

    package struct Cell: Encodable, Sendable {
        package let text: String
        package let isNumeric: Bool
        package let address: String
        /// A second, smaller line.
        package let detail: String
        package let tags: [Tag]
        /// One button, where a row can be acted upon.
        package let forms: [ButtonForm]
        package let isHeading: Bool

        package init(
            _ text: String, isNumeric: Bool = false, address: String = "", detail: String = "", tags: [Tag] = [], forms: [ButtonForm] = [],
            isHeading: Bool = false
        ) {
            self.text = text
            self.isNumeric = isNumeric
            self.address = address
            self.detail = detail
            self.tags = tags
            self.forms = forms
            self.isHeading = isHeading
        }

        package static func number(_ text: String, address: String = "") -> Cell { Cell(text, isNumeric: true, address: address) }
        package static func heading(_ text: String, address: String = "", detail: String = "") -> Cell {
            Cell(text, address: address, detail: detail, isHeading: true)
        }
        package static func tag(_ word: String, _ tone: Tone = .plain) -> Cell { Cell("", tags: [Tag(word, tone)]) }
    }

    package struct Row: Encodable, Sendable {
        package let cells: [Cell]
        /// A total's row stands out.
        package let isTotal: Bool
        /// Where a letter above the table leads; "" for most rows.
        package fileprivate(set) var anchor = ""

        package init(_ cells: [Cell], isTotal: Bool = false) {
            self.cells = cells
            self.isTotal = isTotal
        }
    }

    /// A choice above the table that narrows it; sent with the others by one button.
    package struct Filter: Encodable, Sendable {
        package let field: ChoiceField
        package init(_ field: ChoiceField) { self.field = field }
    }

    /// A letter above a long table that leads to the first row of that letter.
    package struct Jump: Encodable, Hashable, Sendable {
        package let letter: String
        package let anchor: String
    }

    /// A table with more rows than this on one page gets letters to jump to.
    static let longRows = 60

    package let caption: String
    /// Where the caption repeats the page's heading, it is for screen readers alone.
    package let hidesCaption: Bool
    package let columns: [Column]
    package let rows: [Row]
    /// What will appear here, and how to make it appear.
    package let empty: String
    package let filters: [Filter]
    /// The page's own address, for the filters' form.
    package let address: String
    /// What the filters' form keeps: the order.
    package let kept: [HiddenField]
    package let previousAddress: String
    package let nextAddress: String
    package let exportAddress: String
    /// Beside the link to the file, where the list may be longer than a file.
    let exportNote: String
    /// What the file leaves out; "" where it is whole.
    let leftOut: String
    package let hasLinks: Bool
    package let isCompact: Bool
    package let jumps: [Jump]

    package init(
        caption: String, hidesCaption: Bool = false, columns: [Column], rows: [Row], empty: String, filters: [Filter] = [], address: String = "",
        kept: [HiddenField] = [], previousAddress: String = "", nextAddress: String = "", exportAddress: String = "", leftOut: String = "",
        isCompact: Bool = false
    ) {
        self.caption = caption
        self.hidesCaption = hidesCaption
        self.columns = columns
        (self.rows, self.jumps) = TableView.lettered(rows, caption: caption)
        self.empty = empty
        self.filters = filters
        self.address = address
        self.kept = kept
        self.previousAddress = previousAddress
        self.nextAddress = nextAddress
        self.exportAddress = exportAddress
        // A list on one page is far from the most that a file holds.
        self.exportNote = previousAddress.isEmpty && nextAddress.isEmpty ? "" : TableQuery.exportNote
        self.leftOut = leftOut
        self.hasLinks = !(previousAddress.isEmpty && nextAddress.isEmpty && exportAddress.isEmpty)
        self.isCompact = isCompact
    }

    /// Gives the first row of each letter an anchor, where there are many rows and they stand in the order of their first cells.
    private static func lettered(_ rows: [Row], caption: String) -> ([Row], [Jump]) {
        // Longer ones are files, which have no letters.
        guard rows.count > longRows, rows.count <= 5_000 else { return (rows, []) }
        let stem = NameSearch.words(caption).joined(separator: "-")
        let letters = rows.map { row in
            row.isTotal ? "" : NameSearch.folded(row.cells.first?.text ?? "").first.map { String($0).uppercased() } ?? ""
        }
        let named = letters.filter { !$0.isEmpty }
        guard named == named.sorted(), Set(named).count > 2 else { return (rows, []) }
        var (rows, jumps) = (rows, [Jump]())
        for (place, letter) in letters.enumerated() where !letter.isEmpty && letter != jumps.last?.letter {
            let jump = Jump(letter: letter, anchor: "\(stem)-\(letter.lowercased())")
            rows[place].anchor = jump.anchor
            jumps.append(jump)
        }
        return (rows, jumps)
    }

    /// What is on screen, as rows of text: headings first, then each cell's words.
    package var plainRows: [[String]] {
        [columns.map(\.title)]
            + rows.map { row in
                row.cells.map { cell in ([cell.text, cell.detail] + cell.tags.map(\.word)).filter { !$0.isEmpty }.joined(separator: "; ") }
            }
    }
}
