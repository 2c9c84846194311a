// Edits of an organisation.

import Kernel
import Store
import Web

struct OrganisationEditRoutes: Sendable {
    let database: any Database
    let ports: DirectoryPorts
    private var editing: DirectoryEditing { DirectoryEditing(database: database) }

    init(database: any Database, ports: DirectoryPorts) {
        self.database = database
        self.ports = ports
    }

    func add(to routes: inout RouteTable) {
        routes.get(DirectoryAddresses.name, DirectoryPermissions.edit) { visit in
            let (organisation, name) = try await name(visit)
            return .page(namePage(organisation, name, FormReader(), today: visit.today))
        }
        routes.post(DirectoryAddresses.name, DirectoryPermissions.edit) { try await rename($0) }
        routes.get(DirectoryAddresses.place, DirectoryPermissions.edit) { visit in
            let (organisation, address) = try await address(visit)
            return .page(addressPage(organisation, address, FormReader(), today: visit.today))
        }
        routes.post(DirectoryAddresses.place, DirectoryPermissions.edit) { try await move($0) }
        routes.get(DirectoryAddresses.code, DirectoryPermissions.edit) { visit in
            .page(codePage(try await editing.organisation(visit), FormReader(), today: visit.today))
        }
        routes.post(DirectoryAddresses.code, DirectoryPermissions.edit) { try await recode($0) }
        routes.get(DirectoryAddresses.closure, DirectoryPermissions.edit) { visit in
            .page(closurePage(try await editing.organisation(visit), FormReader(), today: visit.today))
        }
        routes.post(DirectoryAddresses.closure, DirectoryPermissions.edit) { try await close($0) }
    }

    private static func change(_ form: FormReader, days: String, wrong: String) -> ChoiceField {
        form.choiceField(
            "change", "What happened?", choices: [(ChangeKind.fromADay.rawValue, days), (ChangeKind.correction.rawValue, wrong)])
    }

    /// The day from which a change holds; a correction needs none.
    private static func from(_ form: inout FormReader, _ change: ChangeKind?, today: LocalDate) -> LocalDate? {
        if change == .correction { return today }
        return form.date("from", orSay: "Enter the first day on which it holds, for example 1 4 2026")
    }

    // MARK: - Name

    private func name(_ visit: Visit) async throws -> (Organisation, String) {
        let organisation = try await editing.organisation(visit)
        return (organisation, try await database.read { try OrganisationStore.latestName(of: organisation.id, in: $0)?.name } ?? organisation.name)
    }

    private func rename(_ visit: Visit) async throws -> Answer {
        let organisation = try await editing.organisation(visit)
        var form = FormReader(visit.form)
        let name = form.text("name", orSay: "Enter its name")
        let change = form.choice("change", as: ChangeKind.self, orSay: "Say whether it changed on a day or was recorded wrongly")
        let from = OrganisationEditRoutes.from(&form, change, today: visit.today)
        let reason = form.reason()
        if let name, let change, let from, let reason, form.isSound {
            let seen = visit.form["seen"]
            let saved = try await editing.save(visit, organisation, notice: "renamed", form: &form, beside: "name") {
                try OrganisationStore.rename(organisation, to: name, change, from: from, seen: seen, reason: reason, in: $0)
            }
            if let saved { return saved }
        }
        let now = try await self.name(visit).1
        return editing.refusal(namePage(organisation, now, form, today: visit.today), seen: visit.form["seen"], now: now)
    }

    private func namePage(_ organisation: Organisation, _ name: String, _ form: FormReader, today: LocalDate) -> DirectoryFormPage {
        DirectoryFormPage(
            title: "Rename \(organisation.name)", back: editing.back(to: organisation),
            intro: "A name that changes on a day leaves the old one in the past. A name that was recorded wrongly is corrected in the past as well.",
            errors: form.summary, action: DirectoryAddresses.name.path(organisation.id),
            choices: [OrganisationEditRoutes.change(form, days: "It has another name from a day on", wrong: "The name was recorded wrongly")],
            texts: [form.textField("name", "Name", value: name, width: .wide)],
            dates: [
                form.dateField("from", "First day of the new name", hint: "For a name that was recorded wrongly, leave this as it is", value: today)
            ],
            reason: form.reasonField(), button: "Rename", hidden: [HiddenField("seen", name)])
    }

    // MARK: - Address

    private func address(_ visit: Visit) async throws -> (Organisation, OrganisationStore.LatestAddress?) {
        let organisation = try await editing.organisation(visit)
        return (organisation, try await database.read { try OrganisationStore.latestAddress(of: organisation.id, in: $0) })
    }

    private func move(_ visit: Visit) async throws -> Answer {
        let organisation = try await editing.organisation(visit)
        var form = FormReader(visit.form)
        let lines = form.optionalText("address")
        let postcode: Postcode? = form.optionalValue("postcode")
        let telephone = form.optionalText("telephone", longest: 40)
        let change = form.choice("change", as: ChangeKind.self, orSay: "Say whether it changed on a day or was recorded wrongly")
        let from = OrganisationEditRoutes.from(&form, change, today: visit.today)
        let reason = form.reason()
        if let change, let from, let reason, form.isSound {
            let seen = visit.form["seen"]
            let new = OrganisationStore.LatestAddress(lines: lines, postcode: postcode, telephone: telephone, fromDate: from)
            let saved = try await editing.save(visit, organisation, notice: "moved", form: &form, beside: "address") {
                try OrganisationStore.move(organisation.id, to: new, change, seen: seen, reason: reason, in: $0)
            }
            if let saved { return saved }
        }
        let now = try await address(visit).1
        return editing.refusal(addressPage(organisation, now, form, today: visit.today), seen: visit.form["seen"], now: now?.text ?? "")
    }

    private func addressPage(
        _ organisation: Organisation, _ address: OrganisationStore.LatestAddress?, _ form: FormReader, today: LocalDate
    ) -> DirectoryFormPage {
        DirectoryFormPage(
            title: "Change the address of \(organisation.name)", back: editing.back(to: organisation),
            intro: "An address that changes on a day leaves the old one in the past. What was recorded wrongly is corrected in the past as well.",
            errors: form.summary, action: DirectoryAddresses.place.path(organisation.id),
            choices: [OrganisationEditRoutes.change(form, days: "It changed on a day", wrong: "It was recorded wrongly")],
            texts: [
                form.textField("address", "Address", value: address?.lines ?? ""),
                form.textField("postcode", "Postcode", hint: "For example, SW1A 1AA", value: address?.postcode?.stored ?? "", width: .narrow),
                form.textField("telephone", "Telephone", value: address?.telephone ?? "", width: .middle, keyboard: .tel),
            ],
            dates: [form.dateField("from", "First day of the change", hint: "For what was recorded wrongly, leave this as it is", value: today)],
            reason: form.reasonField(), button: "Change address", hidden: [HiddenField("seen", address?.text ?? "")])
    }

    // MARK: - Code

    private func recode(_ visit: Visit) async throws -> Answer {
        let organisation = try await editing.organisation(visit)
        var form = FormReader(visit.form)
        let code: ODSCode? = form.value("code", orSay: "Enter the ODS code, for example RAL")
        let from = form.date("from", orSay: "Enter the first day of the code, for example 1 4 2026")
        let reason = form.reason()
        let seen = visit.form["seen"]
        if let code, let from, let reason, form.isSound {
            let saved = try await editing.save(visit, organisation, notice: "recoded", form: &form, beside: "code") { transaction in
                let standing = try OrganisationStore.organisation(organisation.id, on: visit.today, in: transaction)?.odsCode?.stored ?? ""
                guard standing == seen else { throw DirectoryProblem.changedMeanwhile(standing.isEmpty ? "without a code" : standing) }
                guard standing != code.stored else { throw DirectoryProblem.nothingToChange }
                try OrganisationStore.recode(organisation.id, to: code, from: from, reason: reason, in: transaction)
            }
            if let saved { return saved }
        }
        let now = try await editing.organisation(visit)
        return editing.refusal(codePage(now, form, today: visit.today), seen: seen, now: now.odsCode?.stored ?? "")
    }

    private func codePage(_ organisation: Organisation, _ form: FormReader, today: LocalDate) -> DirectoryFormPage {
        let code = organisation.odsCode?.stored ?? ""
        return DirectoryFormPage(
            title: "Change the ODS code of \(organisation.name)", back: editing.back(to: organisation),
            intro: code.isEmpty ? "It has no code yet." : "Its code is \(code), and stays its code before the first day of the new one.",
            errors: form.summary, action: DirectoryAddresses.code.path(organisation.id), choices: [],
            texts: [form.textField("code", "ODS code", value: code, width: .narrow)],
            dates: [form.dateField("from", "First day of the code", hint: "For example, 1 4 2026", value: today)], reason: form.reasonField(),
            button: "Change code", hidden: [HiddenField("seen", code)])
    }

    // MARK: - Closing

    private func close(_ visit: Visit) async throws -> Answer {
        let organisation = try await editing.organisation(visit)
        var form = FormReader(visit.form)
        let lastDay = form.date("until", orSay: "Enter the last day on which it is open, for example 31 3 2026")
        let reason = form.reason()
        guard let lastDay, let reason, form.isSound else { return .page(closurePage(organisation, form, today: visit.today), status: 422) }
        let ports = ports
        let saved = try await editing.save(visit, organisation, notice: "closed", form: &form, beside: "until") {
            try OrganisationStore.shut(organisation.id, lastDay: lastDay, reason: reason, ports: ports, in: $0)
        }
        return saved ?? .page(closurePage(organisation, form, today: visit.today), status: 422)
    }

    private func closurePage(_ organisation: Organisation, _ form: FormReader, today: LocalDate) -> DirectoryFormPage {
        DirectoryFormPage(
            title: "Close \(organisation.name)", back: editing.back(to: organisation),
            intro: organisation.kind == .practice
                ? "If another practice carries on for it, record a merger instead. What was done until the last day stays as it was."
                : "What was done until the last day stays as it was.",
            errors: form.summary, action: DirectoryAddresses.closure.path(organisation.id), choices: [], texts: [],
            dates: [form.dateField("until", "Last day on which it is open", hint: "For example, 31 3 2026", value: today)],
            reason: form.reasonField(), button: "Close organisation")
    }
}
