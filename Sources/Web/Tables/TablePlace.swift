// Where one is in a long list.

import Kernel
import Store

/// What stands around a page of a list: how many rows there are, the ways on, what its files hold.
struct TablePlace: Sendable {
    var count = ""
    var previous = ""
    var next = ""
    var kept: [HiddenField] = []
    var jumps: [TableView.Jump] = []
    var exportNote = "Download as"
}

/// How many rows a list has. Beyond ten thousand nobody counts them: a page of a million rows costs what a page of a thousand does.
struct ListCount: Hashable, Sendable {
    static let most = 10_000

    let total: Int
    /// The rows that stand before the first one shown; nil where nobody knows.
    let before: Int?

    private var words: String { total > ListCount.most ? "more than \(ListCount.most.grouped)" : total.grouped }

    /// Whether the last of `shown` rows is known to be the last of the list.
    func ends(with shown: Int) -> Bool { total <= ListCount.most && before.map { $0 + shown >= total } ?? false }

    /// "51 to 100 of 3,214", "7 in all", "50 of more than 10,000".
    func text(showing shown: Int) -> String {
        if shown == 0 { return "" }
        if shown == total { return "\(words) in all" }
        guard let before, before <= ListCount.most else { return "\(shown) of \(words)" }
        return "\((before + 1).grouped) to \((before + shown).grouped) of \(words)"
    }

    /// What the list's files hold, before the links to them.
    func exportNote(isNarrowed: Bool) -> String {
        let which = total > ListCount.most ? "the whole list" : total == 1 ? "the 1 row" : "all \(total.grouped) rows"
        let most = total > ListCount.most ? " A file holds at most \(ExportFile.longest.grouped) rows, and says so where it leaves any out:" : ""
        return "Download \(which)\(isNarrowed ? ", narrowed as above," : "") as" + (most.isEmpty ? "" : " a file.\(most)")
    }
}

/// Where a row stands in the order: its sort value as text and its identifier.
struct ListKey: Hashable, Sendable {
    let value: String
    let id: String

    var text: String { "\(value)~\(id)" }

    init(_ value: String, _ id: String) {
        self.value = value
        self.id = id
    }

    init?(text: String) {
        guard let tilde = text.lastIndex(of: "~") else { return nil }
        self.init(String(text[..<tilde]), String(text[text.index(after: tilde)...]))
    }

    /// The key of a row as it came from the database.
    init(_ row: Row, sort: String, id: String) throws {
        func text(_ column: String) throws -> String {
            switch row[column] {
            case .text(let text): return text
            case .integer(let number): return String(number)
            default: throw StoreError.decoding(column: column, expected: "a text or a number to sort by")
            }
        }
        try self.init(text(sort), text(id))
    }
}
