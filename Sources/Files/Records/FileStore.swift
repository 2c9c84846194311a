// Keeps files and hands them out.

import Kernel
import Store

/// The way in to files. A room keeps one in three steps: `hold` writes the content, `keep` makes the row in the room's own transaction, and the room's own
/// row points at it. Nothing here asks who may see a file: that is for the room that owns the record.
package struct FileStore: Sendable {
    package let database: any Database
    package let key: FileKey
    package let settings: FileSettings

    package init(_ database: any Database, key: FileKey, settings: FileSettings = FileSettings()) {
        self.database = database
        self.key = key
        self.settings = settings
    }

    // MARK: Keeping

    /// Checks an upload and writes its content, sealed, before any row names it. One that nothing names within a day is removed.
    ///
    /// - Throws: `FileRefusal` for what is not taken.
    package func hold(_ bytes: [UInt8], name: String, within limits: FileLimits, at now: Instant) async throws -> HeldFile {
        let type = try FileRules.admit(bytes, name: name, within: limits, most: settings.largest)
        let starts = Array(stride(from: 0, to: bytes.count, by: ContentStore.chunkBytes))
        let content = Content(hash: key.name(of: bytes), length: bytes.count, chunks: starts.count, keyMark: key.mark, isWhole: false)
        for first in stride(from: 0, to: starts.count, by: ContentStore.batch) {
            let places = first..<min(first + ContentStore.batch, starts.count)
            let sealed = places.map { place in
                let end = min(starts[place] + ContentStore.chunkBytes, bytes.count)
                return key.seal(Array(bytes[starts[place]..<end]), as: ContentStore.label(content.hash, place))
            }
            let isThere = try await database.maintain { connection in
                if first == 0, try ContentStore.begin(content, at: now, in: connection) { return true }
                for (place, chunk) in zip(places, sealed) { try ContentStore.add(chunk, to: content.hash, at: place, in: connection) }
                if places.upperBound == starts.count { try ContentStore.finish(content.hash, in: connection) }
                return false
            }
            if isThere { break }
        }
        return HeldFile(
            hash: content.hash, length: bytes.count, type: type, name: name.isEmpty ? "file" : name,
            pageLimit: min(limits.pages ?? settings.mostPages, settings.mostPages))
    }

    /// Makes the row of a held file and asks for it to be checked, in the transaction that makes the row which points at it.
    package func keep(_ held: HeldFile, in transaction: Transaction) throws -> FileID {
        guard try ContentStore.content(held.hash, in: transaction)?.isWhole == true else { throw FileRefusal.gone }
        let id = FileID(at: transaction.instant)
        try transaction.execute(
            """
            INSERT INTO files (id, hash, length, type, name, state, reason, account_id, added_at)
            VALUES (\(id), \(held.hash), \(held.length), \(held.type), \(held.name), \(FileState.waiting), '', \(transaction.actor.account),
              \(transaction.instant))
            """)
        try JobQueue.add(kind: CheckFile.kind, payload: try CheckFile.payload(id, pageLimit: held.pageLimit), in: transaction)
        // Without its name, which may be a patient's.
        try transaction.audit(
            "file kept", AuditSubject("file", id), details: ["type": held.type.rawValue, "length": String(held.length), "hash": held.hash])
        return id
    }

    /// Removes a file whose own row no longer points at it. Its content goes a day later unless another file has the same.
    package func remove(_ id: FileID, in transaction: Transaction) throws {
        guard try transaction.execute("DELETE FROM files WHERE id = \(id)") == 1 else { return }
        try transaction.audit("file removed", AuditSubject("file", id))
    }

    // MARK: Reading

    package func file(_ id: FileID, in connection: any Connection) throws -> StoredFile? {
        try connection.first(
            """
            SELECT id, hash, length, type, name, state, reason, pages, scanned_at, account_id, added_at
            FROM files
            WHERE id = \(id)
            """)
    }

    /// A file's content, opened and compared with its name.
    /// - Throws: `FileRefusal.damaged` where a chunk is missing or anything was changed.
    package func bytes(of file: StoredFile, in connection: any Connection) throws -> [UInt8] {
        try bytes(named: file.hash, length: file.length, in: connection)
    }

    func bytes(named hash: String, length: Int, in connection: any Connection) throws -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(length)
        for (place, sealed) in try ContentStore.chunks(of: hash, in: connection).enumerated() {
            guard let chunk = key.open(sealed, as: ContentStore.label(hash, place)) else { throw FileRefusal.damaged }
            bytes += chunk
        }
        guard bytes.count == length, key.name(of: bytes) == hash else { throw FileRefusal.damaged }
        return bytes
    }

    /// The text that was read from a PDF or a Word document; nil where there is none, or not yet.
    package func text(of file: StoredFile, in connection: any Connection) throws -> String? {
        guard let sealed = try ContentStore.text(of: file.hash, in: connection) else { return nil }
        guard let bytes = key.open(sealed, as: Self.textLabel(file.hash)) else { throw FileRefusal.damaged }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func textLabel(_ hash: String) -> String { "\(hash) text" }

    // MARK: Checking

    /// Notes what keeps a waiting file waiting.
    func note(_ reason: String, on id: FileID, in connection: any Connection) throws {
        try connection.execute("UPDATE files SET reason = \(reason) WHERE id = \(id) AND state = 'waiting'")
    }

    /// Settles a waiting file. Nothing happens where another worker did so meanwhile.
    func settle(_ id: FileID, _ finding: FileFinding, text: String?, scannedAt: Instant?, wall: String, in transaction: Transaction) throws {
        guard let file = try file(id, in: transaction), let (state, reason) = FileRules.after(file.state, finding) else { return }
        let pages: Int? = if case .sound(let pages) = finding { pages } else { nil }
        try transaction.execute(
            """
            UPDATE files
            SET state = \(state), reason = \(reason), pages = \(pages), scanned_at = \(scannedAt)
            WHERE id = \(id)
            """)
        if let text {
            try ContentStore.add(text: key.seal(Array(text.utf8), as: Self.textLabel(file.hash)), to: file.hash, in: transaction)
        }
        try transaction.audit(
            "file checked", AuditSubject("file", id),
            details: ["state": state.rawValue, "scanned": scannedAt == nil ? "no" : "yes", "read behind": wall])
    }
}
