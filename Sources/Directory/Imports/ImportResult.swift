// What an import found, changed and refused.

import Kernel
import Store

/// The files that the directory takes. Closed: behind each stands a reader of this room.
package enum ImportKind: String, Codable, CaseIterable, Hashable, Sendable, SQLBindable {
    case ods, pcn, lists
    case weightedLists = "weighted-lists"
    case branches, successors

    package var title: String {
        switch self {
        case .ods: "NHS practices (epraccur)"
        case .pcn: "Primary care networks (ePCN details or core partners)"
        case .lists: "Patients registered by practice"
        case .weightedLists: "Weighted and adjusted lists"
        case .branches: "Branch surgeries (ebranchs)"
        case .successors: "Mergers: successors of organisations"
        }
    }
}

/// A row, or a part of one, that did not go in as it stands.
package struct ImportFinding: Codable, Hashable, Sendable {
    package enum Kind: String, Codable, Hashable, Sendable, SQLBindable {
        /// The row cannot be read, or names something that is not there.
        case rejected
        /// The row says the opposite of another row or of itself.
        case contradiction
        /// The row went in; somebody should look at it.
        case note
        /// The row goes in where somebody says that it is right. On record it is a note.
        case question
    }

    package let kind: Kind
    /// The line in the file, from 1; 0 where it concerns the file as a whole.
    package let line: Int
    /// The cell as a spreadsheet names it, "B7"; empty for the whole row.
    package let column: String
    package let reason: String

    package init(_ kind: Kind, line: Int, column: String = "", _ reason: String) {
        self.kind = kind
        self.line = line
        self.column = column
        self.reason = reason
    }
}

extension [ImportFinding] {
    /// Stands for these questions in a form, so that who says that they are right says it of what was shown.
    var mark: String { Fingerprint(of: map(\.reason).joined(separator: "\n")).mark }
}

/// One difference between a file and the directory.
package struct ImportChange: Codable, Hashable, Sendable {
    package enum Kind: String, Codable, CaseIterable, Hashable, Sendable, SQLBindable {
        case opened, closed, merged, moved, renamed
        case dormant, reopened, recoded, added, readdressed, corrected, joined, left, figure

        package var title: String {
            switch self {
            case .opened: "Opened"
            case .closed: "Closed"
            case .merged: "Merged"
            case .moved: "Moved"
            case .renamed: "Renamed"
            case .dormant: "Dormant"
            case .reopened: "Open again"
            case .recoded: "New code"
            case .added: "Added to history"
            case .readdressed: "New address"
            case .corrected: "Corrected"
            case .joined: "Joined network"
            case .left: "Left network"
            case .figure: "New figure"
            }
        }
    }

    package let kind: Kind
    package let code: String
    package let sentence: String

    package init(_ kind: Kind, _ code: String, _ sentence: String) {
        self.kind = kind
        self.code = code
        self.sentence = sentence
    }
}

/// What an import did, or would do.
package struct ImportResult: Codable, Hashable, Sendable {
    package let kind: ImportKind
    package let fileName: String
    package let effectiveOn: LocalDate
    package let isApplied: Bool
    /// Rows in the file, without its header.
    package let rows: Int
    /// Rows that concern general practices, or figures of them.
    package let practices: Int
    package let activePractices: Int
    package let opened: Int
    package let closed: Int
    /// Everything else that differs.
    package let changed: Int
    package let changes: [ImportChange]
    package let patients: Int
    /// Rows refused in all; the first two thousand are listed, as are those of each other kind.
    package let rejectedCount: Int
    package let contradictionCount: Int
    package let rejected: [ImportFinding]
    package let contradictions: [ImportFinding]
    package let notes: [ImportFinding]
    /// What has to be confirmed before anything goes in.
    package let questionCount: Int
    package let questions: [ImportFinding]

    package init(plan: ImportPlan, isApplied: Bool) {
        kind = plan.kind
        fileName = plan.fileName
        effectiveOn = plan.effectiveOn
        self.isApplied = isApplied
        rows = plan.rows
        practices = plan.practices
        activePractices = plan.activePractices
        changes = plan.changes
        opened = changes.count { $0.kind == .opened || $0.kind == .reopened }
        closed = changes.count { $0.kind == .closed || $0.kind == .dormant }
        changed = changes.count - opened - closed
        rejected = plan.findings.all(.rejected)
        contradictions = plan.findings.all(.contradiction)
        notes = plan.findings.all(.note)
        questions = plan.findings.all(.question)
        questionCount = plan.findings.count(.question)
        rejectedCount = plan.findings.count(.rejected)
        contradictionCount = plan.findings.count(.contradiction)
        patients = plan.patients
    }
}

/// How far an import has come.
package struct ImportProgress: Hashable, Sendable {
    package enum Stage: String, Hashable, Sendable { case reading, comparing, writing }
    package let stage: Stage
    package let done: Int
    /// Nil while the end is not in sight.
    package let total: Int?
}

/// Why a file is not taken at all.
package enum ImportRefusal: RuleRefusal, Hashable {
    case empty
    case noDate(fileName: String)
    case wrongFile(wanted: ImportKind, looksLike: String)
    case notText(String)
    case missingColumns([String])
    case badRows(Int)
    case futureDate(LocalDate)
    case unconfirmed(Int)

    package var field: String {
        switch self {
        case .unconfirmed: ImportPage.jumps
        case .noDate, .futureDate: "effective"
        case .empty, .wrongFile, .notText, .missingColumns, .badRows: "file"
        }
    }

    package var sentence: String {
        switch self {
        case .empty: "The file has no rows. Fetch it again."
        case .noDate(let name): "The name “\(name.prefix(80))” does not say which day the file describes. Give its date, for example 2022-06-30."
        case .wrongFile(let wanted, let looksLike):
            "This is not the file for “\(wanted.title)”: it looks like \(looksLike). Choose the matching kind of import or another file."
        case .notText(let what): "This is \(what), not a CSV file. Save it as CSV (comma delimited) and try again."
        case .missingColumns(let names):
            "The file has no column \(names.map { "“\($0)”" }.joined(separator: ", ")). Check its first line, which names the columns."
        case .badRows(let count):
            "Nothing was imported, because \(count == 1 ? "1 row was" : "\(count.grouped) rows were") refused and you asked for all rows or none."
        case .unconfirmed(let count):
            "Nothing was imported, because \(count == 1 ? "1 list jumps" : "\(count.grouped) lists jump") by a fifth or more. Check them, and say that they are right."
        case .futureDate(let date): "The date \(date.stored) is in the future. Give the day that the file describes."
        }
    }
}
