// Edits of an organisation.

import Kernel
import Store
import Web

struct OrganisationEditRoutes: Sendable {
    let database: any Database
    let ports: DirectoryPorts

    func add(to routes: inout RouteTable) {
        routes.get(DirectoryAddresses.name, DirectoryPermissions.edit) { .page(try await namePage($0, FormReader())) }
        routes.post(DirectoryAddresses.name, DirectoryPermissions.edit, rename)
        routes.get(DirectoryAddresses.place, DirectoryPermissions.edit) { .page(try await addressPage($0, FormReader())) }
        routes.post(DirectoryAddresses.place, DirectoryPermissions.edit, move)
        routes.get(DirectoryAddresses.code, DirectoryPermissions.edit) { .page(try await codePage($0, FormReader())) }
        routes.post(DirectoryAddresses.code, DirectoryPermissions.edit, recode)
        routes.get(DirectoryAddresses.closure, DirectoryPermissions.edit) { .page(try await closurePage($0, FormReader())) }
        routes.post(DirectoryAddresses.closure, DirectoryPermissions.edit, close)
    }

    private static func changeField(days: String, wrong: String) -> FormField {
        .select("change", "What happened?", choices: [(ChangeKind.fromADay.rawValue, days), (ChangeKind.correction.rawValue, wrong)])
    }

    /// What happened, and the day from which it holds; a correction needs none.
    private static func change(_ form: inout FormReader, today: LocalDate) -> (ChangeKind, from: LocalDate)? {
        let change = form.choice("change", as: ChangeKind.self, orSay: "Say whether it changed on a day or was recorded wrongly")
        if change == .correction { return (.correction, today) }
        let from = form.date("from", orSay: "Enter the first day on which it holds, for example 1 4 2026")
        guard let change, let from else { return nil }
        return (change, from)
    }

    // MARK: - Name

    @Sendable private func rename(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            try await namePage(visit, $0)
        } read: { form in
            let organisation = try await database.organisation(visit)
            let change = OrganisationEditRoutes.change(&form, today: visit.today)
            let (name, reason, seen) = (form.text("name", orSay: "Enter its name"), form.reason(), form.revision)
            guard let name, let change, let reason else { return nil }
            return { transaction in
                try OrganisationStore.rename(organisation, to: name, change.0, from: change.from, seen: seen, reason: reason, in: transaction)
                return organisation.done(.organisationRenamed)
            }
        }
    }

    private func namePage(_ visit: Visit, _ form: FormReader) async throws -> FormPage {
        let organisation = try await database.organisation(visit)
        let latest = try await database.read { try OrganisationStore.latestName(of: organisation.id, in: $0) }
        return FormPage(
            "Rename \(organisation.name)", back: organisation.back,
            lead: ["A name that changes on a day leaves the old one in the past. A name that was recorded wrongly is corrected in the past as well."],
            FormView(
                "Rename", action: DirectoryAddresses.name.path(organisation.id), form: form,
                [
                    OrganisationEditRoutes.changeField(days: "It has another name from a day on", wrong: "The name was recorded wrongly"),
                    .text("name", "Name", value: latest?.name ?? organisation.name, width: .wide),
                    .date(
                        "from", "First day of the new name", hint: "For a name that was recorded wrongly, leave this as it is", value: visit.today),
                    .reason, .revision(latest?.revision ?? OrganisationStore.nothingYet),
                ]))
    }

    // MARK: - Address

    @Sendable private func move(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            try await addressPage(visit, $0)
        } read: { form in
            let organisation = try await database.organisation(visit)
            let lines = form.optionalText("address")
            let postcode: Postcode? = form.optionalValue("postcode")
            let telephone = form.optionalText("telephone", longest: 40)
            let change = OrganisationEditRoutes.change(&form, today: visit.today)
            let (reason, seen) = (form.reason(), form.revision)
            guard let change, let reason else { return nil }
            let address = OrganisationStore.LatestAddress(lines: lines, postcode: postcode, telephone: telephone, fromDate: change.from)
            return { transaction in
                try OrganisationStore.move(organisation.id, to: address, change.0, seen: seen, reason: reason, in: transaction)
                return organisation.done(.organisationMoved)
            }
        }
    }

    private func addressPage(_ visit: Visit, _ form: FormReader) async throws -> FormPage {
        let organisation = try await database.organisation(visit)
        let latest = try await database.read { try OrganisationStore.latestAddress(of: organisation.id, in: $0) }
        return FormPage(
            "Change the address of \(organisation.name)", back: organisation.back,
            lead: ["An address that changes on a day leaves the old one in the past. What was recorded wrongly is corrected in the past as well."],
            FormView(
                "Change address", action: DirectoryAddresses.place.path(organisation.id), form: form,
                [
                    OrganisationEditRoutes.changeField(days: "It changed on a day", wrong: "It was recorded wrongly"),
                    .text("address", "Address", value: latest?.lines ?? ""), .postcode(latest?.postcode),
                    .text("telephone", "Telephone", value: latest?.telephone ?? "", width: .middle, keyboard: .tel),
                    .date("from", "First day of the change", hint: "For what was recorded wrongly, leave this as it is", value: visit.today),
                    .reason, .revision(latest?.revision ?? OrganisationStore.nothingYet),
                ]))
    }

    // MARK: - Code

    @Sendable private func recode(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            try await codePage(visit, $0)
        } read: { form in
            let organisation = try await database.organisation(visit)
            let code: ODSCode? = form.value("code", orSay: "Enter the ODS code, for example RAL")
            let from = form.date("from", orSay: "Enter the first day of the code, for example 1 4 2026")
            let (reason, seen, today) = (form.reason(), form.revision, visit.today)
            guard let code, let from, let reason else { return nil }
            return { transaction in
                let standing = try OrganisationStore.organisation(organisation.id, on: today, in: transaction)?.odsCode?.stored ?? ""
                try seen.check(against: Revision(of: [standing]), standsNow: standing.isEmpty ? "without a code" : standing)
                guard standing != code.stored else { throw DirectoryRefusal.nothingToChange }
                try OrganisationStore.recode(organisation.id, to: code, from: from, reason: reason, in: transaction)
                return organisation.done(.organisationRecoded)
            }
        }
    }

    private func codePage(_ visit: Visit, _ form: FormReader) async throws -> FormPage {
        let organisation = try await database.organisation(visit)
        let code = organisation.odsCode?.stored ?? ""
        return FormPage(
            "Change the ODS code of \(organisation.name)", back: organisation.back,
            lead: [code.isEmpty ? "It has no code yet." : "Its code is \(code), and stays its code before the first day of the new one."],
            FormView(
                "Change code", action: DirectoryAddresses.code.path(organisation.id), form: form,
                [
                    .text("code", "ODS code", value: code, width: .narrow),
                    .date("from", "First day of the code", hint: "For example, 1 4 2026", value: visit.today), .reason,
                    .revision(Revision(of: [code])),
                ]))
    }

    // MARK: - Closing

    @Sendable private func close(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            try await closurePage(visit, $0)
        } read: { form in
            let organisation = try await database.organisation(visit)
            let lastDay = form.date("until", orSay: "Enter the last day on which it is open, for example 31 3 2026")
            let reason = form.reason()
            guard let lastDay, let reason else { return nil }
            return { [ports] transaction in
                try OrganisationStore.shut(organisation.id, lastDay: lastDay, reason: reason, ports: ports, in: transaction)
                return organisation.done(.organisationClosed)
            }
        }
    }

    private func closurePage(_ visit: Visit, _ form: FormReader) async throws -> FormPage {
        let organisation = try await database.organisation(visit)
        return FormPage(
            "Close \(organisation.name)", back: organisation.back,
            lead: [
                organisation.kind == .practice
                    ? "If another practice carries on for it, record a merger instead. What was done until the last day stays as it was."
                    : "What was done until the last day stays as it was."
            ],
            FormView(
                "Close organisation", action: DirectoryAddresses.closure.path(organisation.id), form: form,
                [.date("until", "Last day on which it is open", hint: "For example, 31 3 2026", value: visit.today), .reason]))
    }
}
