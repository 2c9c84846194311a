// Moves a federation to another database.

import Foundation
import Kernel

/// Moves all data from one database to another, of either kind: the way from the embedded database to PostgreSQL.
package enum Relocation {
    /// Copies everything from `source` into `target`, which must hold no data. One transaction on the target: rows are counted and the audit trail is
    /// walked before it commits, so afterwards there is all or nothing. `workspace` is a folder for a file as large as the data, removed at the end; one that an
    /// earlier move left there, because it was killed, is removed first.
    ///
    /// Nobody may write to the source meanwhile; it is looked at again at the end, and `StoreError.schema` says so if somebody did.
    package static func move(
        from source: any Database, to target: any Database, workspace: String, migrations: [Migration], by actor: Actor, at now: Instant,
        progress: @escaping @Sendable (_ step: Step, _ rows: Int) -> Void = { _, _ in }
    ) async throws -> BackupSummary {
        try await Restoring.refuseData(in: target, before: migrations)
        for name in leftovers(in: workspace) { try? FileManager.default.removeItem(atPath: "\(workspace)/\(name)") }
        let file = "\(workspace)/\(prefix)\(ID<BackupSummary>(at: now).stored)"
        defer { try? FileManager.default.removeItem(atPath: file) }
        try await source.write(by: actor, at: now) { try $0.audit("database moved away", AuditSubject("database", "whole")) }
        do {
            return try await copy(from: source, to: target, by: file, migrations: migrations, actor: actor, at: now, progress: progress)
        } catch {
            try? await source.write(by: actor, at: now) { try $0.audit("database not moved", AuditSubject("database", "whole")) }
            throw error
        }
    }

    private static let prefix = "commonweal-move-"

    /// The names of copies of all data that a move which was cut short left in `folder`.
    package static func leftovers(in folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasPrefix(prefix) }
    }

    private static func copy(
        from source: any Database, to target: any Database, by file: String, migrations: [Migration], actor: Actor, at now: Instant,
        progress: @escaping @Sendable (_ step: Step, _ rows: Int) -> Void
    ) async throws -> BackupSummary {
        try await source.sealAuditTrail()
        let left = try await Backup.write(source, to: file, at: now) { rows, _ in progress(.reading, rows) }
        let arrived = try await Restoring.load(file, into: target, migrations: migrations, at: now) { progress(.writing, $0) }
        guard left.rows == arrived.rows, left.anchor == arrived.anchor else {
            throw StoreError.schema("The copy does not hold what the old database holds. Do not use it: go on with the old one and report this.")
        }
        guard try await AuditTrail.anchor(in: source) == left.anchor else {
            throw StoreError.schema(
                "Somebody changed the old database while it was moved. Stop every server that uses it, empty the new database and move again.")
        }
        try await SchemaHistory.bring(target, to: migrations, at: now)
        try await target.write(by: actor, at: now) { transaction in
            try transaction.audit("database moved here", AuditSubject("database", "whole"), details: ["rows": String(arrived.rowCount)])
        }
        return arrived
    }

    package enum Step: String, Hashable, Sendable { case reading, writing }
}
