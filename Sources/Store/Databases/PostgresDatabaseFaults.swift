// What PostgreSQL said, in the store's words.

import CPostgres
import Kernel

/// Why an attempt ended that the store itself deals with.
enum PostgresFault: Error {
    /// The connection broke; nothing was committed by it unless COMMIT had been sent.
    case lost(String)
    /// Another transaction was in the way (SQLSTATE 40001, 40P01, or a plan that a migration made stale).
    case inTheWay
}

extension PostgresConnection {
    static func error(state: String, message: String, detail: String, table: String, column: String, constraint: String) -> any Error {
        switch state {
        case "40001", "40P01": return PostgresFault.inTheWay
        case "0A000" where message.contains("cached plan"): return PostgresFault.inTheWay
        case "23505": return StoreError.duplicate(constraint: columns(of: detail, in: table) ?? "index '\(constraint)'")
        case "23503": return StoreError.dangling(constraint: constraint)
        case "23502": return StoreError.refused(rule: "\(table).\(column)")
        case "23514", "23000", "23001", "23P01": return StoreError.refused(rule: constraint)
        case "53100": return StoreError.diskFull
        case "53300", "28000", "28P01", "3D000": return StoreError.unreachable(message)
        case "26000": return StoreError.unreachable("the pool in front of it is not in session mode; set pool_mode = session")
        case "55P03", "57014": return StoreError.busy(attempts: 1)
        default: return StoreError.statement("\(message) (\(state))")
        }
    }

    // "Key (session, start)=(…) already exists." gives "slots.session, slots.start", SQLite's words for it. What follows the columns are values,
    // perhaps a patient's, and goes no further.
    private static func columns(of detail: String, in table: String) -> String? {
        let parts = detail.split(separator: "(", maxSplits: 1)
        guard detail.hasPrefix("Key ("), parts.count == 2, let close = parts[1].firstIndex(of: ")") else { return nil }
        let columns = parts[1][..<close].split(separator: ",").map { $0.filter { $0 != " " } }
        guard columns.allSatisfy({ name in !name.isEmpty && name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" } }) else { return nil }
        return columns.map { "\(table).\($0)" }.joined(separator: ", ")
    }

    static func tidy(_ message: UnsafeMutablePointer<CChar>?) -> String {
        guard let message else { return "no reason was given" }
        return String(cString: message).split(separator: "\n").joined(separator: "; ")
    }
}
