// Adds organisations that no file brings.

import Kernel
import Store
import Web

struct NewOrganisationRoutes: Sendable {
    let database: any Database
    let names: [any OpenName]

    /// A hub has a page of its own, and the federation is formed with its practices.
    private var kinds: [OrganisationKind] { OrganisationKind.offered(with: names).filter { ![.hub, .federation].contains($0) } }

    func add(to routes: inout RouteTable) {
        routes.get(DirectoryAddresses.newOrganisation, DirectoryPermissions.edit) { .page(page(FormReader($0.query))) }
        routes.post(DirectoryAddresses.newOrganisation, DirectoryPermissions.edit, add)
    }

    @Sendable private func add(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            page($0)
        } read: { form in
            if form.fields["kind"] == OrganisationKind.hub.rawValue { form.refuse(DirectoryRefusal.hubsHaveOwnPage) }
            let kind = form.choice("kind", among: kinds.map(\.rawValue), orSay: "Choose what it is")
                .map(OrganisationKind.init(rawValue:))
            let name = form.text("name", orSay: "Enter its name")
            let code: ODSCode? = form.optionalValue("code")
            let address = form.optionalText("address")
            let postcode: Postcode? = form.optionalValue("postcode")
            let telephone = form.optionalText("telephone", longest: 40)
            let from = form.optionalDate("from")
            let reason = form.reason()
            guard let kind, let name, let reason else { return nil }
            let organisation = Organisation(id: ID(at: visit.now), kind: kind, odsCode: code, name: name, postcode: postcode, openedOn: from)
            return { transaction in
                try OrganisationStore.refuseTaken(name, kind: kind, in: transaction)
                try OrganisationStore.add(organisation, address: address, telephone: telephone, in: transaction)
                try transaction.audit(
                    "organisation added by hand", AuditSubject("organisation", organisation.id), practice: organisation.id, reason: reason)
                return organisation.done(.organisationAdded)
            }
        }
    }

    private func page(_ form: FormReader) -> FormPage {
        FormPage(
            "Add an organisation", back: BackLink("Directory", DirectoryAddresses.organisations.path()),
            lead: [
                "A trust, a council, a voluntary organisation, a supplier or another body that no file brings. Practices and networks come with the "
                    + "files of the NHS under Imports; a hub is opened with its site and its rooms under “Open a hub”."
            ],
            FormView(
                "Add organisation", action: DirectoryAddresses.newOrganisation.path(), form: form,
                [
                    .select("kind", "What is it?", choices: [("", "Choose")] + kinds.map { ($0.rawValue, $0.title) }),
                    .text("name", "Name", width: .wide),
                    .text("code", "ODS code", hint: "If it has one, for example RAL. May be left out.", width: .narrow),
                    .text("address", "Address", hint: "May be left out"),
                    .text("postcode", "Postcode", hint: "For example, SW1A 1AA. May be left out.", width: .narrow),
                    .text("telephone", "Telephone", hint: "May be left out", width: .middle, keyboard: .tel),
                    .date("from", "Open from", hint: "Leave empty if it has been open as far back as anybody asks"), .reason,
                ]))
    }
}
