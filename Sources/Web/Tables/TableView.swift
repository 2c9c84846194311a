// A table, ready to show and to export.

import Kernel
import Tabular

/// A table with what belongs to it: `{{#table}}{{>table}}{{/table}}`.
package struct TableView: Encodable, Sendable {
    package struct Column: Encodable, Sendable {
        package let title: String
        package let isNumeric: Bool
        /// Where a click on the heading leads; "" where the column does not sort.
        package let sortAddress: String
        /// "ascending", "descending" or "none", for `aria-sort`.
        package let sorted: String
        /// The heading, in a file, of a column for the words that stand with this one's values; "" where they have none.
        let note: String
        /// Whether files have the column; not for what only leads on.
        let isInFile: Bool

        package init(
            _ title: String, isNumeric: Bool = false, note: String = "", isInFile: Bool = true, sortAddress: String = "", sorted: String = "none"
        ) {
            self.title = title
            self.isNumeric = isNumeric
            self.note = note
            self.isInFile = isInFile
            self.sortAddress = sortAddress
            self.sorted = sorted
        }

        private enum CodingKeys: CodingKey { case title, isNumeric, sortAddress, sorted }
    }

    package struct Cell: Encodable, Sendable {
        package let text: String
        /// What the cell is in a file, and by what it sorts.
        let value: FileCell
        package let isNumeric: Bool
        package let address: String
        /// A second, smaller line.
        package let detail: String
        package let tags: [Tag]
        /// One button, where a row can be acted upon.
        package let forms: [ButtonForm]
        package let isHeading: Bool

        private enum CodingKeys: CodingKey { case text, isNumeric, address, detail, tags, forms, isHeading }

        /// - Parameter value: what files hold, where it is not the text.
        package init(
            _ text: String, value: FileCell? = nil, isNumeric: Bool = false, address: String = "", detail: String = "", tags: [Tag] = [],
            forms: [ButtonForm] = [], isHeading: Bool = false
        ) {
            self.text = text
            self.value = value ?? (text.isEmpty ? .empty : .text(text))
            self.isNumeric = isNumeric
            self.address = address
            self.detail = detail
            self.tags = tags
            self.forms = forms
            self.isHeading = isHeading
        }

        /// The same without an address.
        var closed: Cell { Cell(text, value: value, isNumeric: isNumeric, detail: detail, tags: tags, forms: forms, isHeading: isHeading) }

        /// A value as pages write it.
        init(value: FileCell, address: String = "", detail: String = "", tags: [Tag] = [], isHeading: Bool = false) {
            let (text, isNumeric): (String, Bool) =
                switch value {
                case .text(let text): (text, false)
                case .number(let number): (number.grouped, true)
                case .money(let money): (money.exactText, true)
                case .date(let date): (date.longText, false)
                case .instant(let instant): (instant.londonText, false)
                case .empty: ("", false)
                }
            self.init(text, value: value, isNumeric: isNumeric, address: address, detail: detail, tags: tags, isHeading: isHeading)
        }

        package static func number(_ text: String, address: String = "") -> Cell { Cell(text, isNumeric: true, address: address) }
        package static func number(_ number: Int, address: String = "") -> Cell { Cell(value: .number(number), address: address) }
        /// - Parameter shown: the amount as the page writes it, where not with its pence.
        package static func money(_ money: Money, shown: String? = nil, address: String = "", tags: [Tag] = []) -> Cell {
            Cell(shown ?? money.exactText, value: .money(money), isNumeric: true, address: address, tags: tags)
        }
        /// - Parameter shown: the day as a narrow column writes it.
        package static func date(_ date: LocalDate?, shown: String? = nil, detail: String = "", tags: [Tag] = []) -> Cell {
            Cell(shown ?? date?.longText ?? "", value: date.map { .date($0) } ?? .empty, detail: detail, tags: tags)
        }
        package static func instant(_ instant: Instant?) -> Cell { Cell(value: instant.map { .instant($0) } ?? .empty) }
        package static func heading(_ text: String, address: String = "", detail: String = "") -> Cell {
            Cell(text, address: address, detail: detail, isHeading: true)
        }
        /// - Parameter shown: the day as a narrow column writes it.
        package static func heading(_ date: LocalDate, shown: String? = nil, address: String = "", detail: String = "") -> Cell {
            Cell(shown ?? date.longText, value: .date(date), address: address, detail: detail, isHeading: true)
        }
        package static func heading(_ instant: Instant, shown: String? = nil, address: String = "", detail: String = "") -> Cell {
            Cell(shown ?? instant.londonText, value: .instant(instant), address: address, detail: detail, isHeading: true)
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

    /// A letter above a long table that leads to the first row of that letter.
    package struct Jump: Encodable, Hashable, Sendable {
        package let letter: String
        package let address: String
    }

    /// A link to a file of the table.
    struct Export: Encodable, Sendable {
        let title: String
        let address: String
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
    /// What narrows the list, sent by one button.
    let filters: [FieldView]
    /// The page's own address, for the filters' form.
    let address: String
    /// What the filters' form keeps: the order.
    let kept: [HiddenField]
    /// "51 to 100 of 3,214"; "" for what is no list of records.
    let count: String
    package let previousAddress: String
    package let nextAddress: String
    let exports: [Export]
    /// What the files hold.
    let exportNote: String
    let hasLinks: Bool
    package let isCompact: Bool
    package let jumps: [Jump]
    /// What is wrong with the filters, for the page's `errors`.
    package let errors: ErrorSummary

    private enum CodingKeys: CodingKey {
        case caption, hidesCaption, columns, rows, empty, filters, address, kept, count, previousAddress, nextAddress, exports, exportNote, hasLinks
        case isCompact, jumps
    }

    /// - Parameter exportAddress: the address of this page, at which `?format=` gives the table as a file; "" for a table without one.
    package init(
        caption: String, hidesCaption: Bool = false, columns: [Column], rows: [Row], empty: String, filters: [FormField] = [],
        form: FormReader = FormReader(), address: String = "", exportAddress: String = "", isCompact: Bool = false
    ) {
        self.init(
            caption: caption, hidesCaption: hidesCaption, columns: columns, rows: rows, empty: empty, filters: filters, form: form, address: address,
            place: TablePlace(), exportAddress: exportAddress, isCompact: isCompact)
    }

    init(
        caption: String, hidesCaption: Bool, columns: [Column], rows: [Row], empty: String, filters: [FormField], form: FormReader, address: String,
        place: TablePlace, exportAddress: String, isCompact: Bool
    ) {
        self.caption = caption
        self.hidesCaption = hidesCaption
        self.columns = columns
        let (lettered, jumps) = place.jumps.isEmpty ? TableView.lettered(rows, caption: caption) : (rows, place.jumps)
        self.rows = lettered
        self.jumps = jumps
        self.empty = empty
        self.filters = filters.map { $0.view(form) }
        self.errors = form.summary(of: filters)
        self.address = address
        self.kept = place.kept
        self.count = place.count
        self.previousAddress = place.previous
        self.nextAddress = place.next
        self.exports = exportAddress.isEmpty ? [] : ExportFormat.allCases.map { Export(title: $0.title, address: $0.address(of: exportAddress)) }
        self.exportNote = place.exportNote
        self.hasLinks = !(previousAddress.isEmpty && nextAddress.isEmpty && exportAddress.isEmpty)
        self.isCompact = isCompact
    }

    /// Gives the first row of each letter an anchor, where there are many rows and they stand in the order of their first cells.
    private static func lettered(_ rows: [Row], caption: String) -> ([Row], [Jump]) {
        guard rows.count > longRows else { return (rows, []) }
        let stem = NameSearch.words(caption).joined(separator: "-")
        let letters = rows.map { row in
            row.isTotal ? "" : NameSearch.folded(row.cells.first?.text ?? "").first.map { String($0).uppercased() } ?? ""
        }
        let named = letters.filter { !$0.isEmpty }
        guard named == named.sorted(), Set(named).count > 2 else { return (rows, []) }
        var (rows, jumps) = (rows, [Jump]())
        for (place, letter) in letters.enumerated() where !letter.isEmpty && letter != jumps.last?.letter {
            rows[place].anchor = "\(stem)-\(letter.lowercased())"
            jumps.append(Jump(letter: letter, address: "#\(rows[place].anchor)"))
        }
        return (rows, jumps)
    }
}
