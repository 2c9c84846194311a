// Holds the practice file to the directory.

import Kernel

/// What the directory knows of the organisation behind a code, as far as the practice file speaks about it.
struct KnownPractice: Codable, Hashable, Sendable {
    let id: OrganisationID
    let code: ODSCode
    let kind: OrganisationKind
    let openedOn: LocalDate?
    let closedOn: LocalDate?
    let confirmedOn: LocalDate?
    let networkConfirmedOn: LocalDate?
    let name: String
    let nameFrom: LocalDate
    let lines: String?
    let postcode: Postcode?
    let telephone: String?
    let addressFrom: LocalDate?
    let status: OrganisationStatus?
    let statusFrom: LocalDate?
}

/// The latest commissioner of a practice on record.
struct KnownCommissioner: Codable, Hashable, Sendable {
    let relationship: ID<Relationship>
    let practice: OrganisationID
    let commissioner: OrganisationID
    let fromDate: LocalDate
    let untilDate: LocalDate?
}

struct OdsKnowledge: Sendable {
    var practices: [ODSCode: KnownPractice] = [:]
    var commissioners: [OrganisationID: KnownCommissioner] = [:]
    var succeeded: Set<OrganisationID> = []
    var codes: [OrganisationID: ODSCode] = [:]
}

/// The pure comparison: a file and what is known give changes, findings and writes.
struct OdsRules {
    let file: OdsFile
    let known: OdsKnowledge
    /// Makes an identifier for an organisation that is new.
    let newID: () -> OrganisationID
    private(set) var plan: ImportPlan
    private var commissionerIDs: [ODSCode: OrganisationID] = [:]
    private var moves: [OrganisationID: Set<Move>] = [:]
    private var older = 0

    private struct Move: Hashable {
        let to: OrganisationID
        let on: LocalDate
    }

    init(file: OdsFile, known: OdsKnowledge, fileName: String, effectiveOn: LocalDate, newID: @escaping () -> OrganisationID) {
        self.file = file
        self.known = known
        self.newID = newID
        plan = ImportPlan(kind: .ods, fileName: fileName, effectiveOn: effectiveOn, rows: file.rows, findings: file.findings)
        plan.practices = file.practices.count
        plan.activePractices = file.activePractices
    }

    private var day: LocalDate { plan.effectiveOn }

    mutating func compare() -> ImportPlan {
        for row in file.practices {
            guard let standing = known.practices[row.code] else {
                add(row)
                continue
            }
            guard standing.kind == .practice else {
                plan.findings.append(
                    ImportFinding(
                        .contradiction, line: row.line, column: SourceCell.name(column: 1, line: row.line),
                        "\(row.code) is a GP practice in the file and a \(standing.kind.title.lowercased()) in the directory. It was left as it is."))
                continue
            }
            if let confirmed = standing.confirmedOn, confirmed > day {
                older += 1
                continue
            }
            compareNames(row, standing)
            compareStatus(row, standing)
            compareCommissioner(row, standing)
            if standing.confirmedOn != day { plan.writes.append(.confirm(standing.id)) }
        }
        noteOlder()
        noteFormerPractices()
        noteReplacedCommissioners()
        return plan
    }

    private mutating func add(_ row: OdsPractice) {
        let id = newID()
        let beginning = Timeline.beginning
        plan.writes.append(.organisation(id, .practice, opened: row.opened, closed: row.closed))
        plan.writes.append(.code(id, row.code))
        plan.writes.append(.name(id, row.name, from: beginning))
        plan.writes.append(.address(id, lines: row.address, postcode: row.postcode, telephone: row.telephone, from: beginning))
        plan.writes.append(.confirm(id))
        if let closed = row.closed, row.status == .closed {
            plan.writes.append(.status(id, .active, from: row.opened, until: closed))
            plan.writes.append(.status(id, .closed, from: closed.adding(days: 1), until: nil))
        } else {
            plan.writes.append(.status(id, row.status, from: row.opened, until: nil))
        }
        if let commissioner = row.commissioner {
            plan.writes.append(.relationship(id, .commissionedBy, commissionerID(commissioner), from: row.joined, until: row.left))
        }
        let title = "\(row.name) (\(row.code))"
        switch row.status {
        case .active: plan.change(.opened, row.code.stored, "\(title) opened on \(row.opened.longText).")
        case .closed:
            plan.change(
                .added, row.code.stored, "\(title), closed\(row.closed.map { " since \($0.longText)" } ?? ""), is added to the history.")
        case .dormant: plan.change(.added, row.code.stored, "\(title), dormant, is added.")
        case .proposed: plan.change(.added, row.code.stored, "\(title) is proposed to open on \(row.opened.longText).")
        }
    }

    private mutating func compareNames(_ row: OdsPractice, _ standing: KnownPractice) {
        if row.name != standing.name {
            if standing.nameFrom >= day {
                plan.writes.append(.renameInPlace(standing.id, row.name, from: standing.nameFrom))
            } else {
                plan.writes.append(.endName(standing.id, until: day.adding(days: -1)))
                plan.writes.append(.name(standing.id, row.name, from: day))
            }
            plan.change(.renamed, row.code.stored, "\(standing.name) (\(row.code)) is now called \(row.name).")
        }
        guard row.address != standing.lines || row.postcode != standing.postcode || row.telephone != standing.telephone else { return }
        if let from = standing.addressFrom, from >= day {
            plan.writes.append(
                .addressInPlace(standing.id, lines: row.address, postcode: row.postcode, telephone: row.telephone, from: from))
        } else {
            if standing.addressFrom != nil { plan.writes.append(.endAddress(standing.id, until: day.adding(days: -1))) }
            plan.writes.append(.address(standing.id, lines: row.address, postcode: row.postcode, telephone: row.telephone, from: day))
        }
        let isMove = row.address != standing.lines || row.postcode != standing.postcode
        plan.change(
            .readdressed, row.code.stored,
            isMove
                ? "\(row.name) (\(row.code)) is now at \(row.address)\(row.postcode.map { ", \($0)" } ?? "")."
                : "\(row.name) (\(row.code)) has another telephone number.")
    }

    private mutating func compareStatus(_ row: OdsPractice, _ standing: KnownPractice) {
        let title = "\(row.name) (\(row.code))"
        if row.opened != standing.openedOn || row.closed != standing.closedOn {
            plan.writes.append(.dates(standing.id, opened: row.opened, closed: row.closed))
        }
        if let opened = standing.openedOn, opened != row.opened {
            plan.writes.append(.restartStatus(standing.id, was: opened, from: row.opened))
            plan.change(.corrected, row.code.stored, "\(title) opened on \(row.opened.longText), not on \(opened.longText).")
        }
        let isSame = row.status == standing.status
        if row.status == .closed, let closed = row.closed {
            let from = closed.adding(days: 1)
            guard !isSame || standing.statusFrom != from else { return }
            plan.writes.append(.clearStatuses(standing.id, from: from))
            plan.writes.append(.status(standing.id, .closed, from: from, until: nil))
            if isSame {
                plan.change(
                    .corrected, row.code.stored, "\(title) closed on \(closed.longText), not on \(standing.closedOn?.longText ?? "another day").")
            } else {
                plan.change(.closed, row.code.stored, "\(title) closed on \(closed.longText).")
                noteLikelySuccessor(row, closed: closed)
            }
            return
        }
        guard !isSame else { return }
        let from = standing.status == .proposed ? row.opened : max(day, (standing.statusFrom ?? day).adding(days: 1))
        plan.writes.append(.clearStatuses(standing.id, from: from))
        plan.writes.append(.status(standing.id, row.status, from: from, until: nil))
        switch row.status {
        case .active where standing.status == .proposed: plan.change(.opened, row.code.stored, "\(title) opened on \(row.opened.longText).")
        case .active: plan.change(.reopened, row.code.stored, "\(title) is open again from \(from.longText).")
        case .dormant: plan.change(.dormant, row.code.stored, "\(title) is dormant from \(from.longText).")
        case .proposed, .closed: plan.change(.corrected, row.code.stored, "\(title) is now \(row.status.title.lowercased()).")
        }
    }

    /// An open practice at the postcode of one that closed is likely to carry on for it, but the file does not say so: a person has to.
    private mutating func noteLikelySuccessor(_ row: OdsPractice, closed: LocalDate) {
        guard let postcode = row.postcode, let id = known.practices[row.code]?.id, !known.succeeded.contains(id) else { return }
        let neighbours = file.practices.filter { $0.postcode == postcode && $0.status == .active && $0.code != row.code }
        guard let neighbour = neighbours.first, neighbours.count == 1 else { return }
        plan.findings.append(
            ImportFinding(
                .note, line: row.line,
                "\(row.name) (\(row.code)) closed on \(closed.longText), and \(neighbour.name) (\(neighbour.code)) is open at the same postcode. If it carries on for it, record the merger on the practice's page."
            ))
    }

    private mutating func compareCommissioner(_ row: OdsPractice, _ standing: KnownPractice) {
        guard let code = row.commissioner else { return }
        let commissioner = commissionerID(code)
        guard let latest = known.commissioners[standing.id] else {
            plan.writes.append(.relationship(standing.id, .commissionedBy, commissioner, from: row.joined, until: row.left))
            plan.change(.moved, row.code.stored, "\(row.name) (\(row.code)) is commissioned by \(code) from \(row.joined.longText).")
            return
        }
        if latest.commissioner == commissioner {
            guard latest.untilDate != row.left else { return }
            plan.writes.append(.endRelationship(latest.relationship, until: row.left))
            guard let left = row.left else {
                plan.change(.corrected, row.code.stored, "\(row.name) (\(row.code)) is commissioned by \(code) without an end date.")
                return
            }
            if row.status != .closed {
                plan.change(.moved, row.code.stored, "\(row.name) (\(row.code)) left commissioner \(code) on \(left.longText).")
            }
            return
        }
        move(row, standing, from: latest, to: commissioner, code)
    }

    private mutating func move(
        _ row: OdsPractice, _ standing: KnownPractice, from latest: KnownCommissioner, to commissioner: OrganisationID, _ code: ODSCode
    ) {
        var joined = row.joined
        if joined <= latest.fromDate {
            let old = known.codes[latest.commissioner]?.stored ?? "another commissioner"
            joined = max((standing.confirmedOn ?? day.adding(days: -1)), latest.fromDate).adding(days: 1)
            plan.findings.append(
                ImportFinding(
                    .contradiction, line: row.line, column: SourceCell.name(column: 16, line: row.line),
                    "\(row.code) joined \(code) on \(row.joined.longText) says this file, but it was with \(old) says the file before. \(code) counts from \(joined.longText)."
                ))
        }
        if let left = row.left, left < joined {
            plan.findings.append(
                ImportFinding(
                    .contradiction, line: row.line, column: SourceCell.name(column: 17, line: row.line),
                    "\(row.code) left \(code) on \(left.longText), before it could have joined it. Its commissioner was left as it is."))
            return
        }
        if !DatePeriod(from: latest.fromDate, until: latest.untilDate).isOver(on: joined) {
            plan.writes.append(.endRelationship(latest.relationship, until: joined.adding(days: -1)))
        }
        plan.writes.append(.relationship(standing.id, .commissionedBy, commissioner, from: joined, until: row.left))
        moves[latest.commissioner, default: []].insert(Move(to: commissioner, on: joined))
        let old = known.codes[latest.commissioner]?.stored ?? "its commissioner"
        plan.change(.moved, row.code.stored, "\(row.name) (\(row.code)) moved from commissioner \(old) to \(code) on \(joined.longText).")
    }

    private mutating func commissionerID(_ code: ODSCode) -> OrganisationID {
        if let standing = known.practices[code] { return standing.id }
        if let made = commissionerIDs[code] { return made }
        let id = newID()
        commissionerIDs[code] = id
        plan.writes.append(.organisation(id, .commissioner, opened: nil, closed: nil))
        plan.writes.append(.code(id, code))
        plan.writes.append(.name(id, code.stored, from: Timeline.beginning))
        plan.writes.append(.status(id, .active, from: Timeline.beginning, until: nil))
        return id
    }

    private mutating func noteOlder() {
        guard older > 0 else { return }
        plan.findings.append(
            ImportFinding(
                .note, line: 0,
                "\(older == 1 ? "1 practice was" : "\(older.grouped) practices were") left as they are, because the directory holds a later file than \(day.longText) for them."
            ))
    }

    /// A practice that the file now lists under another prescribing setting is still a practice in the directory until somebody decides.
    private mutating func noteFormerPractices() {
        for (code, line) in file.otherCodes.sorted(by: { $0.value < $1.value }) {
            guard let standing = known.practices[code], standing.kind == .practice else { continue }
            plan.findings.append(
                ImportFinding(
                    .contradiction, line: line, column: SourceCell.name(column: 26, line: line),
                    "\(standing.name) (\(code)) is a GP practice in the directory but not in this file. It was left as it is."))
        }
    }

    /// A commissioner all of whose open practices moved to one other on one day was replaced by it: commissioners are re-coded when they merge.
    private mutating func noteReplacedCommissioners() {
        for (old, moved) in moves.sorted(by: { $0.key < $1.key }) {
            guard let move = moved.first, moved.count == 1, !known.succeeded.contains(old), let code = known.codes[old] else { continue }
            let stayed = file.practices.contains { $0.status == .active && $0.commissioner == code }
            let before = known.practices.values.filter { $0.status == .active && known.commissioners[$0.id]?.commissioner == old }
            let listed = Set(file.practices.map(\.code))
            guard !stayed, before.count > 1, before.allSatisfy({ listed.contains($0.code) }) else { continue }
            let newCode = commissionerIDs.first { $0.value == move.to }?.key ?? known.codes[move.to]
            plan.writes.append(.relationship(old, .succeededBy, move.to, from: move.on, until: nil))
            plan.writes.append(.dates(old, opened: nil, closed: move.on.adding(days: -1)))
            plan.writes.append(.clearStatuses(old, from: move.on))
            plan.writes.append(.status(old, .closed, from: move.on, until: nil))
            plan.change(
                .recoded, code.stored,
                "Commissioner \(code) was replaced by \(newCode?.stored ?? "another") on \(move.on.longText): all \(before.count) of its open practices moved."
            )
        }
    }
}
