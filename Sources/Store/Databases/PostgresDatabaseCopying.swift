// Whole tables through PostgreSQL's COPY.

import CPostgres
import Kernel

// COPY speaks the very lines that a backup is made of, but for bytes.
extension PostgresConnection: BulkConnection {
    func copyOut(_ table: TableLayout, _ take: (ArraySlice<UInt8>) throws -> Void) throws {
        let columns = table.columns.map { column in
            column.kind == .bytes ? "TRANSLATE(ENCODE(\"\(column.name)\", 'base64'), E'\\n', '')" : "\"\(column.name)\""
        }
        let select: SQL = "SELECT \(SQL(verbatim: columns.joined(separator: ", "))) FROM \(table.quotedName) ORDER BY \(table.order)"
        try copying("COPY (\(select.text(mark: "$"))) TO STDOUT", expecting: PGRES_COPY_OUT) { pointer in
            while true {
                var buffer: UnsafeMutablePointer<CChar>?
                let length = PQgetCopyData(pointer, &buffer, 0)
                guard length >= 0, let buffer else { break }
                defer { PQfreemem(buffer) }
                // Without the line's end.
                let bytes = UnsafeRawBufferPointer(start: buffer, count: Int(length) - 1)
                try take(Array(bytes)[...])
            }
        }
    }

    func copyIn(_ table: TableLayout, _ next: () throws -> ArraySlice<UInt8>?) throws {
        let kinds = table.columns.map(\.kind)
        let command: SQL = "COPY \(table.quotedName) (\(table.quotedColumns)) FROM STDIN"
        try copying(command.text(mark: "$"), expecting: PGRES_COPY_IN) { pointer in
            var block: [UInt8] = []
            func send() { block.withUnsafeBytes { _ = PQputCopyData(pointer, $0.baseAddress?.assumingMemoryBound(to: CChar.self), Int32($0.count)) } }
            do {
                while let line = try next() {
                    block.append(contentsOf: try BackupLine.forCopy(line, kinds: kinds))
                    block.append(UInt8(ascii: "\n"))
                    if block.count > 1 << 16 {
                        send()
                        block.removeAll(keepingCapacity: true)
                    }
                }
            } catch {
                PQputCopyEnd(pointer, "the backup could not be read on")
                throw error
            }
            send()
            PQputCopyEnd(pointer, nil)
        }
    }

    /// Takes the foreign keys off until `checkReferences`, in this transaction: whoever else looks sees them all the time.
    func postponeReferences() throws {
        try command(
            """
            CREATE TEMPORARY TABLE postponed_references ON COMMIT DROP AS
            SELECT CAST(conrelid AS REGCLASS) AS place, conname AS name, pg_get_constraintdef(oid) AS definition
            FROM pg_constraint
            WHERE contype = 'f' AND connamespace = CAST(CURRENT_SCHEMA() AS REGNAMESPACE)
            """)
        for (place, name, _) in try postponed() { try command("ALTER TABLE \(place) DROP CONSTRAINT \(name)") }
    }

    func checkReferences() throws {
        for (place, name, definition) in try postponed() { try command("ALTER TABLE \(place) ADD CONSTRAINT \(name) \(definition)") }
    }

    private func postponed() throws -> [(place: String, name: String, definition: String)] {
        let rows = try rows(
            "SELECT CAST(place AS TEXT), CAST(quote_ident(name) AS TEXT), definition FROM postponed_references ORDER BY 1, 2")
        return rows.compactMap { row in
            guard case (.text(let place), .text(let name), .text(let definition)) = (row.values[0], row.values[1], row.values[2]) else { return nil }
            return (place, name, definition)
        }
    }
}
