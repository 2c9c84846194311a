// Files that wait to be applied.

import Files
import Kernel
import Store

extension ImportStore {
    static func add(_ upload: ImportUpload, in transaction: Transaction) throws {
        try transaction.execute(
            """
            INSERT INTO import_uploads (id, kind, file_id, effective_on, account_id, uploaded_at)
            VALUES (\(upload.id), \(upload.kind), \(upload.fileId), \(upload.effectiveOn), \(upload.accountId), \(upload.uploadedAt))
            """)
        try transaction.audit("import file uploaded", AuditSubject("import file", upload.id), details: ["kind": upload.kind.rawValue])
    }

    static func upload(_ id: ID<ImportUpload>, in connection: any Connection) throws -> ImportUpload? {
        try connection.first("SELECT id, kind, file_id, effective_on, account_id, uploaded_at FROM import_uploads WHERE id = \(id)")
    }

    /// What a person uploaded and has neither applied nor discarded, oldest first.
    static func waiting(for account: AccountID, since instant: Instant, in connection: any Connection) throws -> [ImportUpload] {
        try connection.all(
            """
            SELECT id, kind, file_id, effective_on, account_id, uploaded_at
            FROM import_uploads
            WHERE account_id = \(account) AND uploaded_at >= \(instant)
            ORDER BY uploaded_at, id
            """)
    }

    /// Removes an upload and its file. Whether it was there to be removed.
    static func remove(_ id: ID<ImportUpload>, from files: FileStore, in transaction: Transaction) throws -> Bool {
        guard let upload = try upload(id, in: transaction) else { return false }
        try transaction.execute("DELETE FROM import_uploads WHERE id = \(id)")
        try files.remove(upload.fileId, in: transaction)
        return true
    }

    static func removeUploads(before instant: Instant, from files: FileStore, in transaction: Transaction) throws {
        let old = try transaction.values(ID<ImportUpload>.self, "SELECT id FROM import_uploads WHERE uploaded_at < \(instant) ORDER BY id")
        for id in old { _ = try remove(id, from: files, in: transaction) }
    }
}
