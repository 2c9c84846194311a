// Lays out an organisation's facts as a page.

import Kernel
import Web

extension OrganisationPage {
    init(_ facts: OrganisationFacts, date: TextField, mayEdit: Bool) {
        let organisation = facts.organisation
        title = organisation.name
        kind = organisation.kind.title
        tags = [Tag(organisation.status.title, organisation.status.tone)]
        asOn = facts.date.longText
        self.date = date
        address = DirectoryAddresses.organisation.path(organisation.id)
        self.facts = OrganisationPage.summary(facts)
        isPractice = organisation.kind == .practice
        self.mayEdit = mayEdit
        let id = organisation.id.stored
        func links(_ all: [(String, Address)]) -> [LinkView] { mayEdit ? all.map { LinkView($0.0, $0.1.path(id)) } : [] }
        people = OrganisationPage.people(facts, mayEdit: mayEdit)
        peopleLinks = links(
            [("Add a person or post", DirectoryAddresses.newPost)] + (isPractice ? [("Choose the named lead", DirectoryAddresses.namedLead)] : []))
        sites = OrganisationPage.sites(facts, mayEdit: mayEdit)
        siteLinks = links([("Add a site", DirectoryAddresses.newSite)]) + OrganisationPage.siteLinks(facts, mayEdit: mayEdit)
        populations = OrganisationPage.populations(facts)
        populationLinks = links([("Record a population", DirectoryAddresses.newPopulation)])
        memberships = OrganisationPage.memberships(facts)
        membershipLinks = links(
            [("Record a membership", DirectoryAddresses.newRelationship)]
                + (!isPractice
                    ? []
                    : facts.relationships.contains { $0.kind == .succeededBy }
                        ? [("Take back the merger", DirectoryAddresses.mergerTakenBack)] : [("Record a merger", DirectoryAddresses.merger)]))
        members = TableView(
            caption: "Practices on \(facts.date.longText)", columns: ["Name", "Code", "Postcode"].map { TableView.Column($0) },
            rows: facts.members.map { member in
                TableView.Row([
                    .heading(member.name, address: DirectoryAddresses.organisation.path(member.id)), TableView.Cell(member.odsCode?.stored ?? ""),
                    TableView.Cell(member.postcode?.stored ?? ""),
                ])
            }, empty: "No practice belonged to it on this date.")
        hasMembers = [.network, .federation, .commissioner, .locality].contains(organisation.kind)
        past = OrganisationPage.past(facts.history)
        let edits = [
            ("Rename", DirectoryAddresses.name), ("Change the address", DirectoryAddresses.place), ("Change the ODS code", DirectoryAddresses.code),
        ]
        editLinks =
            mayEdit
            ? (edits + (organisation.closedOn == nil ? [("Close", DirectoryAddresses.closure)] : [])).map {
                LinkView($0.0, $0.1.path(id), about: $0.0.hasPrefix("Change") ? "of \(organisation.name)" : organisation.name)
            } : []
        isHub = organisation.kind == .hub
        hosts = OrganisationPage.hosts(facts)
    }

    private static func siteLinks(_ facts: OrganisationFacts, mayEdit: Bool) -> [LinkView] {
        guard mayEdit else { return [] }
        let id = facts.organisation.id.stored
        return facts.sites.flatMap { site -> [LinkView] in
            let correct = LinkView("Correct \(site.name)", DirectoryAddresses.site.path(id, site.id.stored))
            guard facts.organisation.kind == .hub else { return [correct] }
            return [LinkView("Change who hosts \(site.name)", DirectoryAddresses.siteHost.path(id, site.id.stored)), correct]
        }
    }

    private static func hosts(_ facts: OrganisationFacts) -> TableView {
        TableView(
            caption: "Hosts over time", hidesCaption: true, columns: ["Site", "Hosted by", "Period"].map { TableView.Column($0) },
            rows: facts.pastHosts.map { site, host in
                TableView.Row([
                    .heading(site.name),
                    TableView.Cell(facts.names[host.practice] ?? "another practice", address: DirectoryAddresses.organisation.path(host.practice)),
                    TableView.Cell(period(host.fromDate, host.untilDate)),
                ])
            }, empty: "No practice hosts it yet. A federation manager can say who does; until then no clinic can be published here.")
    }

    private static func summary(_ facts: OrganisationFacts) -> SummaryList {
        let organisation = facts.organisation
        func link(_ other: Organisation?) -> [LinkView] {
            other.map { [LinkView("Open", DirectoryAddresses.organisation.path($0.id), about: $0.name)] } ?? []
        }
        var list = [SummaryList.Fact("ODS code", organisation.odsCode?.stored ?? "none")]
        let place = [facts.address, organisation.postcode?.stored ?? ""].filter { !$0.isEmpty }.joined(separator: ", ")
        list.append(SummaryList.Fact("Address", place.isEmpty ? "not known" : place))
        if !facts.telephone.isEmpty { list.append(SummaryList.Fact("Telephone", facts.telephone)) }
        if let opened = organisation.openedOn { list.append(SummaryList.Fact("Opened", opened.longText)) }
        if let closed = organisation.closedOn { list.append(SummaryList.Fact("Last day open", closed.longText)) }
        for (name, body) in [("Network", facts.network), ("Federation", facts.federation), ("Commissioner", facts.commissioner)] {
            guard let body else { continue }
            list.append(SummaryList.Fact(name, body.name, detail: body.odsCode?.stored ?? "", actions: link(body)))
        }
        if let successor = facts.successor {
            list.append(SummaryList.Fact("Carried on by", successor.name, detail: successor.odsCode?.stored ?? "", actions: link(successor)))
        }
        for predecessor in facts.predecessors {
            list.append(SummaryList.Fact("Carries on for", predecessor.name, detail: predecessor.odsCode?.stored ?? "", actions: link(predecessor)))
        }
        if organisation.kind == .practice {
            let lead = facts.posts.first { $0.kind == .namedLead && $0.isInForce(on: facts.date) }.flatMap { facts.people[$0.personId] }
            list.append(SummaryList.Fact("Named lead", lead?.fullName ?? "nobody yet"))
            for kind in PopulationKind.own {
                guard let population = facts.current[kind] else { continue }
                list.append(SummaryList.Fact(kind.title, population.text, detail: "on \(population.snapshotDate.longText)"))
            }
        }
        return SummaryList(list)
    }

    private static func people(_ facts: OrganisationFacts, mayEdit: Bool) -> TableView {
        let rows = facts.posts.compactMap { post -> TableView.Row? in
            guard let person = facts.people[post.personId] else { return nil }
            let isCurrent = post.isInForce(on: facts.date)
            let end = DirectoryAddresses.endPost.path(facts.organisation.id.stored, post.id.stored)
            return TableView.Row([
                .heading(
                    person.fullName, detail: [person.profession, person.registration?.stored ?? ""].filter { !$0.isEmpty }.joined(separator: ", ")),
                TableView.Cell(post.kind.title), TableView.Cell(period(post.fromDate, post.untilDate)),
                isCurrent ? .tag("in post", .good) : .tag("not in post", .plain),
                TableView.Cell(mayEdit && post.untilDate == nil ? "End this post" : "", address: mayEdit && post.untilDate == nil ? end : ""),
            ])
        }
        return TableView(
            caption: "People", hidesCaption: true, columns: ["Name", "Post", "Period", "On this date", ""].map { TableView.Column($0) }, rows: rows,
            empty: "Nobody is recorded here yet. A federation manager can add partners, the practice manager and the named lead.")
    }

    private static func sites(_ facts: OrganisationFacts, mayEdit: Bool) -> TableView {
        let id = facts.organisation.id.stored
        let rows = facts.sites.flatMap { site -> [TableView.Row] in
            let host = facts.hosts[site.id].flatMap { facts.names[$0] } ?? ""
            let rooms = facts.rooms.filter { $0.site == site.id }
            let first = TableView.Row([
                .heading(site.name, detail: site.postcode?.stored ?? ""),
                TableView.Cell(rooms.isEmpty ? "no rooms" : "\(rooms.count) \(rooms.count == 1 ? "room" : "rooms")"), TableView.Cell(host),
                TableView.Cell(mayEdit ? "Add a room" : "", address: mayEdit ? DirectoryAddresses.newRoom.path(id, site.id.stored) : ""),
            ])
            return [first]
                + rooms.map { room in
                    TableView.Row([
                        TableView.Cell(""), TableView.Cell(room.name), TableView.Cell(""),
                        TableView.Cell(
                            mayEdit ? "Take out of use" : "", address: mayEdit ? DirectoryAddresses.closeRoom.path(id, room.id.stored) : ""),
                    ])
                }
        }
        return TableView(
            caption: "Sites", hidesCaption: true, columns: ["Site", "Rooms", "Hosted by", ""].map { TableView.Column($0) }, rows: rows,
            empty: "No site is recorded yet.")
    }

    private static func populations(_ facts: OrganisationFacts) -> TableView {
        var seen: Set<String> = []
        let rows = facts.figures.map { figure in
            let isLatest = seen.insert("\(figure.kind.rawValue) \(figure.snapshotDate)").inserted
            return TableView.Row([
                .heading(figure.snapshotDate.longText), TableView.Cell(figure.kind.title),
                .number(PopulationRules.text(hundredths: figure.hundredths)), TableView.Cell(figure.knownFrom.londonText, detail: figure.source),
                isLatest ? .tag("in force", .good) : .tag("restated since", .plain),
            ])
        }
        return TableView(
            caption: "Populations", hidesCaption: true,
            columns: [
                TableView.Column("Snapshot"), TableView.Column("Kind"), TableView.Column("Patients", isNumeric: true), TableView.Column("Known from"),
                TableView.Column(""),
            ], rows: rows, empty: "No population is recorded yet. Import patients registered by practice, or weighted lists.")
    }

    private static func memberships(_ facts: OrganisationFacts) -> TableView {
        let rows = facts.relationships.sorted { ($1.fromDate, $0.kind.rawValue) < ($0.fromDate, $1.kind.rawValue) }.map { relationship in
            TableView.Row([
                .heading(relationship.kind.title),
                TableView.Cell(
                    facts.names[relationship.otherId] ?? "another organisation", address: DirectoryAddresses.organisation.path(relationship.otherId)),
                TableView.Cell(period(relationship.fromDate, relationship.untilDate)), TableView.Cell(relationship.source),
                relationship.isInForce(on: facts.date) ? .tag("in force", .good) : .tag("not in force", .plain),
            ])
        }
        return TableView(
            caption: "Memberships over time", hidesCaption: true,
            columns: ["Relationship", "With", "Period", "Source", "On this date"].map { TableView.Column($0) }, rows: rows,
            empty: "No membership is recorded yet.")
    }

    private static func past(_ history: OrganisationHistory) -> TableView {
        func rows(_ name: String, _ dated: [OrganisationHistory.Dated], _ text: (String) -> String = { $0 }) -> [TableView.Row] {
            dated.map { TableView.Row([.heading(name), TableView.Cell(text($0.text)), TableView.Cell(period($0.fromDate, $0.untilDate))]) }
        }
        return TableView(
            caption: "Names, codes, addresses and status over time", hidesCaption: true,
            columns: ["What", "Was", "Period"].map { TableView.Column($0) },
            rows: rows("Name", history.names) + rows("Code", history.codes)
                + rows("Status", history.statuses) { OrganisationStatus(rawValue: $0)?.title ?? $0 } + rows("Address", history.addresses),
            empty: "Nothing is recorded.")
    }

    /// "from 1 April 2020", "until 31 March 2020" where the beginning is not known.
    static func period(_ from: LocalDate, _ until: LocalDate?) -> String {
        guard from > Timeline.beginning else { return until.map { "until \($0.longText)" } ?? "always" }
        return DatePeriod(from: from, until: until).text
    }
}
