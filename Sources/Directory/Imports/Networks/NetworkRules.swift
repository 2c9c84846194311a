// Holds the network files to the directory.

import Kernel

/// A membership of a network on record.
struct KnownMembership: Codable, Hashable, Sendable, Dated {
    let relationship: ID<Relationship>
    let practice: OrganisationID
    let network: OrganisationID
    let fromDate: LocalDate
    let untilDate: LocalDate?

    var period: DatePeriod { DatePeriod(from: fromDate, until: untilDate) }
}

/// The pure comparison of networks and of their practices.
struct NetworkRules {
    let file: NetworkFile
    let known: OdsKnowledge
    let memberships: [OrganisationID: [KnownMembership]]
    let newID: () -> OrganisationID
    private(set) var plan: ImportPlan
    private var made: [ODSCode: OrganisationID] = [:]
    private var older = 0

    init(
        file: NetworkFile, known: OdsKnowledge, memberships: [OrganisationID: [KnownMembership]], fileName: String, effectiveOn: LocalDate,
        newID: @escaping () -> OrganisationID
    ) {
        self.file = file
        self.known = known
        self.memberships = memberships
        self.newID = newID
        plan = ImportPlan(kind: .pcn, fileName: fileName, effectiveOn: effectiveOn, rows: file.rows, findings: file.findings)
    }

    private var day: LocalDate { plan.effectiveOn }

    mutating func compare() -> ImportPlan {
        for row in file.networks { compare(row) }
        var order: [ODSCode] = []
        var rows: [ODSCode: [PartnerRow]] = [:]
        for row in file.partners {
            if rows[row.practice] == nil { order.append(row.practice) }
            rows[row.practice, default: []].append(row)
        }
        plan.practices = order.count
        plan.activePractices = rows.values.count { $0.contains { $0.isInForce(on: day) } }
        for practice in order { compare(practice, rows[practice, default: []]) }
        if older > 0 {
            plan.findings.append(
                ImportFinding(
                    .note, line: 0,
                    "\(older == 1 ? "1 organisation was" : "\(older.grouped) organisations were") left as they are, because the directory holds a later file than \(day.longText) for them."
                ))
        }
        return plan
    }

    private mutating func compare(_ row: NetworkRow) {
        guard let standing = known.practices[row.code] else {
            let id = makeNetwork(row.code, row.name, opened: row.opened, closed: row.closed)
            if !row.address.isEmpty || row.postcode != nil {
                plan.writes.append(.address(id, lines: row.address, postcode: row.postcode, telephone: "", from: Timeline.beginning))
            }
            if let commissioner = row.commissioner {
                plan.writes.append(
                    .relationship(
                        id, .commissionedBy, commissionerID(commissioner, row.commissionerName), from: row.opened, until: row.closed))
            }
            plan.writes.append(.confirmNetwork(id))
            return
        }
        guard standing.kind == .network else {
            plan.findings.append(
                ImportFinding(
                    .contradiction, line: row.line,
                    "\(row.code) is a network in the file and a \(standing.kind.title.lowercased()) in the directory. It was left as it is."))
            return
        }
        if let confirmed = standing.networkConfirmedOn, confirmed > day {
            older += 1
            return
        }
        if standing.name != row.name {
            // A network first met among core partners has no history to keep.
            if standing.nameFrom >= day || standing.networkConfirmedOn == nil {
                plan.writes.append(.renameInPlace(standing.id, row.name, from: standing.nameFrom))
            } else {
                plan.writes.append(.endName(standing.id, until: day.adding(days: -1)))
                plan.writes.append(.name(standing.id, row.name, from: day))
            }
            plan.change(.renamed, row.code.stored, "\(standing.name) (\(row.code)) is now called \(row.name).")
        }
        compareAddress(row, standing)
        compareDates(row, standing)
        if let commissioner = row.commissioner {
            compareCommissioner(row, standing, commissionerID(commissioner, row.commissionerName), commissioner)
        }
        if standing.networkConfirmedOn != day { plan.writes.append(.confirmNetwork(standing.id)) }
    }

    private mutating func compareAddress(_ row: NetworkRow, _ standing: KnownPractice) {
        guard row.address != standing.lines ?? "" || row.postcode != standing.postcode else { return }
        if let from = standing.addressFrom, from >= day {
            plan.writes.append(.addressInPlace(standing.id, lines: row.address, postcode: row.postcode, telephone: "", from: from))
        } else {
            if standing.addressFrom != nil { plan.writes.append(.endAddress(standing.id, until: day.adding(days: -1))) }
            let from = standing.addressFrom == nil ? Timeline.beginning : day
            plan.writes.append(.address(standing.id, lines: row.address, postcode: row.postcode, telephone: "", from: from))
        }
        plan.change(.readdressed, row.code.stored, "\(row.name) (\(row.code)) is now at \(row.address)\(row.postcode.map { ", \($0)" } ?? "").")
    }

    private mutating func compareDates(_ row: NetworkRow, _ standing: KnownPractice) {
        guard row.opened != standing.openedOn || row.closed != standing.closedOn else { return }
        plan.writes.append(.dates(standing.id, opened: row.opened, closed: row.closed))
        plan.writes.append(.clearStatuses(standing.id, from: Timeline.beginning))
        plan.writes.append(.status(standing.id, .active, from: row.opened, until: row.closed))
        guard let closed = row.closed else {
            plan.change(.corrected, row.code.stored, "\(row.name) (\(row.code)) opened on \(row.opened.longText).")
            return
        }
        plan.writes.append(.status(standing.id, .closed, from: closed.adding(days: 1), until: nil))
        plan.change(.closed, row.code.stored, "\(row.name) (\(row.code)) closed on \(closed.longText).")
    }

    private mutating func compareCommissioner(_ row: NetworkRow, _ standing: KnownPractice, _ commissioner: OrganisationID, _ code: ODSCode) {
        guard let latest = known.commissioners[standing.id] else {
            plan.writes.append(.relationship(standing.id, .commissionedBy, commissioner, from: row.opened, until: row.closed))
            return
        }
        guard latest.commissioner != commissioner else {
            if latest.untilDate != row.closed { plan.writes.append(.endRelationship(latest.relationship, until: row.closed)) }
            return
        }
        guard latest.fromDate < day, row.closed.map({ $0 >= day }) ?? true else { return }
        plan.writes.append(.endRelationship(latest.relationship, until: day.adding(days: -1)))
        plan.writes.append(.relationship(standing.id, .commissionedBy, commissioner, from: day, until: row.closed))
        let old = known.codes[latest.commissioner]?.stored ?? "its commissioner"
        plan.change(.moved, row.code.stored, "\(row.name) (\(row.code)) moved from commissioner \(old) to \(code), seen on \(day.longText).")
    }

    private mutating func compare(_ code: ODSCode, _ rows: [PartnerRow]) {
        guard let practice = known.practices[code] else {
            for row in rows {
                plan.findings.append(
                    ImportFinding(
                        .rejected, line: row.line, column: SourceCell.name(column: 1, line: row.line),
                        "Practice \(code) is not in the directory. Import the NHS practice file first, or check the code."))
            }
            return
        }
        guard practice.kind == .practice else {
            plan.findings.append(
                ImportFinding(
                    .contradiction, line: rows.first?.line ?? 0, "\(code) is a \(practice.kind.title.lowercased()) in the directory, not a practice.")
            )
            return
        }
        if let confirmed = practice.networkConfirmedOn, confirmed > day {
            older += 1
            return
        }
        let accepted = withoutOverlaps(rows.sorted { $0.from < $1.from })
        for row in accepted { place(row, of: practice, beside: accepted) }
        if practice.networkConfirmedOn != day { plan.writes.append(.confirmNetwork(practice.id)) }
        noteUnended(accepted, of: practice)
    }

    /// A membership without an end of a practice that is not open: it stays on record, and does not count while the practice is not open.
    private mutating func noteUnended(_ rows: [PartnerRow], of practice: KnownPractice) {
        guard let row = rows.first(where: { $0.until == nil }), practice.status == .closed || practice.status == .dormant else { return }
        let state = practice.closedOn.map { "closed on \($0.longText)" } ?? "is dormant"
        plan.findings.append(
            ImportFinding(
                .note, line: row.line,
                "\(practice.name) (\(practice.code)) \(state), but its membership of \(row.network) has no end date. It does not count while the practice is not open."
            ))
    }

    /// A practice is in one network at a time: of two rows that overlap the one that began first goes in, and the other is listed.
    private mutating func withoutOverlaps(_ rows: [PartnerRow]) -> [PartnerRow] {
        var accepted: [PartnerRow] = []
        for row in rows {
            guard let standing = accepted.first(where: { $0.period.overlaps(row.period) })
            else {
                accepted.append(row)
                continue
            }
            plan.findings.append(
                ImportFinding(
                    .contradiction, line: row.line, column: SourceCell.name(column: 1, line: row.line),
                    "\(row.practice) is in \(row.network) from \(row.from.longText), and in \(standing.network) (line \(standing.line)) at the same time. Line \(standing.line) went in; ask the networks which is right."
                ))
        }
        return accepted
    }

    private mutating func place(_ row: PartnerRow, of practice: KnownPractice, beside rows: [PartnerRow]) {
        let network = networkID(row.network, row.networkName)
        let title = "\(practice.name) (\(row.practice))"
        let standing = memberships[practice.id, default: []]
        if let same = standing.first(where: { $0.network == network && $0.fromDate == row.from }) {
            guard same.untilDate != row.until else { return }
            plan.writes.append(.endRelationship(same.relationship, until: row.until))
            plan.change(
                .left, row.practice.stored,
                row.until.map { "\(title) left \(row.networkName) (\(row.network)) on \($0.longText)." }
                    ?? "\(title) is in \(row.networkName) (\(row.network)) without an end date.")
            return
        }
        let inTheWay = standing.filter { known in
            known.period.overlaps(row.period) && !rows.contains { $0.from == known.fromDate && networkID(of: $0.network) == known.network }
        }
        if let restated = inTheWay.first(where: { $0.network == network }), inTheWay.count == 1 {
            plan.writes.append(.restartRelationship(restated.relationship, from: row.from, until: row.until))
            plan.change(
                .corrected, row.practice.stored,
                "\(title) joined \(row.networkName) (\(row.network)) on \(row.from.longText), not on \(restated.fromDate.longText).")
            return
        }
        if let later = inTheWay.first(where: { $0.fromDate >= row.from }) {
            plan.findings.append(
                ImportFinding(
                    .contradiction, line: row.line,
                    "\(title) joined \(row.network) on \(row.from.longText), but the directory has it in another network from \(later.fromDate.longText). It was left as it is."
                ))
            return
        }
        for old in inTheWay { plan.writes.append(.endRelationship(old.relationship, until: row.from.adding(days: -1))) }
        plan.writes.append(.relationship(practice.id, .memberOfNetwork, network, from: row.from, until: row.until))
        let from = inTheWay.first.flatMap { known.codes[$0.network] }
        plan.change(
            from == nil ? .joined : .moved, row.practice.stored,
            from.map { "\(title) moved from \($0) to \(row.networkName) (\(row.network)) on \(row.from.longText)." }
                ?? "\(title) joined \(row.networkName) (\(row.network)) on \(row.from.longText)\(row.until.map { " and left it on \($0.longText)" } ?? "")."
        )
    }

    private func networkID(of code: ODSCode) -> OrganisationID? { known.practices[code]?.id ?? made[code] }

    private mutating func networkID(_ code: ODSCode, _ name: String) -> OrganisationID {
        networkID(of: code) ?? makeNetwork(code, name.isEmpty ? code.stored : name, opened: nil, closed: nil)
    }

    private mutating func makeNetwork(_ code: ODSCode, _ name: String, opened: LocalDate?, closed: LocalDate?) -> OrganisationID {
        let id = newID()
        made[code] = id
        plan.writes.append(.organisation(id, .network, opened: opened, closed: closed))
        plan.writes.append(.code(id, code))
        plan.writes.append(.name(id, name, from: Timeline.beginning))
        plan.writes.append(.status(id, .active, from: opened ?? Timeline.beginning, until: closed))
        if let closed { plan.writes.append(.status(id, .closed, from: closed.adding(days: 1), until: nil)) }
        plan.change(
            closed == nil ? .opened : .added, code.stored,
            "Network \(name) (\(code))\(opened.map { " opened on \($0.longText)" } ?? " is added")\(closed.map { " and closed on \($0.longText)" } ?? "")."
        )
        return id
    }

    /// The practice file has codes of commissioners only; this file has their names.
    private mutating func commissionerID(_ code: ODSCode, _ name: String) -> OrganisationID {
        if let id = made[code] { return id }
        if let standing = known.practices[code] {
            made[code] = standing.id
            if standing.name == code.stored, !name.isEmpty, name != code.stored {
                plan.writes.append(.renameInPlace(standing.id, name, from: standing.nameFrom))
                plan.change(.renamed, code.stored, "Commissioner \(code) is called \(name).")
            }
            return standing.id
        }
        let id = newID()
        made[code] = id
        plan.writes.append(.organisation(id, .commissioner, opened: nil, closed: nil))
        plan.writes.append(.code(id, code))
        plan.writes.append(.name(id, name.isEmpty ? code.stored : name, from: Timeline.beginning))
        plan.writes.append(.status(id, .active, from: Timeline.beginning, until: nil))
        return id
    }
}
