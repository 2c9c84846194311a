// Where roles held lie.

import Kernel
import Store

package enum RoleAssignmentStore {
    private static let columns: SQL = "id, person, role, organisation, from_date, until_date"

    package static func give(_ assignment: RoleAssignment, reason: String, in tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO role_assignments (id, person, role, organisation, from_date, until_date, reason, given_by, given_at)
            VALUES (\(assignment.id), \(assignment.person), \(assignment.role), \(assignment.organisation), \(assignment.fromDate),
                \(assignment.untilDate), \(reason), \(tx.actor.account), \(tx.instant))
            """)
        try tx.audit(
            "role given", AuditSubject("person", assignment.person), reason: reason.isEmpty ? nil : reason,
            details: [
                "role": assignment.role.rawValue, "organisation": assignment.organisation.stored, "from": assignment.fromDate.stored,
                "until": assignment.untilDate?.stored ?? "",
            ])
    }

    /// Ends a role; whoever acts in it is put out of it with their next request. `lastDay` nil means that it never came into force.
    package static func end(_ assignment: RoleAssignment, lastDay: LocalDate?, reason: String, in tx: Transaction) throws {
        if let lastDay {
            try tx.execute("UPDATE role_assignments SET until_date = \(lastDay) WHERE id = \(assignment.id)")
        } else {
            try tx.execute("UPDATE sessions SET assignment = NULL WHERE assignment = \(assignment.id)")
            try tx.execute("DELETE FROM role_assignments WHERE id = \(assignment.id)")
        }
        try tx.audit(
            "role ended", AuditSubject("person", assignment.person), reason: reason.isEmpty ? nil : reason,
            details: ["role": assignment.role.rawValue, "organisation": assignment.organisation.stored])
    }

    package static func assignment(_ id: ID<RoleAssignment>, in connection: any Connection) throws -> RoleAssignment? {
        try connection.first(RoleAssignment.self, "SELECT \(columns) FROM role_assignments WHERE id = \(id)")
    }

    /// All roles of a person, also those that have ended, latest first.
    package static func assignments(of person: PersonID, in connection: any Connection) throws -> [RoleAssignment] {
        try connection.all(
            RoleAssignment.self, "SELECT \(columns) FROM role_assignments WHERE person = \(person) ORDER BY from_date DESC, id")
    }

    /// The roles in force on a day, in the order in which they were given.
    package static func inForce(_ person: PersonID, on date: LocalDate, in connection: any Connection) throws -> [RoleAssignment] {
        try connection.all(
            RoleAssignment.self,
            """
            SELECT \(columns)
            FROM role_assignments
            WHERE person = \(person) AND \(SQL.inForce(on: date))
            ORDER BY from_date, id
            """)
    }

    /// The roles in force of several people at once.
    package static func inForce(_ people: [PersonID], on date: LocalDate, in connection: any Connection) throws -> [PersonID: [RoleAssignment]] {
        let all = try connection.all(
            RoleAssignment.self,
            """
            SELECT \(columns)
            FROM role_assignments
            WHERE person IN \(people) AND \(SQL.inForce(on: date))
            ORDER BY from_date, id
            """)
        return Dictionary(grouping: all, by: \.person)
    }

    /// Those who hold a role at one of `organisations` on a day and can sign in.
    package static func holders(
        of role: Role, at organisations: [OrganisationID], on date: LocalDate, in connection: any Connection
    ) throws -> [PersonID] {
        try connection.values(
            """
            SELECT DISTINCT r.person
            FROM role_assignments r
            JOIN accounts a ON a.person = r.person
            WHERE r.role = \(role) AND r.organisation IN \(organisations) AND a.state <> 'disabled'
            AND \(SQL.inForce(on: date, "r"))
            ORDER BY r.person
            """)
    }
}
