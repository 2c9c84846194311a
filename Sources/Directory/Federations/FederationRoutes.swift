// The federation, its networks and its map.

import Kernel
import Store
import Web

/// The federation's networks and practices on a date, with what somebody should look at.
struct FederationPage: Page {
    static let template = "federation"

    let title: String
    let asOn: String
    let date: TextField
    let address: String
    let errors: ErrorSummary
    let isFormed: Bool
    let figures: [Figure]
    let warnings: [String]
    let networks: TableView
    let practices: TableView

    var hasProblems: Bool { !errors.isEmpty }

    static var sample: FederationPage {
        let table = TableView(caption: "Networks", columns: [TableView.Column("Name")], rows: [TableView.Row([.heading("River")])], empty: "None")
        return FederationPage(
            title: "The federation", asOn: "21 November 2026", date: TextField("on", "On"), address: "/directory/federation",
            errors: ErrorSummary([ErrorSummary.Item("Enter a date", field: "on")]), isFormed: true, figures: [Figure("Practices", "34")],
            warnings: ["River has 5 patients."], networks: table, practices: table)
    }
}

struct FederationRoutes: Sendable {
    let database: any Database

    func add(to routes: inout RouteTable) {
        routes.get(DirectoryAddresses.federation, DirectoryPermissions.view, show)
        routes.get(DirectoryAddresses.map, DirectoryPermissions.view, map)
    }

    private func show(_ visit: Visit) async throws -> Answer {
        var form = FormReader(visit.query)
        let date = form.optionalDate("on") ?? visit.today
        let found = try await database.read { connection -> FederationDay? in
            guard let federation = try OrganisationStore.federation(on: date, in: connection) else { return nil }
            let picture = try FederationForming.picture(of: federation, on: date, knownAt: visit.now, in: connection)
            return (
                picture, try OrganisationStore.networkByPractice(of: federation.id, on: date, in: connection),
                try PopulationStore.populations(of: picture.practices.map(\.id), kind: .registered, on: date, knownAt: visit.now, in: connection)
            )
        }
        let field = form.textField("on", "Show as on", hint: "For example, 1 April 2021", value: visit.today.longText, width: .middle)
        let (shown, errors) = (form, form.summary)
        return try await database.answer(visit, FederationRoutes.list(found, on: date, shown, visit)) {
            FederationRoutes.page(found, practices: $0, date: date, field: field, errors: errors)
        }
    }

    private static func list(_ found: FederationDay?, on date: LocalDate, _ form: FormReader, _ visit: Visit) -> RecordList<Organisation> {
        let names = Dictionary((found?.formed.networks ?? []).map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
        return RecordList(
            "Practices of the federation on \(date.longText)", visit, of: found?.formed.practices ?? [],
            columns: [
                .init("Practice", sort: "name") { .heading($0.name, address: DirectoryAddresses.organisation.path($0.id)) },
                .init("Code", sort: "code") { .init($0.odsCode?.stored ?? "") },
                .init("Network", sort: "network") { .init(found?.networks[$0.id].flatMap { names[$0] } ?? "no network") },
                .init("Registered patients", sort: "patients", isNumeric: true) {
                    found?.registered[$0.id].map { .number($0.count) } ?? .number("not known")
                },
            ], form: form, keeps: ["on"], empty: "No practice belongs to the federation on this date.")
    }

    /// The federation as on a date, the network of each practice, and its registered patients.
    private typealias FederationDay = (
        formed: FederationFormed, networks: [OrganisationID: OrganisationID], registered: [OrganisationID: Population]
    )

    private static func page(
        _ found: FederationDay?, practices: TableView, date: LocalDate, field: TextField, errors: ErrorSummary
    ) -> FederationPage {
        let formed = found?.formed
        let networks = (formed?.networks ?? []).map { network in
            TableView.Row([
                .heading(network.name, address: DirectoryAddresses.organisation.path(network.id)), .number(network.practices.grouped),
                .number(network.patients.grouped),
                PopulationRange.network.contains(network.patients) ? .tag("in range", .good) : .tag("outside range", .warning),
            ])
        }
        return FederationPage(
            title: formed?.federation.name ?? "Federation", asOn: date.longText, date: field, address: DirectoryAddresses.federation.path(),
            errors: errors,
            isFormed: formed != nil,
            figures: formed.map {
                [
                    Figure("Practices", $0.practices.count.grouped), Figure("Networks", $0.networks.count.grouped),
                    Figure("Registered patients", $0.federation.patients.grouped, detail: "a federation should have 150,000 to 300,000"),
                ]
            } ?? [],
            warnings: formed?.warnings ?? [],
            networks: TableView(
                caption: "Networks", hidesCaption: true,
                columns: [
                    TableView.Column("Network"), TableView.Column("Practices", isNumeric: true),
                    TableView.Column("Registered patients", isNumeric: true),
                    TableView.Column("30,000 to 50,000"),
                ], rows: networks, empty: "No practice of the federation is in a network on this date. Import the networks' core partners."),
            practices: practices)
    }

    private func map(_ visit: Visit) async throws -> Answer {
        let marks = try await database.read { connection -> [PracticeMap.Mark] in
            let federation = try OrganisationStore.federation(on: visit.today, in: connection)
            let practices = try federation.map { try OrganisationStore.members(of: $0.id, on: visit.today, in: connection) } ?? []
            let hubs = try OrganisationStore.organisations(kind: .hub, on: visit.today, in: connection).filter(\.isOpen)
            let owners = Dictionary((practices + hubs).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
            return try SiteStore.placedSites(of: Array(owners.keys), on: visit.today, in: connection).compactMap { site in
                guard let owner = owners[site.organisation], let latitude = site.latitude, let longitude = site.longitude else { return nil }
                return PracticeMap.Mark(
                    name: owner.name == site.name ? owner.name : "\(owner.name), \(site.name)", isHub: owner.kind == .hub, latitude: latitude,
                    longitude: longitude, address: DirectoryAddresses.organisation.path(owner.id))
            }
        }
        return .page(PracticeMapPage(marks))
    }
}
