// Opens hubs and says who hosts them.

import Kernel
import Store
import Web

struct HubRoutes: Sendable {
    let database: any Database
    let ports: DirectoryPorts
    private var editing: DirectoryEditing { DirectoryEditing(database: database) }
    private static let mostRooms = 30

    init(database: any Database, ports: DirectoryPorts) {
        self.database = database
        self.ports = ports
    }

    func add(to routes: inout RouteTable) {
        routes.get(DirectoryAddresses.newHub, DirectoryPermissions.edit) { visit in
            .page(hubPage(try await hosts(on: visit.today), FormReader(), today: visit.today))
        }
        routes.post(DirectoryAddresses.newHub, DirectoryPermissions.edit) { try await open($0) }
        routes.get(DirectoryAddresses.siteHost, DirectoryPermissions.edit) { visit in
            let (organisation, site, past) = try await hub(visit)
            return .page(hostPage(organisation, site, past, try await hosts(on: visit.today), FormReader(), tomorrow: visit.today.adding(days: 1)))
        }
        routes.post(DirectoryAddresses.siteHost, DirectoryPermissions.edit) { try await host($0) }
    }

    /// The practices of the federation that are open on `date`: any of them may host.
    private func hosts(on date: LocalDate) async throws -> [Organisation] {
        try await database.read { try OrganisationStore.practices(in: .federation, on: date, in: $0) }
    }

    private func hostField(_ form: FormReader, _ practices: [Organisation]) -> ChoiceField {
        form.choiceField(
            "host", "Practice that hosts it",
            hint: practices.isEmpty
                ? "There are no practices yet. Form the federation first."
                : "It is paid for the time given here, from the first day on",
            choices: [("", "Choose")]
                + practices.map { ($0.id.stored, [$0.name, $0.odsCode?.stored ?? ""].filter { !$0.isEmpty }.joined(separator: ", ")) })
    }

    private static func host(_ form: inout FormReader, _ practices: [Organisation]) -> Organisation? {
        guard let chosen = form.choice("host", among: practices.map(\.id.stored), orSay: "Choose the practice that hosts it") else { return nil }
        return practices.first { $0.id.stored == chosen }
    }

    // MARK: - Opening a hub

    private func open(_ visit: Visit) async throws -> Answer {
        var form = FormReader(visit.form)
        let practices = try await hosts(on: visit.today)
        let name = form.text("name", orSay: "Enter the hub's name")
        let address = form.optionalText("address")
        let postcode: Postcode? = form.optionalValue("postcode")
        let place = form.coordinates()
        let rooms = HubRoutes.rooms(&form)
        let host = HubRoutes.host(&form, practices)
        let from = form.date("from", orSay: "Enter the day on which it opens, for example 1 4 2026")
        let reason = form.reason()
        guard let name, let rooms, let host, let from, let reason, form.isSound else {
            return .page(hubPage(practices, form, today: visit.today), status: 422)
        }
        let draft = HubDraft(
            name: name, siteName: name, address: address, postcode: postcode, latitude: place?.latitude, longitude: place?.longitude, rooms: rooms,
            host: host.id, on: from)
        let saved = try await editing.write(
            visit, notice: "hub-opened", form: &form,
            beside: { problem in
                switch problem {
                case .hostNotOpen: "host"
                case .roomTaken: "rooms"
                default: "name"
                }
            }
        ) { transaction in
            try OrganisationStore.refuseTaken(name, kind: .hub, in: transaction)
            guard try OrganisationStore.organisation(host.id, on: from, in: transaction)?.isOpen == true else {
                throw DirectoryProblem.hostNotOpen(name: host.name)
            }
            let hub = try FederationForming.open(draft, in: transaction).hub
            try transaction.audit("hub opened", AuditSubject("organisation", hub.id), practice: host.id, reason: reason)
            return hub.id
        }
        return saved ?? .page(hubPage(practices, form, today: visit.today), status: 422)
    }

    /// One room a line.
    private static func rooms(_ form: inout FormReader) -> [String]? {
        let names = form.optionalText("rooms", longest: 2000, lines: .several).split(whereSeparator: \.isNewline).map { String($0).trimmed }.filter {
            !$0.isEmpty
        }
        guard !names.isEmpty else {
            form.refuse("rooms", "Enter at least one room, one a line, for example Room 1")
            return nil
        }
        guard names.count <= mostRooms, names.allSatisfy({ $0.count <= 60 }) else {
            form.refuse("rooms", "Enter up to \(mostRooms) rooms, one a line, with names of up to 60 characters")
            return nil
        }
        return names
    }

    private func hubPage(_ practices: [Organisation], _ form: FormReader, today: LocalDate) -> DirectoryFormPage {
        DirectoryFormPage(
            title: "Open a hub", back: LinkView("Directory", DirectoryAddresses.organisations.path()),
            intro:
                "A site with rooms at which patients of all practices are seen. Its coordinators and clinicians are invited under People once it is open.",
            errors: form.summary, action: DirectoryAddresses.newHub.path(), choices: [hostField(form, practices)],
            texts: [
                form.textField("name", "Name", hint: "For example, Oak Hub", width: .wide), form.textField("address", "Address"),
                form.textField("postcode", "Postcode", hint: "For example, SW1A 1AA", width: .narrow), form.placeField(),
            ],
            dates: [form.dateField("from", "Open from", hint: "For example, 1 4 2026", value: today)], reason: form.reasonField(), button: "Open hub",
            areas: [
                form.textArea(
                    "rooms", "Rooms", hint: "One a line, as on their doors. One clinician works in a room at a time.", value: "Room 1\nRoom 2")
            ])
    }

    // MARK: - Changing the host

    private func hub(_ visit: Visit) async throws -> (Organisation, Site, [(host: SiteHost, name: String)]) {
        let organisation = try await editing.organisation(visit)
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

    private func host(_ visit: Visit) async throws -> Answer {
        let (organisation, site, _) = try await hub(visit)
        var form = FormReader(visit.form)
        let practices = try await hosts(on: visit.today)
        let host = HubRoutes.host(&form, practices)
        let from = form.date("from", orSay: "Enter the first day of the new host, for example 1 4 2026")
        let reason = form.reason()
        let seen = visit.form["seen"]
        if let host, let from, let reason, form.isSound {
            let ports = ports
            let saved = try await editing.write(
                visit, notice: "host-changed", form: &form,
                beside: { problem in
                    if case .workRecorded = problem { "from" } else { "host" }
                }
            ) { transaction in
                let standing = try SiteStore.hosts(of: site.id, in: transaction).first
                guard HubRoutes.seen(standing) == seen else { throw DirectoryProblem.changedMeanwhile("another practice, or from another day") }
                try SiteStore.rehost(site, by: host.id, from: from, reason: reason, ports: ports, in: transaction)
                return organisation.id
            }
            if let saved { return saved }
        }
        let now = try await hub(visit).2
        return editing.refusal(
            hostPage(organisation, site, now, practices, form, tomorrow: visit.today.adding(days: 1)), seen: seen,
            now: HubRoutes.seen(now.first?.host))
    }

    private static func seen(_ host: SiteHost?) -> String { host.map { "\($0.practice) \($0.fromDate.stored)" } ?? "" }

    private func hostPage(
        _ organisation: Organisation, _ site: Site, _ past: [(host: SiteHost, name: String)], _ practices: [Organisation], _ form: FormReader,
        tomorrow: LocalDate
    ) -> DirectoryFormPage {
        let standing = past.reversed().map { "\($0.name), \(OrganisationPage.period($0.host.fromDate, $0.host.untilDate))" }.joined(separator: "; ")
        return DirectoryFormPage(
            title: "Change who hosts \(site.name)", back: editing.back(to: organisation),
            intro: standing.isEmpty
                ? "Nobody hosts it yet, so no clinic can be published here."
                : "Hosted by \(standing). What is done before the new host's first day is paid to the old one; clinics published for later days go to the new one.",
            errors: form.summary, action: DirectoryAddresses.siteHost.path(organisation.id.stored, site.id.stored),
            choices: [hostField(form, practices)], texts: [],
            dates: [form.dateField("from", "First day of the new host", hint: "For example, 1 4 2026", value: tomorrow)], reason: form.reasonField(),
            button: "Change host", hidden: [HiddenField("seen", HubRoutes.seen(past.first?.host))])
    }
}
