// Finds an organisation as people type it.

import Kernel
import Store

/// Finds organisations by name, code or postcode, in spite of slips in the name.
package enum OrganisationSearch {
    package static let most = 50

    /// Up to fifty organisations that answer `words`, best first. A code or a postcode is looked up as it is; a name may be cut short or misspelt.
    ///
    /// - Parameter openOnly: leaves out what was not open on the date.
    package static func find(
        _ words: String, kind: OrganisationKind?, on date: LocalDate, openOnly: Bool, in connection: any Connection
    ) throws -> [Organisation] {
        let condition = narrowing(kind: kind, openOnly: openOnly)
        if let code = try? ODSCode(parsing: words) {
            let found = try connection.all(Organisation.self, OrganisationStore.asOn(date) + "WHERE c.code = \(code)")
            if !found.isEmpty { return found }
        }
        if let postcode = try? Postcode(parsing: words) {
            let found = try connection.all(
                Organisation.self,
                OrganisationStore.asOn(date) + "WHERE a.postcode = \(postcode)\n" + condition + "ORDER BY n.name, o.id\nLIMIT \(most)")
            if !found.isEmpty { return found }
        }
        let folded = NameSearch.folded(words)
        guard !folded.isEmpty else { return [] }
        // First what has every word as it was typed, which an ordinary search mostly finds.
        var exact = OrganisationStore.asOn(date) + "WHERE TRUE\n" + condition
        for word in NameSearch.words(words) { exact.append("AND LOWER(n.name) LIKE \("%\(word)%")\n") }
        let found = try connection.all(Organisation.self, exact + "ORDER BY n.name, o.id\nLIMIT \(most * 4)")
        if !found.isEmpty { return NameSearch.ranked(found, for: words, limit: most, name: \.name).orAll(found, limit: most) }
        return try misspelt(words, condition, on: date, in: connection)
    }

    /// All names on the date are weighed: some ten thousand for the whole of England.
    private static func misspelt(_ words: String, _ condition: SQL, on date: LocalDate, in connection: any Connection) throws -> [Organisation] {
        let names = try connection.rows(
            """
            SELECT o.id, n.name
            FROM organisations o
            JOIN organisation_names n ON n.organisation_id = o.id
                AND \(SQL.inForce(on: date, "n"))
            LEFT JOIN organisation_statuses s ON s.organisation_id = o.id
                AND \(SQL.inForce(on: date, "s"))
            WHERE TRUE

            """ + condition)
        let pairs = names.compactMap { row -> (id: String, name: String)? in
            guard case .text(let id) = row.values[0], case .text(let name) = row.values[1] else { return nil }
            return (id, name)
        }
        let best = NameSearch.ranked(pairs, for: words, limit: most, name: \.name).compactMap { try? OrganisationID(parsing: $0.id) }
        let found = try OrganisationStore.organisations(best, on: date, in: connection)
        return best.compactMap { id in found.first { $0.id == id } }
    }

    private static func narrowing(kind: OrganisationKind?, openOnly: Bool) -> SQL {
        var condition: SQL = ""
        if let kind { condition.append("AND o.kind = \(kind)\n") }
        if openOnly { condition.append("AND s.status = 'active'\n") }
        return condition
    }
}

extension Array {
    /// The elements, or the first of `others` where there are none.
    fileprivate func orAll(_ others: [Element], limit: Int) -> [Element] { isEmpty ? Array(others.prefix(limit)) : self }
}
