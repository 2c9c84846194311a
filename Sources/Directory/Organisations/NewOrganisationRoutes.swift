// Adds organisations that no file brings.

import Kernel
import Store
import Web

struct NewOrganisationRoutes: Sendable {
    let database: any Database
    private var editing: DirectoryEditing { DirectoryEditing(database: database) }

    init(database: any Database) { self.database = database }

    /// A hub has a page of its own, and the federation is formed with its practices.
    static let kinds = OrganisationKind.allCases.filter { ![.hub, .federation].contains($0) }

    func add(to routes: inout RouteTable) {
        routes.get(DirectoryAddresses.newOrganisation, DirectoryPermissions.edit) { visit in .page(page(FormReader(visit.query))) }
        routes.post(DirectoryAddresses.newOrganisation, DirectoryPermissions.edit) { try await add($0) }
    }

    private func add(_ visit: Visit) async throws -> Answer {
        var form = FormReader(visit.form)
        let kind = form.choice("kind", as: OrganisationKind.self, orSay: "Choose what it is")
        let name = form.text("name", orSay: "Enter its name")
        let code: ODSCode? = form.optionalValue("code")
        let postcode: Postcode? = form.optionalValue("postcode")
        let telephone = form.optionalText("telephone", longest: 40)
        let address = form.optionalText("address")
        let opened = form.optionalDate("opened")
        let reason = form.reason()
        if kind == .hub { form.refuse("kind", DirectoryProblem.hubsHaveOwnPage.sentence) }
        guard let kind, NewOrganisationRoutes.kinds.contains(kind), let name, let reason, form.isSound else { return .page(page(form), status: 422) }
        let organisation = Organisation(id: ID(at: visit.now), kind: kind, odsCode: code, name: name, postcode: postcode, openedOn: opened)
        let saved = try await editing.write(
            visit, notice: "organisation-added", form: &form,
            beside: { problem in
                if case .codeTaken = problem { "code" } else { "name" }
            }
        ) { transaction in
            try OrganisationStore.refuseTaken(name, kind: kind, in: transaction)
            try OrganisationStore.add(organisation, address: address, telephone: telephone, in: transaction)
            try transaction.audit(
                "organisation added by hand", AuditSubject("organisation", organisation.id), practice: organisation.id, reason: reason)
            return organisation.id
        }
        return saved ?? .page(page(form), status: 422)
    }

    private func page(_ form: FormReader) -> DirectoryFormPage {
        DirectoryFormPage(
            title: "Add an organisation", back: LinkView("Directory", DirectoryAddresses.organisations.path()),
            intro:
                "A trust, a council, a voluntary organisation, a supplier or another body that no file brings. Practices and networks come with the files "
                + "of the NHS under Imports; a hub is opened with its site and its rooms under “Open a hub”.",
            errors: form.summary, action: DirectoryAddresses.newOrganisation.path(),
            choices: [
                form.choiceField(
                    "kind", "What is it?", choices: [("", "Choose")] + NewOrganisationRoutes.kinds.map { ($0.rawValue, $0.title) })
            ],
            texts: [
                form.textField("name", "Name", width: .wide),
                form.textField("code", "ODS code", hint: "If it has one, for example RAL. May be left out.", width: .narrow),
                form.textField("address", "Address", hint: "May be left out"),
                form.textField("postcode", "Postcode", hint: "For example, SW1A 1AA. May be left out.", width: .narrow),
                form.textField("telephone", "Telephone", hint: "May be left out", width: .middle, keyboard: .tel),
            ],
            dates: [form.dateField("opened", "Open from", hint: "Leave empty if it has been open as far back as anybody asks")],
            reason: form.reasonField(), button: "Add organisation")
    }
}
