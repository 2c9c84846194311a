// Branch surgeries as sites of their practices.

import Kernel

/// A branch surgery as ebranchs states it: the practice file's 27 columns, with the practice in column 15.
struct BranchRow: Hashable, Sendable {
    let line: Int
    let code: ODSCode
    let name: String
    let practice: ODSCode
    let address: String
    let postcode: Postcode?
    let opened: LocalDate
    let closed: LocalDate?
}

struct BranchFile: Hashable, Sendable {
    private(set) var rows = 0
    private(set) var branches: [BranchRow] = []
    private(set) var findings = ImportFindings()
    private var lines: [ODSCode: Int] = [:]

    mutating func take(line: Int, cells: [String]) {
        rows += 1
        do {
            let row = NamedRow(line: line, cells: cells)
            let code = try row.code(1, what: "branch surgery")
            let practice = try row.code(15, what: "practice")
            guard !row.text(2).isEmpty else { throw RowFinding(.rejected, line, row.cell(2), "\(code) has no name.") }
            guard let opened = try row.date(11) else { throw RowFinding(.rejected, line, row.cell(11), "\(code) has no open date.") }
            let closed = try row.date(12)
            if let closed, closed < opened {
                throw RowFinding(.contradiction, line, row.cell(12), "\(code) closed on \(closed.longText), before it opened on \(opened.longText).")
            }
            if let first = lines[code] {
                throw RowFinding(.contradiction, line, row.cell(1), "\(code) stands on line \(first) already. Line \(first) went in.")
            }
            lines[code] = line
            branches.append(
                BranchRow(
                    line: line, code: code, name: row.text(2), practice: practice,
                    address: (5...9).map { row.text($0) }.filter { !$0.isEmpty }.joined(separator: ", "),
                    postcode: try? Postcode(parsing: row.text(10)),
                    opened: opened, closed: closed))
        } catch let finding as RowFinding {
            findings.append(finding.finding)
        } catch {
            findings.append(ImportFinding(.rejected, line: line, "The row could not be read."))
        }
    }
}

/// A branch surgery on record.
struct KnownBranch: Codable, Hashable, Sendable {
    let id: SiteID
    let code: ODSCode
    let name: String
    let untilDate: LocalDate?
}

enum BranchRules {
    static func compare(
        _ file: BranchFile, known: OdsKnowledge, standing: [ODSCode: KnownBranch], fileName: String, effectiveOn: LocalDate, newID: () -> SiteID
    ) -> ImportPlan {
        var plan = ImportPlan(kind: .branches, fileName: fileName, effectiveOn: effectiveOn, rows: file.rows, findings: file.findings)
        for row in file.branches {
            guard let practice = known.practices[row.practice], practice.kind == .practice else {
                plan.findings.append(
                    ImportFinding(
                        .rejected, line: row.line, column: SourceCell.name(column: 15, line: row.line),
                        "Practice \(row.practice) is not in the directory. Import the NHS practice file first, or check the code."))
                continue
            }
            plan.practices += 1
            if row.closed == nil { plan.activePractices += 1 }
            guard let branch = standing[row.code] else {
                plan.writes.append(
                    .site(
                        newID(), practice.id, name: row.name, code: row.code, address: row.address, postcode: row.postcode, from: row.opened,
                        until: row.closed))
                plan.change(.added, row.code.stored, "Branch \(row.name) (\(row.code)) of \(practice.name).")
                continue
            }
            guard branch.name != row.name || branch.untilDate != row.closed else { continue }
            plan.writes.append(.siteDates(branch.id, name: row.name, until: row.closed))
            plan.change(.corrected, row.code.stored, "Branch \(row.name) (\(row.code)) of \(practice.name).")
        }
        return plan
    }
}
