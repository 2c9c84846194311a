// Where patients are kept and found.

import Directory
import Kernel
import Store

/// Reads and writes patients and their registrations. What lies outside the scope is not there.
package enum PatientStore {
    /// The patient as on `date`, or nil where there is none within `scope`.
    package static func patient(
        _ id: PatientID, on date: LocalDate, scope: Scope, in connection: any Connection
    ) throws -> RegisteredPatient? {
        let successions = try Successions(OrganisationStore.successions(in: connection), on: date)
        let row: Listing? = try connection.first(
            """
            SELECT patients.*, \(practice(on: date)) AS practice
            FROM patients
            WHERE patients.id = \(id)
              AND \(visible(to: scope, on: date))
            """)
        return try row.map { try named([$0], successions, on: date, in: connection) }?.first
    }

    /// The names of patients whom something within the person's scope is about.
    package static func names(of ids: [PatientID], in connection: any Connection) throws -> [PatientID: String] {
        guard !ids.isEmpty else { return [:] }
        let rows: [Candidate] = try connection.all("SELECT id, given_name, family_name, born_on FROM patients WHERE id IN \(ids)")
        return Dictionary(rows.map { ($0.id, "\($0.givenName) \($0.familyName)") }, uniquingKeysWith: { first, _ in first })
    }

    /// The people whom a search may mean, best first, at most `PatientRules.shown` and one more.
    package static func find(_ query: PatientQuery, on date: LocalDate, scope: Scope, in connection: any Connection) throws -> [RegisteredPatient] {
        let successions = try Successions(OrganisationStore.successions(in: connection), on: date)
        let found: [PatientID]
        switch query {
        case .nhsNumber(let number):
            let known = try holders(of: number, in: connection)
            let within: Set<PatientID> = Set(
                try connection.values("SELECT patients.id FROM patients WHERE patients.id IN \(known) AND \(visible(to: scope, on: date))"))
            found = known.filter(within.contains)
        case .person(let names, let bornOn):
            // What may fit is read in few columns and put in order here; only what is shown is read whole.
            let candidates: [Candidate] = try connection.all(
                """
                SELECT patients.id, patients.given_name, patients.family_name, patients.born_on
                FROM patients
                WHERE \(mayFit(names, bornOn: bornOn))
                  AND \(visible(to: scope, on: date))
                ORDER BY patients.family_name_key, patients.folded_family_name, patients.folded_given_name
                LIMIT \(names.count == 1 && bornOn == nil ? 200 : 2000)
                """)
            found = PatientRules.ranked(candidates, names: names, bornOn: bornOn).prefix(PatientRules.shown + 1).map(\.id)
        }
        guard !found.isEmpty else { return [] }
        let rows: [Listing] = try connection.all(
            """
            SELECT patients.*, \(practice(on: date)) AS practice
            FROM patients
            WHERE patients.id IN \(found)
            """)
        let order = Dictionary(zip(found, 0...), uniquingKeysWith: { first, _ in first })
        return try named(
            rows.sorted { (order[$0.patient.id] ?? 0) < (order[$1.patient.id] ?? 0) }, successions, on: date, in: connection)
    }

    /// Adds a patient to a practice's list from `date`. Throws `PatientRefusal.numberTaken` where the NHS number is known already, and `.alike` where
    /// somebody has the same name and date of birth or had the number.
    ///
    /// - Parameter answer: the mark of the question to which somebody said that it is another person, "" for none; nil asks nothing.
    package static func register(
        _ patient: Patient, at practice: OrganisationID, from date: LocalDate, registration: ID<Registration>, answer: String? = nil,
        in transaction: Transaction
    ) throws {
        guard try holder(of: patient.nhsNumber, in: transaction) == nil else { throw PatientRefusal.numberTaken }
        if let answer { try SamePersonQuestion(patient.nhsNumber, PatientDetails(patient), in: transaction).check(answer) }
        do {
            try add(patient, at: practice, from: date, registration: registration, in: transaction)
        } catch StoreError.duplicate(let constraint) where constraint.contains("nhs_number") {
            // Another writer registered the number in the same moment.
            throw PatientRefusal.numberTaken
        }
        try transaction.audit("patient registered", AuditSubject("patient", patient.id), practice: practice, patient: patient.id)
    }

    /// Whose record has the number, whoever may see it.
    package static func holder(of number: NHSNumber, in connection: any Connection) throws -> PatientID? {
        try connection.value("SELECT id FROM patients WHERE nhs_number = \(number)")
    }

    /// Whose record has the number, then those whose record had it before it was corrected, whoever may see them.
    package static func holders(of number: NHSNumber, in connection: any Connection) throws -> [PatientID] {
        let former: [PatientID] = try connection.values(
            """
            SELECT DISTINCT patient_changes.patient
            FROM patient_change_fields
            JOIN patient_changes ON patient_changes.id = patient_change_fields.change
            WHERE patient_change_fields.field = 'nhs-number'
              AND patient_change_fields.before_value = \(number)
            ORDER BY patient_changes.patient
            """)
        guard let holder = try holder(of: number, in: connection) else { return former }
        return [holder] + former.filter { $0 != holder }
    }

    /// Records with the same name and date of birth, whoever may see them.
    static func alike(_ details: PatientDetails, except id: PatientID?, in connection: any Connection) throws -> [PatientID] {
        let found: [PatientID] = try connection.values(
            """
            SELECT id
            FROM patients
            WHERE born_on = \(details.bornOn)
              AND folded_family_name = \(PatientRules.foldedName(details.familyName))
              AND folded_given_name = \(PatientRules.foldedName(details.givenName))
            ORDER BY id
            """)
        return found.filter { $0 != id }
    }

    /// Which practice's list the patient is, was and will be on, in the order of time.
    static func registrations(of patient: PatientID, in connection: any Connection) throws -> [Registration] {
        try connection.all(
            """
            SELECT id, patient, practice, from_date, until_date
            FROM patient_registrations
            WHERE patient = \(patient)
            ORDER BY from_date
            """)
    }

    /// Writes the rows alone: for imports and the demonstration, which check and audit a whole file.
    package static func add(
        _ patient: Patient, at practice: OrganisationID, from date: LocalDate, registration: ID<Registration>, in transaction: Transaction
    ) throws {
        let family = PatientRules.foldedName(patient.familyName)
        try transaction.execute(
            """
            INSERT INTO patients (id, nhs_number, title, given_name, family_name, folded_given_name, folded_family_name, family_name_key, born_on,
              gender, telephone, email, address, postcode, communication_needs, died_on, recorded_at)
            VALUES (\(patient.id), \(patient.nhsNumber), \(patient.title), \(patient.givenName), \(patient.familyName),
              \(PatientRules.foldedName(patient.givenName)), \(family), \(PatientRules.familyKey(family)), \(patient.bornOn), \(patient.gender),
              \(patient.telephone), \(patient.email), \(patient.address),
              \(patient.postcode), \(patient.communicationNeeds), \(patient.diedOn), \(transaction.instant))
            """)
        try transaction.execute(
            """
            INSERT INTO patient_registrations (id, patient, practice, from_date, until_date)
            VALUES (\(registration), \(patient.id), \(practice), \(date), NULL)
            """)
    }

    /// Ends the patient's registration the day before `date` and begins one at `practice`; none where the patient leaves the federation's practices.
    package static func changePractice(
        of patient: PatientID, to practice: OrganisationID?, from date: LocalDate, registration: ID<Registration>, in transaction: Transaction
    ) throws {
        try transaction.execute(
            "DELETE FROM patient_registrations WHERE patient = \(patient) AND from_date >= \(date)")
        try transaction.execute(
            """
            UPDATE patient_registrations
            SET until_date = \(date.adding(days: -1))
            WHERE patient = \(patient)
              AND \(SQL.notOver(on: date))
            """)
        if let practice {
            try transaction.execute(
                """
                INSERT INTO patient_registrations (id, patient, practice, from_date, until_date)
                VALUES (\(registration), \(patient), \(practice), \(date), NULL)
                """)
        }
        try transaction.audit("registration moved", AuditSubject("patient", patient), practice: practice, patient: patient)
    }

    /// Nil takes the record of a death back.
    package static func recordDeath(of patient: PatientID, on date: LocalDate?, in transaction: Transaction) throws {
        try transaction.execute("UPDATE patients SET died_on = \(date) WHERE id = \(patient)")
        try transaction.audit(date == nil ? "death taken back" : "death recorded", AuditSubject("patient", patient), patient: patient)
    }

    static func write(_ details: PatientDetails, to patient: PatientID, in transaction: Transaction) throws {
        let family = PatientRules.foldedName(details.familyName)
        try transaction.execute(
            """
            UPDATE patients
            SET title = \(details.title), given_name = \(details.givenName), family_name = \(details.familyName),
              folded_given_name = \(PatientRules.foldedName(details.givenName)), folded_family_name = \(family),
              family_name_key = \(PatientRules.familyKey(family)), born_on = \(details.bornOn), gender = \(details.gender),
              telephone = \(details.telephone), email = \(details.email), address = \(details.address), postcode = \(details.postcode),
              communication_needs = \(details.communicationNeeds)
            WHERE id = \(patient)
            """)
    }

    /// Says in the audit trail which records a search showed. What was typed is not kept, as it names people.
    package static func auditSearch(shown: [RegisteredPatient], in transaction: Transaction) throws {
        try transaction.audit("patients searched", AuditSubject("search", "patients"), showing: shown.map(\.patient.id))
    }

    // By date of birth where it is known, its day and month swapped as well; else by the first letters of the family name and of the first name.
    private static func mayFit(_ names: [String], bornOn: LocalDate?) -> SQL {
        if let bornOn {
            let days = [bornOn, LocalDate(year: bornOn.year, month: bornOn.day, day: bornOn.month) ?? bornOn]
            return "patients.born_on IN \(days)"
        }
        let keys = Set(names.map(PatientRules.familyKey) + [PatientRules.familyKey(names.joined())])
        let starts = keys.filter { $0.count == PatientRules.keyLength }.sorted()
        if names.count == 1, let name = names.first {
            return "patients.family_name_key IN \(starts) AND patients.folded_family_name LIKE \("\(name.prefix(4))%")"
        }
        let initials = Set(names.map { String($0.prefix(1)) }).sorted()
        return "patients.family_name_key IN \(starts) AND SUBSTR(patients.folded_given_name, 1, 1) IN \(initials)"
    }

    /// Whether a row of `patients` lies within `scope`: a practice sees who is on its list that day, or on that of
    /// a practice that it took over; a hub sees whom it
    /// cares for, and its clinician whom they care for there themselves.
    private static func visible(to scope: Scope, on date: LocalDate) -> SQL {
        func isInCare(of party: CareRelation.Party) -> SQL { CareRelationStore.condition(party, patient: "patients.id", on: date) }
        return switch scope.reach {
        case .federation, .system: "TRUE"
        case .practice, .network, .named:
            """
            EXISTS (
              SELECT 1 FROM patient_registrations AS listed
              WHERE listed.patient = patients.id
                AND \(scope.condition(practice: "listed.practice"))
                AND \(SQL.inForce(on: date, "listed")))
            """
        case .hub(let hub): isInCare(of: .place(hub))
        case .caseload(let person, let place): "\(isInCare(of: .place(place))) AND \(isInCare(of: .person(person)))"
        case .own, .outside: "FALSE"
        }
    }

    /// The practice responsible for a row of `patients`, as a subquery.
    private static func practice(on date: LocalDate) -> SQL {
        """
        (SELECT registered.practice
          FROM patient_registrations AS registered
          WHERE registered.patient = patients.id
            AND \(SQL.inForce(on: date, "registered")))
        """
    }

    // A patient of a practice that another carries on for is the other's patient.
    private static func named(
        _ rows: [Listing], _ successions: Successions, on date: LocalDate, in connection: any Connection
    ) throws -> [RegisteredPatient] {
        let practices = Set(rows.compactMap(\.practice).map(successions.final(of:)))
        let names = try OrganisationStore.names(of: Array(practices), on: date, in: connection)
        return rows.map { row in
            let practice = row.practice.map(successions.final(of:))
            return RegisteredPatient(patient: row.patient, practice: practice, practiceName: practice.flatMap { names[$0] } ?? "")
        }
    }

    private struct Candidate: Decodable, NamedPatient {
        let id: PatientID
        let givenName: String
        let familyName: String
        let bornOn: LocalDate
    }

    private struct Listing: Decodable {
        let patient: Patient
        let practice: OrganisationID?

        private enum CodingKeys: String, CodingKey { case practice }

        init(from decoder: any Decoder) throws {
            patient = try Patient(from: decoder)
            practice = try decoder.container(keyedBy: CodingKeys.self).decodeIfPresent(OrganisationID.self, forKey: .practice)
        }
    }
}
