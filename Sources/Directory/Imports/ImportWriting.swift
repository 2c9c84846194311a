// Writes an import's plan in batches.

import Kernel
import Store

/// Puts a plan into the database: what ends first, then what begins, hundreds of rows a statement.
struct ImportWriting {
    let transaction: Transaction
    let plan: ImportPlan
    let progress: @Sendable (ImportProgress) -> Void
    let checkCancellation: @Sendable () throws -> Void

    private static let batch = 400

    func write() throws {
        var made = 0
        func step(_ count: Int) throws {
            try checkCancellation()
            made += count
            progress(ImportProgress(stage: .writing, done: made, total: plan.writes.count))
        }
        let additions = Dictionary(grouping: plan.writes.compactMap(addition), by: \.table)
        for row in additions[Table.organisations, default: []].batches(of: Self.batch) { try step(insert(row)) }
        for write in plan.writes where try change(write) { try step(1) }
        for table in Table.allCases where table != .organisations {
            for rows in additions[table, default: []].batches(of: Self.batch) { try step(insert(rows)) }
        }
        try confirm("confirmed_on", plan.writes.compactMap { if case .confirm(let id) = $0 { id } else { nil } }, step)
        try confirm("network_confirmed_on", plan.writes.compactMap { if case .confirmNetwork(let id) = $0 { id } else { nil } }, step)
    }

    private enum Table: String, CaseIterable {
        case organisations, codes, names, addresses, statuses, relationships, populations, sites

        var head: SQL {
            switch self {
            case .organisations: "INSERT INTO organisations (id, kind, opened_on, closed_on, source, recorded_at)"
            case .codes: "INSERT INTO organisation_codes (organisation_id, code, from_date)"
            case .names: "INSERT INTO organisation_names (organisation_id, name, from_date)"
            case .addresses: "INSERT INTO organisation_addresses (organisation_id, lines, postcode, telephone, from_date)"
            case .statuses: "INSERT INTO organisation_statuses (organisation_id, status, from_date, until_date)"
            case .relationships:
                "INSERT INTO organisation_relationships (id, organisation_id, kind, other_id, from_date, until_date, source, recorded_at)"
            case .populations: "INSERT INTO populations (id, practice_id, kind, snapshot_date, hundredths, known_from, source)"
            case .sites: "INSERT INTO sites (id, organisation_id, name, code, address, postcode, from_date, until_date, recorded_at)"
            }
        }
    }

    private struct Addition {
        let table: Table
        let values: SQL
    }

    private func addition(_ write: DirectoryWrite) -> Addition? {
        let now = transaction.instant
        switch write {
        case .organisation(let id, let kind, let opened, let closed):
            return Addition(table: .organisations, values: "(\(id), \(kind), \(opened), \(closed), \(plan.source), \(now))")
        case .code(let id, let code): return Addition(table: .codes, values: "(\(id), \(code), \(Timeline.beginning))")
        case .name(let id, let name, let from): return Addition(table: .names, values: "(\(id), \(name), \(from))")
        case .address(let id, let lines, let postcode, let telephone, let from):
            return Addition(table: .addresses, values: "(\(id), \(lines), \(postcode), \(telephone), \(from))")
        case .status(let id, let status, let from, let until):
            return Addition(table: .statuses, values: "(\(id), \(status), \(from), \(until))")
        case .relationship(let id, let kind, let other, let from, let until):
            return Addition(
                table: .relationships,
                values: "(\(ID<Relationship>(at: now)), \(id), \(kind), \(other), \(from), \(until), \(plan.source), \(now))")
        case .figure(let id, let kind, let snapshot, let hundredths):
            return Addition(
                table: .populations, values: "(\(ID<Population>(at: now)), \(id), \(kind), \(snapshot), \(hundredths), \(now), \(plan.source))")
        case .site(let id, let organisation, let name, let code, let address, let postcode, let from, let until):
            return Addition(
                table: .sites, values: "(\(id), \(organisation), \(name), \(code), \(address), \(postcode), \(from), \(until), \(now))")
        default: return nil
        }
    }

    private func insert(_ rows: ArraySlice<Addition>) throws -> Int {
        guard let table = rows.first?.table else { return 0 }
        return try transaction.insert(table.head, rows.map(\.values))
    }

    /// Whether the write was a change of rows that stand.
    private func change(_ write: DirectoryWrite) throws -> Bool {
        switch write {
        case .renameInPlace(let id, let name, let from):
            try transaction.execute("UPDATE organisation_names SET name = \(name) WHERE organisation_id = \(id) AND from_date = \(from)")
        case .endName(let id, let until):
            try transaction.execute("UPDATE organisation_names SET until_date = \(until) WHERE organisation_id = \(id) AND until_date IS NULL")
        case .endAddress(let id, let until):
            try transaction.execute("UPDATE organisation_addresses SET until_date = \(until) WHERE organisation_id = \(id) AND until_date IS NULL")
        case .addressInPlace(let id, let lines, let postcode, let telephone, let from):
            try transaction.execute(
                """
                UPDATE organisation_addresses
                SET lines = \(lines), postcode = \(postcode), telephone = \(telephone)
                WHERE organisation_id = \(id) AND from_date = \(from)
                """)
        case .dates(let id, let opened, let closed):
            try transaction.execute("UPDATE organisations SET opened_on = \(opened), closed_on = \(closed) WHERE id = \(id)")
        case .clearStatuses(let id, let from):
            try transaction.execute("DELETE FROM organisation_statuses WHERE organisation_id = \(id) AND from_date >= \(from)")
            try transaction.execute(
                """
                UPDATE organisation_statuses
                SET until_date = \(from.adding(days: -1))
                WHERE organisation_id = \(id) AND \(SQL.notOver(on: from))
                """)
        case .restartStatus(let id, let was, let from):
            try transaction.execute(
                """
                UPDATE organisation_statuses
                SET from_date = \(from)
                WHERE organisation_id = \(id) AND from_date = \(was) AND \(SQL.notOver(on: from))
                """)
        case .endRelationship(let id, let until):
            try transaction.execute("UPDATE organisation_relationships SET until_date = \(until) WHERE id = \(id)")
        case .restartRelationship(let id, let from, let until):
            try transaction.execute("UPDATE organisation_relationships SET from_date = \(from), until_date = \(until) WHERE id = \(id)")
        case .siteDates(let id, let name, let until):
            try transaction.execute("UPDATE sites SET name = \(name), until_date = \(until) WHERE id = \(id)")
        default: return false
        }
        return true
    }

    private func confirm(_ column: String, _ ids: [OrganisationID], _ step: (Int) throws -> Void) throws {
        for some in ids.batches(of: Self.batch) {
            let update = SQL(verbatim: "UPDATE organisations SET \(column) = ")
            try transaction.execute(update + "\(plan.effectiveOn) WHERE id IN \(Array(some))")
            try step(some.count)
        }
    }
}

extension Array {
    /// The elements in order, `size` at a time.
    func batches(of size: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
    }
}
