// Where records change, and their past.

import Directory
import Kernel
import Store

/// Every change of a record that exists. Each call names the number of the last change that the person had seen: whoever comes second is told so, and
/// what the first wrote stays. Before and after are kept beside the record; the audit trail names the fields only.
package enum PatientChangeStore {
    /// A record's changes, newest first.
    package static func history(of patient: PatientID, in connection: any Connection) throws -> [PatientChange] {
        let rows: [ChangeRow] = try connection.all(
            "SELECT id, number, kind, reason, changed_at, changed_by FROM patient_changes WHERE patient = \(patient) ORDER BY number DESC")
        guard !rows.isEmpty else { return [] }
        let fields: [FieldRow] = try connection.all(
            "SELECT change, field, before_value, after_value FROM patient_change_fields WHERE change IN \(rows.map(\.id))")
        let order = Dictionary(zip(PatientField.allCases, 0...), uniquingKeysWith: { first, _ in first })
        let byChange = Dictionary(grouping: fields, by: \.change)
        return rows.map { row in
            PatientChange(
                number: row.number, kind: row.kind, reason: row.reason, changedAt: row.changedAt, changedBy: row.changedBy,
                fields: (byChange[row.id] ?? []).sorted { (order[$0.field] ?? 0) < (order[$1.field] ?? 0) }
                    .map { FieldChange($0.field, from: $0.beforeValue, to: $0.afterValue) })
        }
    }

    /// The number of the record's last change.
    package static func revision(of patient: PatientID, in connection: any Connection) throws -> Revision {
        Revision(try connection.value("SELECT CAST(COALESCE(MAX(number), 0) AS BIGINT) FROM patient_changes WHERE patient = \(patient)") ?? 0)
    }

    /// Corrects details. Throws `PatientRefusal.alike` where somebody has the same name and date of birth.
    ///
    /// - Parameter answer: the mark of the question to which somebody said that it is another person, "" for none; nil asks nothing.
    package static func correct(
        _ id: PatientID, to details: PatientDetails, reason: String, answer: String?, revision: Revision, scope: Scope, in transaction: Transaction
    ) throws {
        let found = try open(id, revision, scope, in: transaction)
        let changes = PatientChangeRules.changes(from: PatientDetails(found.patient), to: details)
        guard !changes.isEmpty else { throw PatientRefusal.nothingChanged }
        if PatientChangeRules.concernsIdentity(changes), let answer {
            try SamePersonQuestion(nil, details, except: id, in: transaction).check(answer)
        }
        try PatientStore.write(details, to: id, in: transaction)
        try append(.details, changes, reason: reason, to: found, after: revision, in: transaction)
    }

    /// Puts another NHS number on a record, unless another record has it.
    package static func correctNumber(
        of id: PatientID, to number: NHSNumber, source: NumberSource, revision: Revision, scope: Scope, in transaction: Transaction
    ) throws {
        let found = try open(id, revision, scope, in: transaction)
        guard number != found.patient.nhsNumber else { throw PatientRefusal.nothingChanged }
        guard try PatientStore.holder(of: number, in: transaction) == nil else { throw PatientRefusal.numberOfAnother }
        do {
            try transaction.execute("UPDATE patients SET nhs_number = \(number) WHERE id = \(id)")
        } catch StoreError.duplicate {
            // Another writer put the number on another record in the same moment.
            throw PatientRefusal.numberOfAnother
        }
        let change = FieldChange(.nhsNumber, from: found.patient.nhsNumber.stored, to: number.stored)
        try append(.nhsNumber, [change], reason: source.title, to: found, after: revision, in: transaction)
    }

    /// Moves the patient to another practice's list, or off all of them, from a day on. What is booked stays with the practice that booked it.
    package static func move(
        _ id: PatientID, to practice: OrganisationID?, from date: LocalDate, reason: String, revision: Revision, scope: Scope,
        in transaction: Transaction
    ) throws {
        let today = London.local(transaction.instant).date
        let found = try open(id, revision, scope, in: transaction)
        let current = try registration(of: id, on: today, in: transaction)
        if let refusal = PatientChangeRules.refusalToMove(from: date, began: current?.fromDate, today: today) { throw refusal }
        if let practice, practice == found.practice { throw PatientRefusal.samePractice(found.practiceName) }
        if practice == nil, found.practice == nil { throw PatientRefusal.nothingChanged }
        if let practice {
            let members = try OrganisationStore.practices(in: .system("any practice may take a patient over"), on: date, in: transaction)
            guard members.contains(where: { $0.id == practice }) else { throw PatientRefusal.noSuchPractice }
        }
        try PatientStore.changePractice(of: id, to: practice, from: date, registration: ID(at: transaction.instant), in: transaction)
        let changes = [
            FieldChange(.practice, from: found.practice?.stored ?? "", to: practice?.stored ?? ""),
            FieldChange(.practiceFrom, from: current?.fromDate.stored ?? "", to: date.stored),
        ].filter { $0.before != $0.after }
        try append(.practice, changes, reason: reason, to: found, after: revision, in: transaction)
    }

    /// Records a death. `cancelling` says whether the appointments in `shown` are cancelled with it; they must be those that are open.
    package static func recordDeath(
        of id: PatientID, on date: LocalDate, source: String, cancelling: Bool, shown: [ID<CareEvent>], revision: Revision, scope: Scope,
        deliveries: [CareDelivery], in transaction: Transaction
    ) throws {
        let found = try open(id, revision, scope, in: transaction)
        let today = London.local(transaction.instant).date
        let lastMet = try deliveries.lastMet(id, in: transaction)
        if let refusal = PatientChangeRules.refusalOfDeath(on: date, of: found.patient, lastMet: lastMet, today: today) { throw refusal }
        let open = try deliveries.map { Set(try $0.open(id, transaction.instant, transaction).map(\.id)) }
        guard open.reduce(into: Set(), { $0.formUnion($1) }) == Set(shown) else { throw PatientRefusal.appointmentsChanged }
        for (delivery, events) in zip(deliveries, open) { try delivery.died(id, cancelling ? events : [], transaction) }
        try PatientStore.recordDeath(of: id, on: date, in: transaction)
        let change = FieldChange(.diedOn, from: "", to: date.stored)
        try append(.death, [change], reason: source, to: found, after: revision, in: transaction)
    }

    /// Takes the record of a death back: it was made in error, or on the wrong person's record. Appointments are booked anew by hand.
    package static func takeBackDeath(of id: PatientID, reason: String, revision: Revision, scope: Scope, in transaction: Transaction) throws {
        let found = try open(id, revision, scope, in: transaction)
        guard let died = found.patient.diedOn else { throw PatientRefusal.notDied }
        try PatientStore.recordDeath(of: id, on: nil, in: transaction)
        try append(.deathTakenBack, [FieldChange(.diedOn, from: died.stored, to: "")], reason: reason, to: found, after: revision, in: transaction)
    }

    /// The registration in force on a day.
    static func registration(of patient: PatientID, on date: LocalDate, in connection: any Connection) throws -> Registration? {
        try PatientStore.registrations(of: patient, in: connection).first { $0.isInForce(on: date) }
    }

    // The record, if nobody has changed it since the person opened it.
    private static func open(_ id: PatientID, _ seen: Revision, _ scope: Scope, in transaction: Transaction) throws -> RegisteredPatient {
        guard let found = try PatientStore.patient(id, on: London.local(transaction.instant).date, scope: scope, in: transaction) else {
            throw PatientRefusal.notFound
        }
        try seen.check(against: revision(of: id, in: transaction))
        return found
    }

    private static func append(
        _ kind: PatientChange.Kind, _ fields: [FieldChange], reason: String, to found: RegisteredPatient, after revision: Revision,
        in transaction: Transaction
    ) throws {
        let (id, patient) = (ID<PatientChange>(at: transaction.instant), found.patient.id)
        do {
            try transaction.execute(
                """
                INSERT INTO patient_changes (id, patient, number, kind, reason, changed_at, changed_by)
                VALUES (\(id), \(patient), \(revision.number + 1), \(kind), \(reason), \(transaction.instant), \(transaction.actor.person))
                """)
        } catch StoreError.duplicate {
            throw ChangedMeanwhile()
        }
        try transaction.insert(
            "INSERT INTO patient_change_fields (change, field, before_value, after_value)",
            fields.map { "(\(id), \($0.field), \($0.before), \($0.after))" })
        try transaction.audit(
            "patient record changed", AuditSubject("patient", patient), practice: found.practice, patient: patient,
            details: [
                "change": String(revision.number + 1), "kind": kind.rawValue, "fields": fields.map(\.field.rawValue).joined(separator: " "),
            ])
    }

    private struct ChangeRow: Decodable {
        let id: ID<PatientChange>
        let number: Int
        let kind: PatientChange.Kind
        let reason: String
        let changedAt: Instant
        let changedBy: PersonID?
    }

    private struct FieldRow: Decodable {
        let change: ID<PatientChange>
        let field: PatientField
        let beforeValue: String
        let afterValue: String
    }
}
