// Whether every content is there and whole.

import Kernel
import Store

/// How files stand in the database.
package struct FileStanding: Codable, Hashable, Sendable {
    package let files: Int
    package let waiting: Int
    package let contents: Int
    /// Of contents, before they are sealed.
    package let bytes: Int
    /// Contents that no file names; they go by themselves after a day.
    package let unused: Int
    /// Files whose content is not all there.
    package let broken: Int
    /// Whether files are there that lie under another key.
    package let underOtherKey: Bool

    package init(files: Int, waiting: Int, contents: Int, bytes: Int, unused: Int, broken: Int, underOtherKey: Bool) {
        self.files = files
        self.waiting = waiting
        self.contents = contents
        self.bytes = bytes
        self.unused = unused
        self.broken = broken
        self.underOtherKey = underOtherKey
    }
}

extension FileStore {
    /// Counts without opening anything: quick, whatever there is.
    package func standing(in connection: any Connection) throws -> FileStanding {
        let counts = try connection.first(
            Counts.self,
            """
            SELECT (SELECT COUNT(*) FROM files) AS files, (SELECT COUNT(*) FROM files WHERE state = 'waiting') AS waiting,
              (SELECT COUNT(*) FROM file_contents) AS contents,
              (SELECT CAST(COALESCE(SUM(length), 0) AS BIGINT) FROM file_contents) AS bytes,
              (SELECT COUNT(*) FROM file_contents WHERE NOT EXISTS (SELECT 1 FROM files WHERE files.hash = file_contents.hash)) AS unused,
              (SELECT COUNT(*) FROM files JOIN file_contents ON file_contents.hash = files.hash
                WHERE NOT is_whole OR files.length <> file_contents.length
                  OR chunks <> (SELECT COUNT(*) FROM file_chunks WHERE file_chunks.hash = files.hash)) AS broken
            """)
        let mark = try connection.value(String.self, "SELECT key_mark FROM file_contents LIMIT 1")
        return FileStanding(
            files: counts?.files ?? 0, waiting: counts?.waiting ?? 0, contents: counts?.contents ?? 0, bytes: counts?.bytes ?? 0,
            unused: counts?.unused ?? 0, broken: counts?.broken ?? 0, underOtherKey: mark.map { $0 != key.mark } ?? false)
    }

    private struct Counts: Decodable {
        let files: Int
        let waiting: Int
        let contents: Int
        let bytes: Int
        let unused: Int
        let broken: Int
    }

    /// Opens every content that a file names and compares it with its name. What is wrong, one sentence each, by the files' identifiers.
    package func verify(progress: @Sendable (_ checked: Int, _ of: Int) -> Void = { _, _ in }) async throws -> [String] {
        let standing = try await database.read { try self.standing(in: $0) }
        if standing.underOtherKey {
            return [
                "Files lie under another key than the one given here, so that none can be opened. Run this with the key of this database, in secret.key or COMMONWEAL_SECRET."
            ]
        }
        var findings: [String] = []
        var (last, checked) = ("", 0)
        while true {
            let after = last
            let contents = try await database.read { connection in
                try connection.all(
                    Content.self,
                    """
                    SELECT hash, length, chunks, key_mark, is_whole
                    FROM file_contents
                    WHERE hash > \(after) AND EXISTS (SELECT 1 FROM files WHERE files.hash = file_contents.hash)
                    ORDER BY hash
                    LIMIT 100
                    """)
            }
            guard let end = contents.last else { return findings }
            last = end.hash
            for content in contents {
                let damaged = try await database.read { connection -> [String] in
                    do {
                        _ = try bytes(named: content.hash, length: content.length, in: connection)
                        return []
                    } catch FileRefusal.damaged {
                        return try connection.values("SELECT id FROM files WHERE hash = \(content.hash) ORDER BY id")
                    }
                }
                findings += damaged.map { "File \($0): its content is missing or was changed. Restore it from a backup." }
                checked += 1
                progress(checked, standing.contents)
            }
        }
    }
}
