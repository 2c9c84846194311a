// Writes organisations, one at a time.

import Kernel
import Store

extension OrganisationStore {
    /// Adds an organisation. Its name, code and postcode count from as far back as anybody asks; it is open from `openedOn`, or from as far back.
    package static func add(
        _ organisation: Organisation, address: String = "", telephone: String = "", source: String = "entered by hand", in transaction: Transaction
    ) throws {
        let beginning = Timeline.beginning
        if let code = organisation.odsCode, let holder = try currentHolder(of: code, in: transaction) {
            throw DirectoryRefusal.codeTaken(code: code.stored, name: holder)
        }
        try transaction.execute(
            """
            INSERT INTO organisations (id, kind, opened_on, closed_on, confirmed_on, source, recorded_at)
            VALUES (\(organisation.id), \(organisation.kind), \(organisation.openedOn), \(organisation.closedOn), NULL, \(source), \(transaction.instant))
            """)
        try transaction.execute(
            """
            INSERT INTO organisation_names (organisation_id, name, from_date)
            VALUES (\(organisation.id), \(organisation.name), \(beginning))
            """)
        if let code = organisation.odsCode {
            try transaction.execute(
                """
                INSERT INTO organisation_codes (organisation_id, code, from_date)
                VALUES (\(organisation.id), \(code), \(beginning))
                """)
        }
        if organisation.postcode != nil || !address.isEmpty {
            try transaction.execute(
                """
                INSERT INTO organisation_addresses (organisation_id, lines, postcode, telephone, from_date)
                VALUES (\(organisation.id), \(address), \(organisation.postcode), \(telephone), \(beginning))
                """)
        }
        let opened = organisation.openedOn ?? beginning
        let status: OrganisationStatus = organisation.status == .closed ? .active : organisation.status
        try transaction.execute(
            """
            INSERT INTO organisation_statuses (organisation_id, status, from_date, until_date)
            VALUES (\(organisation.id), \(status), \(opened), \(organisation.closedOn))
            """)
        if let closed = organisation.closedOn {
            try transaction.execute(
                """
                INSERT INTO organisation_statuses (organisation_id, status, from_date)
                VALUES (\(organisation.id), \(OrganisationStatus.closed), \(closed.adding(days: 1)))
                """)
        }
        try transaction.audit("organisation added", AuditSubject("organisation", organisation.id), details: ["kind": organisation.kind.rawValue])
    }

    /// Records that `organisation` stands in a relationship to `other`. Refused where one of the same kind is in force in that period.
    @discardableResult
    package static func relate(
        _ organisation: OrganisationID, _ kind: RelationshipKind, _ other: OrganisationID, from: LocalDate, until: LocalDate? = nil,
        source: String = "entered by hand", reason: String? = nil, in transaction: Transaction
    ) throws -> ID<Relationship> {
        let period = DatePeriod(from: from, until: until)
        guard !period.isEmpty else { throw DirectoryRefusal.untilBeforeFrom }
        for standing in try relationships(of: organisation, in: transaction) where standing.kind == kind && standing.period.overlaps(period) {
            let name = try Self.organisation(standing.otherId, on: from, in: transaction)?.name ?? "another organisation"
            throw DirectoryRefusal.relationshipOverlaps(kind: kind, name: name, from: standing.fromDate, until: standing.untilDate)
        }
        let id = ID<Relationship>(at: transaction.instant)
        try transaction.execute(
            """
            INSERT INTO organisation_relationships (id, organisation_id, kind, other_id, from_date, until_date, source, recorded_at)
            VALUES (\(id), \(organisation), \(kind), \(other), \(from), \(until), \(source), \(transaction.instant))
            """)
        try transaction.audit(
            "relationship recorded", AuditSubject("organisation", organisation), practice: organisation, reason: reason,
            details: ["kind": kind.rawValue, "other": other.stored, "from": from.stored])
        return id
    }

    /// Ends a relationship: `lastDay` is the last on which it is in force.
    package static func end(_ relationship: Relationship, lastDay: LocalDate, reason: String?, in transaction: Transaction) throws {
        guard lastDay >= relationship.fromDate else { throw DirectoryRefusal.untilBeforeFrom }
        try transaction.execute("UPDATE organisation_relationships SET until_date = \(lastDay) WHERE id = \(relationship.id)")
        try transaction.audit(
            "relationship ended", AuditSubject("organisation", relationship.organisationId), practice: relationship.organisationId, reason: reason,
            details: ["kind": relationship.kind.rawValue, "other": relationship.otherId.stored, "until": lastDay.stored])
    }

    /// Closes an organisation that is open on `lastDay`; one that is closed already stays as it is.
    static func close(_ organisation: OrganisationID, lastDay: LocalDate, in transaction: Transaction) throws {
        guard let standing = try Self.organisation(organisation, on: lastDay, in: transaction) else { throw DirectoryRefusal.unknownOrganisation }
        guard standing.isOpen, standing.closedOn == nil else { return }
        try transaction.execute(
            """
            DELETE FROM organisation_statuses
            WHERE organisation_id = \(organisation) AND from_date > \(lastDay)
            """)
        try transaction.execute(
            """
            UPDATE organisation_statuses
            SET until_date = \(lastDay)
            WHERE organisation_id = \(organisation) AND \(SQL.notOver(on: lastDay.adding(days: 1)))
            """)
        try transaction.execute(
            """
            INSERT INTO organisation_statuses (organisation_id, status, from_date)
            VALUES (\(organisation), \(OrganisationStatus.closed), \(lastDay.adding(days: 1)))
            """)
        try transaction.execute("UPDATE organisations SET closed_on = \(lastDay) WHERE id = \(organisation)")
        try transaction.audit(
            "organisation closed", AuditSubject("organisation", organisation), practice: organisation, details: ["last day": lastDay.stored])
    }

    /// Gives an organisation another name from `from` on. Names already dated later are replaced.
    package static func rename(
        _ organisation: OrganisationID, to name: String, from: LocalDate, reason: String?, in transaction: Transaction
    ) throws {
        try transaction.execute("DELETE FROM organisation_names WHERE organisation_id = \(organisation) AND from_date >= \(from)")
        try transaction.execute(
            """
            UPDATE organisation_names
            SET until_date = \(from.adding(days: -1))
            WHERE organisation_id = \(organisation) AND \(SQL.notOver(on: from))
            """)
        try transaction.execute(
            """
            INSERT INTO organisation_names (organisation_id, name, from_date)
            VALUES (\(organisation), \(name), \(from))
            """)
        try transaction.audit("organisation renamed", AuditSubject("organisation", organisation), practice: organisation, reason: reason)
    }

    /// Gives an organisation another code from `from` on, so that it is found by the old code before that day and by the new one after.
    package static func recode(
        _ organisation: OrganisationID, to code: ODSCode, from: LocalDate, reason: String?, in transaction: Transaction
    ) throws {
        if let holder = try currentHolder(of: code, in: transaction) { throw DirectoryRefusal.codeTaken(code: code.stored, name: holder) }
        let latest = try transaction.value(
            LocalDate.self, "SELECT from_date FROM organisation_codes WHERE organisation_id = \(organisation) AND until_date IS NULL")
        if let latest, from <= latest { throw DirectoryRefusal.codeSince(latest) }
        try transaction.execute(
            """
            UPDATE organisation_codes
            SET until_date = \(from.adding(days: -1))
            WHERE organisation_id = \(organisation) AND until_date IS NULL
            """)
        try transaction.execute(
            """
            INSERT INTO organisation_codes (organisation_id, code, from_date)
            VALUES (\(organisation), \(code), \(from))
            """)
        try transaction.audit(
            "organisation recoded", AuditSubject("organisation", organisation), practice: organisation, reason: reason, details: ["code": code.stored]
        )
    }

    /// Makes `federation` the one that this database serves.
    package static func serve(_ federation: OrganisationID, in transaction: Transaction) throws {
        if let served = try Self.federation(on: Timeline.beginning, in: transaction) {
            guard served.id != federation else { return }
            throw DirectoryRefusal.federationExists(name: served.name)
        }
        try transaction.execute("INSERT INTO served_federation (slot, organisation_id) VALUES (1, \(federation))")
        try transaction.audit("federation served", AuditSubject("organisation", federation))
    }

    private static func currentHolder(of code: ODSCode, in connection: any Connection) throws -> String? {
        try connection.value(
            String.self,
            """
            SELECT n.name
            FROM organisation_codes c
            JOIN organisation_names n ON n.organisation_id = c.organisation_id AND n.until_date IS NULL
            WHERE c.code = \(code) AND c.until_date IS NULL
            """)
    }
}
