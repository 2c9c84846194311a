// Which mergers of a file go in.

import Kernel

/// Holds a file of successors against the directory. Only mergers of organisations that the directory knows go in: the published file speaks of all
/// bodies of the NHS.
///
/// A merger gives one practice's patients, appointments and money to another, so none goes in on a row that other rows or the directory gainsay:
/// where a file names two successors, neither counts until somebody says which.
struct SuccessorRules {
    private let known: OdsKnowledge
    private let takenBack: [Successions.Succession]
    private let files: [ODSCode: [SuccessorRow]]
    private var plan: ImportPlan
    /// Successions of the directory, and those of the file taken so far.
    private var all: [Successions.Succession]

    static func compare(
        _ file: SuccessorFile, known: OdsKnowledge, standing: [Successions.Succession], takenBack: [Successions.Succession] = [], fileName: String,
        effectiveOn: LocalDate
    ) -> ImportPlan {
        var rules = SuccessorRules(
            known: known, takenBack: takenBack, files: Dictionary(grouping: file.successors, by: \.code),
            plan: ImportPlan(kind: .successors, fileName: fileName, effectiveOn: effectiveOn, rows: file.rows, findings: file.findings), all: standing
        )
        return rules.compare(file.successors)
    }

    private init(
        known: OdsKnowledge, takenBack: [Successions.Succession], files: [ODSCode: [SuccessorRow]], plan: ImportPlan, all: [Successions.Succession]
    ) {
        self.known = known
        self.takenBack = takenBack
        self.files = files
        self.plan = plan
        self.all = all
    }

    private mutating func compare(_ rows: [SuccessorRow]) -> ImportPlan {
        var (outside, repeated) = (0, 0)
        for row in rows {
            guard let old = known.practices[row.code] else {
                outside += 1
                continue
            }
            let same = files[row.code] ?? []
            if let first = same.first(where: { $0.agrees(with: row) }), first.line < row.line {
                repeated += 1
                continue
            }
            plan.practices += 1
            take(row, old, rivals: same.filter { !$0.agrees(with: row) })
        }
        passedOver(outside, ("concerns", "concern"), "organisations that are not in the directory")
        passedOver(repeated, ("says", "say"), "again what another row of the file says")
        return plan
    }

    private mutating func take(_ row: SuccessorRow, _ old: KnownPractice, rivals: [SuccessorRow]) {
        guard let new = known.practices[row.successor] else {
            find(
                .rejected, row,
                "\(row.successor), which carries on for \(row.code), is not in the directory. Import the NHS practice file first, or check the code.")
            return
        }
        if let before = all.first(where: { $0.organisation == old.id }) {
            guard before.successor != new.id || before.from != row.from else { return }
            let name = known.codes[before.successor]?.stored ?? "another"
            return find(
                .contradiction, row, "\(row.code) is carried on by \(name) from \(before.from.longText) in the directory. It was left as it is.")
        }
        if let problem = problem(with: row, old, new, rivals) { return find(.contradiction, row, problem) }
        all.append(Successions.Succession(organisation: old.id, successor: new.id, from: row.from))
        plan.writes.append(.relationship(old.id, .succeededBy, new.id, from: row.from, until: nil))
        if old.status != .closed {
            plan.writes.append(.dates(old.id, opened: old.openedOn, closed: row.from.adding(days: -1)))
            plan.writes.append(.clearStatuses(old.id, from: row.from))
            plan.writes.append(.status(old.id, .closed, from: row.from, until: nil))
        }
        plan.change(
            .merged, row.code.stored,
            "\(old.name) (\(row.code)) is carried on by \(new.name) (\(row.successor)) from \(row.from.longText)\(row.reason.remark).")
        if row.goesOn, files[row.successor] == nil, !all.contains(where: { $0.organisation == new.id }) {
            find(
                .note, row,
                "The file says that \(row.successor) was itself succeeded, and neither it nor the directory says by whom. Import succarc.csv as well."
            )
        }
    }

    /// Why a merger that is not in the directory yet is left out; nil where it goes in.
    private func problem(with row: SuccessorRow, _ old: KnownPractice, _ new: KnownPractice, _ rivals: [SuccessorRow]) -> String? {
        if !rivals.isEmpty {
            let others = rivals.map { "line \($0.line) says \($0.successor) from \($0.from.longText)" }.joined(separator: ", ")
            return
                "The file says that \(row.successor) carries on for \(row.code) from \(row.from.longText), but \(others). None of them was taken. Find out which is right, and record the merger by hand."
        }
        if let taken = takenBack.last(where: { $0.organisation == old.id && $0.successor == new.id }) {
            return
                "The merger of \(row.code) into \(row.successor) from \(taken.from.longText) was taken back by hand. It was left so. Record it by hand if it is right after all."
        }
        guard old.kind == new.kind else {
            return "\(row.code) is a \(old.kind.title.lowercased()) and \(row.successor) a \(new.kind.title.lowercased()). It was left as it is."
        }
        if Successions(all, on: Timeline.end).family(of: old.id).contains(new.id) {
            return "\(row.successor) was itself taken over by \(row.code). It was left as it is."
        }
        if let closed = new.closedOn, closed < row.from, files[row.successor] == nil, !all.contains(where: { $0.organisation == new.id }) {
            return
                "\(row.successor) closed on \(closed.longText), before it is said to carry on for \(row.code), and nobody carries on for it. It was left as it is."
        }
        return nil
    }

    private mutating func find(_ kind: ImportFinding.Kind, _ row: SuccessorRow, _ reason: String) {
        plan.findings.append(ImportFinding(kind, line: row.line, column: SourceCell.name(column: 2, line: row.line), reason))
    }

    private mutating func passedOver(_ count: Int, _ verb: (one: String, many: String), _ what: String) {
        guard count > 0 else { return }
        let reason =
            count == 1 ? "1 row \(verb.one) \(what), and was passed over." : "\(count.grouped) rows \(verb.many) \(what), and were passed over."
        plan.findings.append(ImportFinding(.note, line: 0, reason))
    }
}
