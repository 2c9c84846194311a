// Records mergers, and takes them back.

import Kernel
import Store
import Web

struct MergerRoutes: Sendable {
    let database: any Database

    func add(to routes: inout RouteTable) {
        routes.get(DirectoryAddresses.merger, DirectoryPermissions.edit) { .page(try await page($0, FormReader())) }
        routes.post(DirectoryAddresses.merger, DirectoryPermissions.edit, merge)
        routes.get(DirectoryAddresses.mergerTakenBack, DirectoryPermissions.edit) { .page(try await takingBackPage($0, FormReader())) }
        routes.post(DirectoryAddresses.mergerTakenBack, DirectoryPermissions.edit, takeBack)
    }

    // MARK: - Recording

    @Sendable private func merge(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            try await page(visit, $0)
        } read: { form in
            let practice = try await database.organisation(visit)
            let code: ODSCode? = form.value("code", orSay: "Enter the ODS code of the other organisation")
            let from = form.date("from", orSay: "Enter the first day on which the successor carries on, for example 1 4 2026")
            let (reason, today) = (form.reason(), visit.today)
            guard let code, let from, let reason else { return nil }
            return { transaction in
                guard let successor = try OrganisationStore.organisation(code: code, on: today, in: transaction) else {
                    throw DirectoryRefusal.unknownCodes([code.stored])
                }
                guard successor.kind == practice.kind else { throw DirectoryRefusal.wrongKind(name: successor.name, expected: practice.kind) }
                try OrganisationStore.succeed(practice.id, by: successor.id, from: from, reason: reason, in: transaction)
                return practice.done(.mergerRecorded)
            }
        }
    }

    private func page(_ visit: Visit, _ form: FormReader) async throws -> FormPage {
        let practice = try await database.organisation(visit)
        return FormPage(
            "Record the merger of \(practice.name)", back: practice.back,
            lead: [
                "\(practice.name) closes the day before. From the first day on, its memberships, patients, appointments, statements and payments follow "
                    + "the practice that carries on, and people with a role there act for it: end the roles of those who do not move across. Its "
                    + "consents do not follow: the practice that carries on agrees for itself."
            ],
            FormView(
                "Record merger", action: DirectoryAddresses.merger.path(practice.id), form: form,
                [
                    .text("code", "ODS code of the practice that carries on", hint: "For example, A81001", width: .narrow),
                    .date("from", "First day on which it carries on", hint: "For example, 1 4 2026"), .reason,
                ]))
    }

    // MARK: - Taking back

    @Sendable private func takeBack(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            try await takingBackPage(visit, $0)
        } read: { form in
            let practice = try await database.organisation(visit)
            let opening = form.choice("opening", among: ["open", "closed"], orSay: "Choose whether \(practice.name) is open")
            let reason = form.reason()
            guard let opening, let reason else { return nil }
            return { transaction in
                try OrganisationStore.takeBackMerger(of: practice.id, reopens: opening == "open", reason: reason, in: transaction)
                return practice.done(.mergerTakenBack)
            }
        }
    }

    private func takingBackPage(_ visit: Visit, _ form: FormReader) async throws -> FormPage {
        let (practice, today) = (try await database.organisation(visit), visit.today)
        let found = try await database.read { connection -> (successor: Organisation, from: LocalDate)? in
            guard let merger = try OrganisationStore.merger(of: practice.id, in: connection),
                let successor = try OrganisationStore.organisation(merger.successor, on: today, in: connection)
            else { return nil }
            return (successor, merger.from)
        }
        guard let (successor, from) = found else { throw DirectoryRefusal.noMerger }
        let name = practice.name
        return FormPage(
            "Take back the merger of \(name)", back: practice.back,
            lead: [
                "\(name) is on record as carried on by \(successor.name) from \(from.longText). Taken back, its patients, appointments, statements and "
                    + "payments are its own again. What was paid to \(successor.name) for it is put right on the next payment run. To correct a "
                    + "merger, take it back and record it anew."
            ],
            FormView(
                "Take back merger", action: DirectoryAddresses.mergerTakenBack.path(practice.id), look: .warning, form: form,
                [
                    .select("opening", "\(name) is", choices: [("open", "open, as before"), ("closed", "closed all the same")], chosen: "open"),
                    .reason,
                ]))
    }
}
