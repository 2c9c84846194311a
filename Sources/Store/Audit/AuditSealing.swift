// Chains committed entries to each other.

import Kernel

/// Gives entries their place in the chain. SQLite, which has one writer, seals in the transaction that adds the entries; PostgreSQL seals right
/// after commits, under one lock, so that writers who have nothing to do with each other do not meet at the chain's head.
enum AuditSealing {
    static func head(in connection: any Connection) throws -> AuditAnchor? {
        try connection.first("SELECT sequence, hash FROM audit_seals ORDER BY sequence DESC LIMIT 1")
    }

    /// Seals `entries`, each given by its fields, after the present head.
    static func seal(_ entries: [[String?]], in connection: any Connection) throws {
        guard !entries.isEmpty else { return }
        let last = try head(in: connection)
        var (sequence, previous) = (last?.sequence ?? 0, last?.hash ?? AuditChain.beginning)
        for start in stride(from: 0, to: entries.count, by: 500) {
            var statement: SQL = "INSERT INTO audit_seals (sequence, entry, hash)\nVALUES "
            for (index, fields) in entries[start..<min(start + 500, entries.count)].enumerated() {
                sequence += 1
                previous = AuditChain.hash(sequence: sequence, previous: previous, fields: fields)
                statement.append(index == 0 ? "(\(sequence), \(fields[0]), \(previous))" : ", (\(sequence), \(fields[0]), \(previous))")
            }
            try connection.later(statement)
        }
    }

    /// Seals up to `limit` entries that wait, oldest first; returns how many.
    static func sealWaiting(limit: Int, in connection: any Connection) throws -> Int {
        let waiting = try connection.rows(
            """
            SELECT \(AuditEntry.columns)
            FROM audit_entries
            WHERE id IN (SELECT entry FROM audit_unsealed ORDER BY entry LIMIT \(limit))
            ORDER BY id
            """
        ).map(fields)
        guard !waiting.isEmpty else { return 0 }
        try seal(waiting, in: connection)
        try connection.later("DELETE FROM audit_unsealed WHERE entry IN \(waiting.compactMap { $0[0] })")
        return waiting.count
    }

    /// The texts of a row that begins with the columns of `AuditEntry`, as stored: a tampered text need not parse.
    static func fields(of row: Row) -> [String?] {
        row.values.prefix(15).map { value in
            switch value {
            case .text(let text): text
            case .null: nil
            case .integer(let integer): String(integer)
            case .real(let real): String(real)
            case .flag(let flag): String(flag)
            case .bytes(let bytes): Fingerprint.hexadecimal(bytes)
            }
        }
    }
}

/// The end of the chain at some moment: kept elsewhere (printed, mailed, on another machine), it shows later whether the end was cut off.
package struct AuditAnchor: Codable, Hashable, Sendable, CustomStringConvertible {
    package let sequence: Int
    package let hash: String

    package init(sequence: Int, hash: String) {
        self.sequence = sequence
        self.hash = hash
    }

    /// "1204:9f2c…", as printed.
    package var description: String { "\(sequence):\(hash)" }

    package init(parsing text: String) throws {
        let parts = text.split(separator: ":")
        guard parts.count == 2, let sequence = Int(parts[0]), parts[1].utf8.count == 64 else {
            throw ParseProblem(input: text, expected: "Enter the chain's end as it was printed: a number, a colon and 64 letters and digits.")
        }
        self.init(sequence: sequence, hash: String(parts[1]))
    }
}
