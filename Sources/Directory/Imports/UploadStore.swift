// Files that wait to be applied.

import Foundation
import Kernel
import Store

extension ImportStore {
    static func add(_ upload: ImportUpload, bytes: [UInt8], in transaction: Transaction) throws {
        try transaction.execute(
            """
            INSERT INTO import_uploads (id, kind, file_name, effective_on, contents, account_id, uploaded_at)
            VALUES (\(upload.id), \(upload.kind), \(upload.fileName), \(upload.effectiveOn), \(Data(bytes).base64EncodedString()), \(upload.accountId),
                \(upload.uploadedAt))
            """)
        try transaction.audit("import file uploaded", AuditSubject("import file", upload.id), details: ["kind": upload.kind.rawValue])
    }

    static func upload(_ id: ID<ImportUpload>, in connection: any Connection) throws -> (ImportUpload, [UInt8])? {
        let upload = try connection.first(
            ImportUpload.self, "SELECT id, kind, file_name, effective_on, account_id, uploaded_at FROM import_uploads WHERE id = \(id)")
        let contents = try connection.value(String.self, "SELECT contents FROM import_uploads WHERE id = \(id)")
        guard let upload, let contents, let data = Data(base64Encoded: contents) else { return nil }
        return (upload, Array(data))
    }

    /// What a person uploaded and has neither applied nor discarded, oldest first.
    static func waiting(for account: AccountID, since instant: Instant, in connection: any Connection) throws -> [ImportUpload] {
        try connection.all(
            """
            SELECT id, kind, file_name, effective_on, account_id, uploaded_at
            FROM import_uploads
            WHERE account_id = \(account) AND uploaded_at >= \(instant)
            ORDER BY uploaded_at, id
            """)
    }

    /// Whether it was there to be removed.
    static func remove(_ id: ID<ImportUpload>, in transaction: Transaction) throws -> Bool {
        try transaction.execute("DELETE FROM import_uploads WHERE id = \(id)") == 1
    }

    static func removeUploads(before instant: Instant, in transaction: Transaction) throws {
        try transaction.execute("DELETE FROM import_uploads WHERE uploaded_at < \(instant)")
    }

    /// Where a form that was settled before led.
    static func outcome(of key: OnceKey, account: AccountID?, in connection: any Connection) throws -> String? {
        try connection.value(
            String.self, "SELECT outcome FROM settled_forms WHERE once_key = \(key.stored) AND account = \(account?.stored ?? "")")
    }
}
