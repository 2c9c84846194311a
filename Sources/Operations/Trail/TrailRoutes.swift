// Routes of the audit trail.

import Identity
import Kernel
import Store
import Web

struct TrailRoutes: Sendable {
    let database: any Database
    let ports: OperationsPorts

    static let reading = Permission("audit trail read", [.systemAdministrator, .federationManager])
    /// Whoever answers for the federation's information governance; who keeps the product running knows no NHS numbers.
    static let asking = Permission("audit trail of a patient ask", [.federationManager])

    func add(to routes: inout RouteTable) {
        routes.get(OperationsAddresses.audit, TrailRoutes.reading, show)
        routes.post(OperationsAddresses.auditPatient, TrailRoutes.asking, ask)
    }

    /// Leads from an NHS number to the trail of the record that has it, and of those that had it before it was corrected. The question is an
    /// entry as well, and so is one that finds nobody.
    @Sendable private func ask(_ visit: Visit) async throws -> Answer {
        var form = FormReader(visit.form)
        guard let number = form.value("nhs-number", as: NHSNumber.self, orSay: "Enter the patient’s NHS number, for example 999 000 0018") else {
            return try await page(form, visit)
        }
        let patients = try await database.write(by: visit.actor, at: visit.now) { tx in
            let patients = try ports.patientsNumbered(number, tx)
            for patient in patients {
                try tx.audit("patient’s audit trail asked for", AuditSubject("patient", patient), patient: patient)
            }
            if patients.isEmpty { try tx.audit("patient’s audit trail asked for", AuditSubject("patient", "not known")) }
            return patients
        }
        guard !patients.isEmpty else {
            form.refuse("nhs-number", "No patient here has this NHS number. Check it against what you were sent")
            return try await page(form, visit)
        }
        return .redirect(to: OperationsAddresses.audit.path(query: ["subject": patients.map(\.stored).joined(separator: ",")]))
    }

    @Sendable private func show(_ visit: Visit) async throws -> Answer { try await page(FormReader(visit.query), visit) }

    private func page(_ read: FormReader, _ visit: Visit) async throws -> Answer {
        var form = read
        let day = form.optionalDate("day")
        let email = form.optionalValue("email", as: EmailAddress.self)
        let accountID = try? AccountID(parsing: visit.query["account"])
        let account = try await database.read { connection -> Account? in
            if let accountID { return try AccountStore.account(accountID, in: connection) }
            return try email.flatMap { try AccountStore.account(email: $0, in: connection) }
        }
        if let email, account == nil { form.refuse("email", "Nobody has an account with \(email.stored)") }
        let filter = TrailFilter(person: account?.person, subject: visit.query["subject"], day: day)
        let records = filter.records.map(\.stored).joined(separator: " and ")
        let words = [account.map { "by \($0.displayName)" }, records.isEmpty ? nil : "about record \(records)", day.map { "on \($0.longText)" }]
            .compactMap { $0 }.joined(separator: ", ")
        let asksByNumber = TrailRoutes.asking.allows(visit.principal?.role)
        return try await database.answer(visit, TrailRoutes.list(filter, form, visit)) {
            TrailPage(form, asksByNumber: asksByNumber, table: $0, filter: words)
        }
    }

    private static func list(_ filter: TrailFilter, _ form: FormReader, _ visit: Visit) -> RecordList<TrailEntry> {
        RecordList(
            "Audit trail", visit, at: OperationsAddresses.audit.path(), of: TrailStore.listed(filter),
            columns: [
                .init("When", sort: "id") { .instant($0.at) },
                .init("Who", note: "Role") {
                    .init($0.name ?? $0.process.map { "Commonweal (\($0))" } ?? "Not known", detail: $0.role?.title ?? "")
                },
                .init("What") { .init($0.action) },
                .init("About", note: "Number of the record") { .init($0.subjectKind, detail: $0.subjectId) },
                .init("Details") { .init($0.reason ?? "", detail: $0.detailWords) },
            ], startsDescending: true,
            filters: [
                .text("email", "Who, by email address", width: .wide, keyboard: .email),
                .text("subject", "About", hint: "A kind of thing, for example account, or the number of a record", width: .wide),
                .text("day", "Day", hint: "For example, 21 11 2026", width: .middle),
            ], form: form, keeps: ["account"], empty: "Nothing was done that matches. Widen what you look for.", isCompact: true
        ) { rows, _ in try RowDecoder.decode([TrailEntry].self, from: rows) }
    }
}
