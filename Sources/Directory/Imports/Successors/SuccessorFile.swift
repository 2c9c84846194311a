// Mergers from a file: who carries on.

import Kernel

/// One merger of a file.
struct SuccessorRow: Hashable, Sendable {
    let line: Int
    let code: ODSCode
    let successor: ODSCode
    let from: LocalDate
    let reason: SuccessionReason
    /// Whether the file says that the successor was itself succeeded.
    let goesOn: Bool

    /// Whether two rows say the same.
    func agrees(with other: SuccessorRow) -> Bool { code == other.code && successor == other.successor && from == other.from }
}

/// Why one organisation carries on for another, as the Organisation Data Service codes it.
enum SuccessionReason: String, Hashable, Sendable {
    case reconfiguration = "R"
    case changeOfCode = "F"
    case changeOfType = "O"
    case notSaid = ""

    /// " (change of code)": what is out of the ordinary about it.
    var remark: String {
        switch self {
        case .reconfiguration, .notSaid: ""
        case .changeOfCode: " (change of code)"
        case .changeOfType: " (change of type)"
        }
    }
}

/// A file of successors: with named columns (practice code, successor code, from date), or `succ.csv` and `succarc.csv` as the Organisation Data
/// Service publishes them, without a header, five columns: organisation code, succeeding organisation code, reason (R reconfiguration, F change of
/// code, O change of type), effective date as 20220401, and an indicator: F where the successor was itself succeeded, X where it has closed, empty
/// otherwise.
struct SuccessorFile: Hashable, Sendable {
    /// The published form's columns.
    static let columns = 5

    private(set) var rows = 0
    private(set) var successors: [SuccessorRow] = []
    private(set) var findings = ImportFindings()
    private let code: Int?
    private let successor: Int?
    private let from: Int?
    private let reason: Int?
    private let indicator: Int?

    /// - Parameter header: the file's first row where it names columns; nil for the published form.
    init(header: [String]?) throws {
        guard let header else {
            (code, successor, reason, from, indicator) = (1, 2, 3, 4, 5)
            return
        }
        let columns = Columns(header: header)
        code = columns.number("practice code", "code", "organisation code")
        successor = columns.number("successor code", "successor", "succeeding organisation code")
        from = columns.number("from date", "date", "succession date", "succession effective date")
        (reason, indicator) = (nil, nil)
        try Columns.required([("practice code", code), ("successor code", successor), ("from date", from)])
    }

    mutating func take(line: Int, cells: [String]) {
        rows += 1
        do {
            let row = NamedRow(line: line, cells: cells)
            let old = try row.code(code, what: "practice")
            let new = try row.code(successor, what: "practice")
            guard let date = try row.date(from) else { throw RowFinding(.rejected, line, row.cell(from), "\(old) has no date of succession.") }
            guard old != new else { throw RowFinding(.contradiction, line, row.cell(successor), "\(old) is said to be its own successor.") }
            let why = SuccessionReason(rawValue: row.text(reason).uppercased())
            if why == nil {
                findings.append(
                    ImportFinding(
                        .note, line: line, column: row.cell(reason),
                        "“\(row.text(reason).prefix(20))” is no reason that the file is known to give: R, F or O. The row was read all the same."))
            }
            successors.append(
                SuccessorRow(
                    line: line, code: old, successor: new, from: date, reason: why ?? .notSaid, goesOn: row.text(indicator).uppercased() == "F"))
        } catch let finding as RowFinding {
            findings.append(finding.finding)
        } catch {
            findings.append(ImportFinding(.rejected, line: line, "The row could not be read."))
        }
    }
}
