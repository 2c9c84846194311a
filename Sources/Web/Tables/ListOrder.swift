// Order and place in a list, as SQL.

import Kernel
import Store
import Tabular

/// By which column of the room's query a list stands, and which way. The column's name is always the room's own text.
struct ListOrder: Hashable, Sendable {
    let column: String
    let isNumber: Bool
    let isDescending: Bool

    /// The key in an address; nil where it cannot be one of this order.
    func key(_ text: String) -> ListKey? { ListKey(text: text).flatMap { isNumber && Int64($0.value) == nil ? nil : $0 } }

    /// The rows of `query` that stand beyond `key`, the nearest first; from the beginning where there is none.
    func slice(_ query: SQL, id: String, beyond key: ListKey?, backwards: Bool = false, limit: Int) -> SQL {
        let direction = isDescending != backwards ? "DESC" : "ASC"
        let columns = column == id ? [id] : [column, id]
        let tail = "ORDER BY \(columns.map { "\($0) \(direction)" }.joined(separator: ", "))\nLIMIT \(limit)"
        return rest("*", of: query, id: id, beyond: key, backwards: backwards) + SQL(verbatim: "\n\(tail)")
    }

    /// How many rows the query has, and how many stand before `key`, each as far as anybody counts.
    func count(_ query: SQL, id: String, before key: ListKey?) -> SQL {
        func bounded(_ key: ListKey?) -> SQL {
            // No column is asked for, so that what is joined for its words alone is not looked up.
            let rows = rest("1 AS one", of: query, id: id, beyond: key, backwards: true)
            return "(SELECT COUNT(*) FROM (\n\(rows)\n" + SQL(verbatim: "LIMIT \(ListCount.most + 1)") + ") AS counted)"
        }
        let before = key.map { bounded($0) } ?? "0"
        return "SELECT CAST(\(bounded(nil)) AS BIGINT) AS total, CAST(\(before) AS BIGINT) AS before"
    }

    private func rest(_ columns: SQL, of query: SQL, id: String, beyond key: ListKey?, backwards: Bool) -> SQL {
        let all: SQL = "SELECT \(columns)\nFROM (\n\(query)\n) AS listed"
        guard let key else { return all }
        let sign = isDescending != backwards ? "<" : ">"
        if column == id { return all + SQL(verbatim: "\nWHERE \(id) \(sign) ") + "\(key.id)" }
        let value: SQLValue = isNumber ? .integer(Int64(key.value) ?? 0) : .text(key.value)
        return all + SQL(verbatim: "\nWHERE (\(column), \(id)) \(sign) (") + "\(value), \(key.id)" + ")"
    }
}

extension FileCell {
    /// What records that are not queried are put in order by: nothing first, then numbers, then words without regard to case and accents.
    var rank: (Int, Int, String) {
        switch self {
        case .empty: (0, 0, "")
        case .number(let number): (1, number, "")
        case .money(let money): (1, money.pence, "")
        case .date(let date): (1, date.daysSince1970, "")
        case .instant(let instant): (1, Int(instant.milliseconds), "")
        case .text(let text): (2, 0, NameSearch.folded(text))
        }
    }
}
