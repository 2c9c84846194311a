// Mergers from a file: who carries on.

import Kernel

/// One merger of a file.
struct SuccessorRow: Hashable, Sendable {
    let line: Int
    let code: ODSCode
    let successor: ODSCode
    let from: LocalDate
}

/// A file of successors: with named columns (practice code, successor code, from date), or as the Organisation Data Service publishes it, without a
/// header: code, succeeding code, reason, effective date, indicator.
struct SuccessorFile: Hashable, Sendable {
    /// The published form's columns.
    static let columns = 5

    private(set) var rows = 0
    private(set) var successors: [SuccessorRow] = []
    private(set) var findings = ImportFindings()
    private let code: Int?
    private let successor: Int?
    private let from: Int?
    private var lines: [ODSCode: Int] = [:]

    /// - Parameter header: the file's first row where it names columns; nil for the published form.
    init(header: [String]?) throws {
        guard let header else {
            (code, successor, from) = (1, 2, 4)
            return
        }
        let columns = Columns(header: header)
        code = columns.number("practice code", "code", "organisation code")
        successor = columns.number("successor code", "successor", "succeeding organisation code")
        from = columns.number("from date", "date", "succession date", "succession effective date")
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
            if let first = lines[old] {
                throw RowFinding(
                    .contradiction, line, row.cell(code),
                    "\(old) has a successor on line \(first) already. Line \(first) counts; find out which is right.")
            }
            lines[old] = line
            successors.append(SuccessorRow(line: line, code: old, successor: new, from: date))
        } catch let finding as RowFinding {
            findings.append(finding.finding)
        } catch {
            findings.append(ImportFinding(.rejected, line: line, "The row could not be read."))
        }
    }
}

enum SuccessorRules {
    /// Only mergers of organisations that the directory knows go in: the published file speaks of all bodies of the NHS.
    static func compare(
        _ file: SuccessorFile, known: OdsKnowledge, standing: [Successions.Succession], fileName: String, effectiveOn: LocalDate
    ) -> ImportPlan {
        var plan = ImportPlan(kind: .successors, fileName: fileName, effectiveOn: effectiveOn, rows: file.rows, findings: file.findings)
        var all = standing
        var outside = 0
        for row in file.successors {
            guard let old = known.practices[row.code] else {
                outside += 1
                continue
            }
            plan.practices += 1
            func contradiction(_ reason: String) {
                plan.findings.append(ImportFinding(.contradiction, line: row.line, column: SourceCell.name(column: 2, line: row.line), reason))
            }
            guard let new = known.practices[row.successor] else {
                plan.findings.append(
                    ImportFinding(
                        .rejected, line: row.line, column: SourceCell.name(column: 2, line: row.line),
                        "\(row.successor), which carries on for \(row.code), is not in the directory. Import the NHS practice file first, or check the code."
                    ))
                continue
            }
            if let before = all.first(where: { $0.organisation == old.id }) {
                let name = known.codes[before.successor]?.stored ?? "another"
                if before.successor != new.id || before.from != row.from {
                    contradiction("\(row.code) is carried on by \(name) from \(before.from.longText) in the directory. It was left as it is.")
                }
                continue
            }
            guard old.kind == new.kind else {
                contradiction(
                    "\(row.code) is a \(old.kind.title.lowercased()) and \(row.successor) a \(new.kind.title.lowercased()). It was left as it is.")
                continue
            }
            guard !Successions(all, on: LocalDate(daysSince1970: 2_932_896)).family(of: old.id).contains(new.id) else {
                contradiction("\(row.successor) was itself taken over by \(row.code). It was left as it is.")
                continue
            }
            all.append(Successions.Succession(organisation: old.id, successor: new.id, from: row.from))
            plan.writes.append(.relationship(old.id, .succeededBy, new.id, from: row.from, until: nil))
            if old.status != .closed {
                plan.writes.append(.dates(old.id, opened: old.openedOn, closed: row.from.adding(days: -1)))
                plan.writes.append(.clearStatuses(old.id, from: row.from))
                plan.writes.append(.status(old.id, .closed, from: row.from, until: nil))
            }
            plan.change(
                .merged, row.code.stored, "\(old.name) (\(row.code)) is carried on by \(new.name) (\(row.successor)) from \(row.from.longText).")
        }
        if outside > 0 {
            plan.findings.append(
                ImportFinding(.note, line: 0, "\(outside.grouped) rows concern organisations that are not in the directory, and were passed over."))
        }
        return plan
    }
}
