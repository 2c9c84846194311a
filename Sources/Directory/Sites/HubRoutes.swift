// Opens hubs and says who hosts them.

import Kernel
import Store
import Web

struct HubRoutes: Sendable {
    let database: any Database
    let ports: DirectoryPorts
    private static let mostRooms = 30

    init(database: any Database, ports: DirectoryPorts) {
        self.database = database
        self.ports = ports
    }

    func add(to routes: inout RouteTable) {
        routes.get(DirectoryAddresses.newHub, DirectoryPermissions.edit) { .page(try await hubPage($0, FormReader())) }
        routes.post(DirectoryAddresses.newHub, DirectoryPermissions.edit, open)
        routes.get(DirectoryAddresses.siteHost, DirectoryPermissions.edit) { .page(try await hostPage($0, FormReader())) }
        routes.post(DirectoryAddresses.siteHost, DirectoryPermissions.edit, host)
    }

    /// The practices of the federation that are open on `date`: any of them may host.
    private func hosts(on date: LocalDate) async throws -> [Organisation] {
        try await database.read { try OrganisationStore.practices(in: .system("any practice may host"), on: date, in: $0) }
    }

    private func hostField(on date: LocalDate) async throws -> FormField {
        let practices = try await hosts(on: date)
        return .select(
            "host", "Practice that hosts it",
            hint: practices.isEmpty
                ? "There are no practices yet. Form the federation first."
                : "It is paid for the time given here, from the first day on",
            choices: [("", "Choose")]
                + practices.map { ($0.id.stored, [$0.name, $0.odsCode?.stored ?? ""].filter { !$0.isEmpty }.joined(separator: ", ")) })
    }

    private func host(_ form: inout FormReader, on date: LocalDate) async throws -> Organisation? {
        let practices = try await hosts(on: date)
        let chosen = form.choice("host", among: practices.map(\.id.stored), orSay: "Choose the practice that hosts it")
        return practices.first { $0.id.stored == chosen }
    }

    // MARK: - Opening a hub

    @Sendable private func open(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            try await hubPage(visit, $0)
        } read: { form in
            let name = form.text("name", orSay: "Enter the hub's name")
            let address = form.optionalText("address")
            let postcode: Postcode? = form.optionalValue("postcode")
            let place = form.coordinates()
            let rooms = HubRoutes.rooms(&form)
            let host = try await host(&form, on: visit.today)
            let from = form.date("from", orSay: "Enter the day on which it opens, for example 1 4 2026")
            let reason = form.reason()
            guard let name, let rooms, let host, let from, let reason else { return nil }
            let draft = HubDraft(
                name: name, siteName: name, address: address, postcode: postcode, latitude: place?.latitude, longitude: place?.longitude,
                rooms: rooms, host: host.id, on: from)
            return { transaction in
                try OrganisationStore.refuseTaken(name, kind: .hub, in: transaction)
                guard try OrganisationStore.organisation(host.id, on: from, in: transaction)?.isOpen == true else {
                    throw DirectoryRefusal.hostNotOpen(name: host.name)
                }
                let hub = try FederationForming.open(draft, in: transaction).hub
                try transaction.audit("hub opened", AuditSubject("organisation", hub.id), practice: host.id, reason: reason)
                return hub.done(.hubOpened)
            }
        }
    }

    /// One room a line.
    private static func rooms(_ form: inout FormReader) -> [String]? {
        let names = form.optionalText("room", longest: 2000, lines: .several).split(whereSeparator: \.isNewline).map { String($0).trimmed }.filter {
            !$0.isEmpty
        }
        guard !names.isEmpty else {
            form.refuse("room", "Enter at least one room, one a line, for example Room 1")
            return nil
        }
        guard names.count <= mostRooms, names.allSatisfy({ $0.count <= 60 }) else {
            form.refuse("room", "Enter up to \(mostRooms) rooms, one a line, with names of up to 60 characters")
            return nil
        }
        return names
    }

    private func hubPage(_ visit: Visit, _ form: FormReader) async throws -> FormPage {
        FormPage(
            "Open a hub", back: BackLink("Directory", DirectoryAddresses.organisations.path()),
            lead: [
                "A site with rooms at which patients of all practices are seen. Its coordinators and clinicians are invited under People once it is open."
            ],
            FormView(
                "Open hub", action: DirectoryAddresses.newHub.path(), form: form,
                [
                    .text("name", "Name", hint: "For example, Oak Hub", width: .wide), .text("address", "Address"), .postcode(), .coordinates(),
                    .area(
                        "room", "Rooms", hint: "One a line, as on their doors. One clinician works in a room at a time.", value: "Room 1\nRoom 2"),
                    try await hostField(on: visit.today), .date("from", "Open from", hint: "For example, 1 4 2026", value: visit.today), .reason,
                ]))
    }

    // MARK: - Changing the host

    private func hub(_ visit: Visit) async throws -> (Organisation, Site, [(host: SiteHost, name: String)]) {
        let organisation = try await database.organisation(visit)
        let (id, today): (SiteID, LocalDate) = (try visit.id("site"), visit.today)
        let found = try await database.read { connection -> (Site, [(host: SiteHost, name: String)])? in
            guard let site = try SiteStore.site(id, in: connection), site.organisation == organisation.id else { return nil }
            let hosts = try SiteStore.hosts(of: id, in: connection)
            return (
                site, try hosts.map { ($0, try OrganisationStore.organisation($0.practice, on: today, in: connection)?.name ?? "another practice") }
            )
        }
        guard organisation.kind == .hub, let found else { throw Refusal.notFound }
        return (organisation, found.0, found.1)
    }

    @Sendable private func host(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            try await hostPage(visit, $0)
        } read: { form in
            let (organisation, site, _) = try await hub(visit)
            let host = try await host(&form, on: visit.today)
            let from = form.date("from", orSay: "Enter the first day of the new host, for example 1 4 2026")
            let (reason, seen) = (form.reason(), form.revision)
            guard let host, let from, let reason else { return nil }
            return { [ports] transaction in
                try seen.check(against: HubRoutes.revision(SiteStore.hosts(of: site.id, in: transaction).first))
                try SiteStore.rehost(site, by: host.id, from: from, reason: reason, ports: ports, in: transaction)
                return organisation.done(.hostChanged)
            }
        }
    }

    private static func revision(_ host: SiteHost?) -> Revision { Revision(of: host.map { [$0.practice.stored, $0.fromDate.stored] } ?? []) }

    private func hostPage(_ visit: Visit, _ form: FormReader) async throws -> FormPage {
        let (organisation, site, past) = try await hub(visit)
        let standing = past.reversed().map { "\($0.name), \(OrganisationPage.period($0.host.fromDate, $0.host.untilDate))" }.joined(separator: "; ")
        return FormPage(
            "Change who hosts \(site.name)", back: organisation.back,
            lead: [
                standing.isEmpty
                    ? "Nobody hosts it yet, so no clinic can be published here."
                    : "Hosted by \(standing). What is done before the new host's first day is paid to the old one; clinics published for later days go to "
                        + "the new one."
            ],
            FormView(
                "Change host", action: DirectoryAddresses.siteHost.path(organisation.id.stored, site.id.stored), form: form,
                [
                    try await hostField(on: visit.today),
                    .date("from", "First day of the new host", hint: "For example, 1 4 2026", value: visit.today.adding(days: 1)), .reason,
                    .revision(HubRoutes.revision(past.first?.host)),
                ]))
    }
}
