// Where declared interests lie.

import Directory
import Identity
import Kernel
import Notices
import Store
import Web

package enum InterestStore {
    private static let columns: SQL = """
        id, person, person_name, kind, what, organisation, organisation_name, from_date, until_date, declared_on, entered_by, ended_at,
        COALESCE(until_date, '9999-12-31') AS last_day
        """

    private static func onRegister(_ today: LocalDate) -> SQL { SQL.notOver(on: InterestRules.shownSince(on: today)) }

    /// What is on the register; of `person`, where one is given, or of everybody where it is `whole`, also what ended long ago.
    static func listed(of person: PersonID?, whole: Bool, kind: InterestKind?, on today: LocalDate) -> SQL {
        let shown: SQL = person.map { "person = \($0)" } ?? (whole ? "1 = 1" : onRegister(today))
        let ofKind: SQL = kind.map { "AND kind = \($0)" } ?? ""
        return "SELECT \(columns) FROM interests WHERE \(shown) \(ofKind)"
    }

    package static func shown(on today: LocalDate, in connection: any Connection) throws -> [Interest] {
        try connection.all(Interest.self, listed(of: nil, whole: false, kind: nil, on: today))
    }

    /// An interest that this person may end: their own, and for the federation manager what came on paper.
    package static func interest(_ id: ID<Interest>, for person: Principal, in connection: any Connection) throws -> Interest? {
        let onPaper: SQL = MeetingsPermissions.enter.allows(person.role) ? "OR entered_by IS NOT NULL" : ""
        return try connection.first(
            Interest.self,
            "SELECT \(columns) FROM interests WHERE id = \(id) AND kind <> \(InterestKind.nothing) AND (person = \(person.person) \(onPaper))")
    }

    /// Those who hold one of the roles at the federation and can sign in, by name.
    package static func holders(of roles: Set<Role>, on today: LocalDate, in connection: any Connection) throws -> [(id: PersonID, name: String)] {
        guard let federation = try OrganisationStore.federation(on: today, in: connection) else { return [] }
        let people = try roles.flatMap { try RoleAssignmentStore.holders(of: $0, at: [federation.id], on: today, in: connection) }
        let named = try AccountStore.names(of: people, in: connection).map { (id: $0.key, name: $0.value) }
        return named.sorted { ($0.name, $0.id) < ($1.name, $1.id) }
    }

    /// Who of the board has declared nothing within a year.
    package static func late(on today: LocalDate, in connection: any Connection) throws -> [(id: PersonID, name: String)] {
        let board = try holders(of: [.boardMember], on: today, in: connection)
        let declared = try connection.values(
            PersonID.self,
            "SELECT person FROM interests WHERE person IN \(board.map(\.id)) AND declared_on >= \(InterestRules.declaredSince(on: today))")
        return board.filter { !declared.contains($0.id) }
    }

    /// Keeps a declaration; one that there is nothing ends with it.
    package static func declare(_ interest: Interest, in tx: Transaction) throws {
        let today = London.local(tx.instant).date
        let held = try tx.all(Interest.self, listed(of: interest.person, whole: true, kind: nil, on: today))
        if let refusal = InterestRules.refusal(of: interest, held: held, today: today) { throw refusal }
        for nothing in held where nothing.kind == .nothing && nothing.endedAt == nil {
            try end(nothing, on: max(nothing.fromDate, today.adding(days: -1)), in: tx)
        }
        try tx.execute(
            """
            INSERT INTO interests
                (id, person, person_name, kind, what, organisation, organisation_name, from_date, until_date, declared_on, entered_by)
            VALUES (\(interest.id), \(interest.person), \(interest.personName), \(interest.kind), \(interest.what), \(interest.organisation),
                \(interest.organisationName), \(interest.fromDate), \(interest.untilDate), \(interest.declaredOn), \(interest.enteredBy))
            """)
        try tx.audit(
            "interest declared", AuditSubject("interest", interest.id),
            details: [
                "person": interest.person.stored, "kind": interest.kind.rawValue, "declared on": interest.declaredOn.stored,
                "from": interest.fromDate.stored, "until": interest.untilDate?.stored ?? "", "on paper": interest.enteredBy == nil ? "no" : "yes",
            ])
        if interest.enteredBy != nil { try Notifier.tell(interest.person, InterestNotice(), once: interest.id.stored, in: tx) }
    }

    /// Ends an interest, once.
    package static func end(_ id: ID<Interest>, on day: LocalDate, by person: Principal, in tx: Transaction) throws {
        guard let interest = try interest(id, for: person, in: tx) else { throw InterestRefusal.unknown }
        if let refusal = InterestRules.refusal(toEnd: interest, on: day, today: London.local(tx.instant).date) { throw refusal }
        try end(interest, on: day, in: tx)
    }

    private static func end(_ interest: Interest, on day: LocalDate, in tx: Transaction) throws {
        let changed = try tx.execute(
            "UPDATE interests SET until_date = \(day), ended_at = \(tx.instant) WHERE id = \(interest.id) AND ended_at IS NULL")
        guard changed == 1 else { throw InterestRefusal.endedAlready(day) }
        try tx.audit(
            "interest ended", AuditSubject("interest", interest.id),
            details: ["person": interest.person.stored, "until": day.stored, "was until": interest.untilDate?.stored ?? ""])
    }
}
