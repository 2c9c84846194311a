// Contents in sealed chunks.

import Kernel
import Store

/// What a content is known by.
struct Content: Codable, Hashable, Sendable {
    let hash: String
    let length: Int
    let chunks: Int
    let keyMark: String
    let isWhole: Bool
}

/// The one place that reads and writes `file_contents`, `file_chunks` and `file_texts`.
enum ContentStore {
    /// Bytes of a chunk before it is sealed; `docs/decisions/files.md` has the figures.
    static let chunkBytes = 262_144
    /// Chunks that one transaction writes, so that a large file does not keep others waiting.
    static let batch = 4

    static func label(_ hash: String, _ place: Int) -> String { "\(hash) \(place)" }

    static func content(_ hash: String, in connection: any Connection) throws -> Content? {
        try connection.first("SELECT hash, length, chunks, key_mark, is_whole FROM file_contents WHERE hash = \(hash)")
    }

    /// Notes that a content is being held, so that nothing removes it for a day. True where all of it is there already.
    static func begin(_ content: Content, at now: Instant, in connection: any Connection) throws -> Bool {
        // All contents lie under one key: this is what keeps it so, hence any row tells.
        if let mark = try connection.value(String.self, "SELECT key_mark FROM file_contents LIMIT 1"), mark != content.keyMark {
            throw FileRefusal.otherKey
        }
        try connection.execute(
            """
            INSERT INTO file_contents (hash, length, chunks, key_mark, is_whole, held_at)
            VALUES (\(content.hash), \(content.length), \(content.chunks), \(content.keyMark), FALSE, \(now))
            ON CONFLICT (hash) DO UPDATE SET held_at = excluded.held_at
            """)
        return try connection.value(Bool.self, "SELECT is_whole FROM file_contents WHERE hash = \(content.hash)") ?? false
    }

    static func add(_ sealed: [UInt8], to hash: String, at place: Int, in connection: any Connection) throws {
        try connection.execute("INSERT INTO file_chunks (hash, place, sealed) VALUES (\(hash), \(place), \(sealed)) ON CONFLICT DO NOTHING")
    }

    static func finish(_ hash: String, in connection: any Connection) throws {
        try connection.execute(
            """
            UPDATE file_contents
            SET is_whole = TRUE
            WHERE hash = \(hash) AND chunks = (SELECT COUNT(*) FROM file_chunks WHERE hash = \(hash))
            """)
    }

    static func chunks(of hash: String, in connection: any Connection) throws -> [[UInt8]] {
        try connection.values("SELECT sealed FROM file_chunks WHERE hash = \(hash) ORDER BY place")
    }

    static func text(of hash: String, in connection: any Connection) throws -> [UInt8]? {
        try connection.value("SELECT sealed FROM file_texts WHERE hash = \(hash)")
    }

    static func add(text sealed: [UInt8], to hash: String, in connection: any Connection) throws {
        try connection.execute(
            "INSERT INTO file_texts (hash, sealed) VALUES (\(hash), \(sealed)) ON CONFLICT (hash) DO UPDATE SET sealed = excluded.sealed")
    }

    // MARK: Contents that no file names

    private static let unnamed: SQL = "NOT EXISTS (SELECT 1 FROM files WHERE files.hash = file_contents.hash)"

    static func unused(before instant: Instant, limit: Int, in connection: any Connection) throws -> [String] {
        try connection.values("SELECT hash FROM file_contents WHERE held_at < \(instant) AND \(unnamed) ORDER BY held_at LIMIT \(limit)")
    }

    /// Removes a content unless a file names it by now or it is held again.
    static func remove(_ hash: String, before instant: Instant, in connection: any Connection) throws {
        let isUnused = try connection.value(
            Int.self, "SELECT 1 FROM file_contents WHERE hash = \(hash) AND held_at < \(instant) AND \(unnamed)")
        guard isUnused != nil else { return }
        try connection.execute("DELETE FROM file_texts WHERE hash = \(hash)")
        try connection.execute("DELETE FROM file_chunks WHERE hash = \(hash)")
        try connection.execute("DELETE FROM file_contents WHERE hash = \(hash)")
    }
}
