// Finding and reading an organisation.

import Kernel
import Store
import Web

extension OrganisationStatus {
    var tone: Tone {
        switch self {
        case .active: .good
        case .closed: .plain
        case .dormant: .warning
        case .proposed: .news
        }
    }
}

/// Everything about one organisation, as on a date.
struct OrganisationPage: Page {
    static let template = "organisation"

    let title: String
    let kind: String
    let tags: [Tag]
    let asOn: String
    let date: TextField
    let address: String
    let facts: SummaryList
    let isPractice: Bool
    let mayEdit: Bool
    let people: TableView
    let peopleLinks: [LinkView]
    let sites: TableView
    let siteLinks: [LinkView]
    let populations: TableView
    let populationLinks: [LinkView]
    let memberships: TableView
    let membershipLinks: [LinkView]
    let members: TableView
    let hasMembers: Bool
    let past: TableView
    /// To change its name, its address, its code or its end.
    let editLinks: [LinkView]
    let isHub: Bool
    let hosts: TableView

    static var sample: OrganisationPage {
        let table = TableView(caption: "People", columns: [TableView.Column("Name")], rows: [TableView.Row([.heading("Dr Example")])], empty: "None")
        let links = [LinkView("Add a person", "/x")]
        return OrganisationPage(
            title: "Riverside Surgery", kind: "Practice", tags: [Tag("Open", .good)], asOn: "21 November 2026",
            date: TextField("on", "On"), address: "/directory", facts: SummaryList([SummaryList.Fact("Code", "A99901")]), isPractice: true,
            mayEdit: true,
            people: table, peopleLinks: links, sites: table, siteLinks: links, populations: table, populationLinks: links, memberships: table,
            membershipLinks: links, members: table, hasMembers: true, past: table, editLinks: links, isHub: true, hosts: table)
    }
}

/// What the page of one organisation is made from, read in one transaction.
struct OrganisationFacts: Sendable {
    let organisation: Organisation
    let date: LocalDate
    let address: String
    let telephone: String
    let network: Organisation?
    let federation: Organisation?
    let commissioner: Organisation?
    let successor: Organisation?
    let predecessors: [Organisation]
    let relationships: [Relationship]
    let names: [OrganisationID: String]
    let members: [Organisation]
    let posts: [Post]
    let people: [PersonID: Person]
    let sites: [Site]
    let rooms: [Room]
    let hosts: [SiteID: OrganisationID]
    /// For a hub: who hosted each site, latest first.
    let pastHosts: [(site: Site, host: SiteHost)]
    let figures: [PopulationStore.Recorded]
    let current: [PopulationKind: Population]
    let history: OrganisationHistory

    init?(_ id: OrganisationID, on date: LocalDate, knownAt: Instant, in connection: any Connection) throws {
        guard let organisation = try OrganisationStore.organisation(id, on: date, in: connection) else { return nil }
        self.organisation = organisation
        self.date = date
        let place = try connection.rows(
            """
            SELECT lines, telephone
            FROM organisation_addresses
            WHERE organisation_id = \(id)
            AND \(SQL.inForce(on: date))
            """
        ).first?.values
        if case .text(let lines)? = place?.first, case .text(let telephone)? = place?.last {
            (address, self.telephone) = (lines, telephone)
        } else {
            (address, telephone) = ("", "")
        }
        network = try OrganisationStore.body(of: id, by: .memberOfNetwork, on: date, in: connection)
        federation = try OrganisationStore.body(of: id, by: .memberOfFederation, on: date, in: connection)
        commissioner = try OrganisationStore.body(of: id, by: .commissionedBy, on: date, in: connection)
        let successions = try Successions(OrganisationStore.successions(in: connection), on: date)
        let heir = successions.final(of: id)
        successor = heir == id ? nil : try OrganisationStore.organisation(heir, on: date, in: connection)
        predecessors = try OrganisationStore.organisations(successions.taken(by: id).map(\.organisation), on: date, in: connection)
        relationships = try OrganisationStore.relationships(of: id, in: connection)
        members = organisation.kind == .practice ? [] : try OrganisationStore.members(of: id, on: date, in: connection)
        posts = try PersonStore.posts(at: id, in: connection)
        people = Dictionary(
            try PersonStore.people(Array(Set(posts.map(\.personId))), in: connection).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        sites = try SiteStore.sites(of: id, on: date, in: connection)
        rooms = try sites.flatMap { try SiteStore.rooms(at: $0.id, on: date, in: connection) }
        var hosts: [SiteID: OrganisationID] = [:]
        for site in sites where organisation.kind == .hub { hosts[site.id] = try SiteStore.hostPractice(of: site.id, on: date, in: connection) }
        self.hosts = hosts
        var pastHosts: [(site: Site, host: SiteHost)] = []
        for site in sites where organisation.kind == .hub { pastHosts += try SiteStore.hosts(of: site.id, in: connection).map { (site, $0) } }
        self.pastHosts = pastHosts
        let others = Set(relationships.map(\.otherId) + hosts.values + pastHosts.map(\.host.practice))
        names = try OrganisationStore.names(of: Array(others), on: date, in: connection)
        figures = organisation.kind == .practice ? try PopulationStore.history(of: id, in: connection) : []
        var current: [PopulationKind: Population] = [:]
        for kind in PopulationKind.own where organisation.kind == .practice {
            current[kind] = try PopulationStore.population(of: id, kind: kind, on: date, knownAt: knownAt, in: connection)
        }
        self.current = current
        history = try OrganisationStore.history(of: id, in: connection)
    }
}
