// What this room says to the board.

import Kernel
import Store
import Web

extension AppointmentsFeature {
    package func findings(_ frame: ReportFrame, in connection: any Connection) throws -> RoomFindings {
        let supply = SupplyRules.supply(try SupplyStore(contracts: contracts).facts(frame, in: connection))
        return SupplyFindings(supply).all
    }

    package func sections(of practice: OrganisationID, _ frame: ReportFrame, in connection: any Connection) throws -> [PracticeSection] {
        // The week that runs is the last of the frame.
        let facts = try SupplyStore(contracts: contracts).facts(frame, in: connection)
        return PracticeSupply(practice: practice, facts: facts).sections
    }
}

struct SupplyFindings {
    private let supply: Supply
    private let links: SupplyLinks

    init(_ supply: Supply) {
        self.supply = supply
        links = SupplyLinks(common: FigureLinks(supply.frame))
    }

    var all: RoomFindings { RoomFindings(findings, figures: figures, columns: { columns }, tags: tags) }

    private var findings: [Finding] {
        let (supply, charts) = (supply, SupplyCharts(supply: supply, links: links))
        return [
            Finding(
                "Are we delivering?", SupplyFindingRules.delivery(supply),
                more: [LinkView("What is required, and why", links.required(links.whole))], order: 10
            ) { charts.delivery },
            Finding(
                "Is the time used?", SupplyFindingRules.utilisation(supply),
                more: [LinkView("The appointments booked", links.appointments(links.whole))], order: 20
            ) { charts.utilisation },
            Finding(
                "How many do not attend?", SupplyFindingRules.missed(supply),
                more: [LinkView("The appointments that were not attended", links.appointments(links.whole, .notAttended))], order: 30
            ) { charts.missed },
            Finding(
                "Who is not getting a share?", SupplyFindingRules.shares(supply),
                more: [LinkView("All practices and their shares", ReportAddresses.practices(of: supply.frame))], order: 40
            ) { charts.shares },
        ]
    }

    private var figures: [KeyFigure] {
        let delivered = supply.weeks.reduce(0) { $0 + $1.deliveredMinutes }
        let required = supply.weeks.compactMap(\.required)
        let (utilisation, missed) = (supply.weeks.map(\.utilisation).total(), supply.total.missed)
        return [
            KeyFigure(
                Figure(
                    "Care delivered", delivered.grouped, unit: "minutes",
                    detail: required.isEmpty ? "No contract requires any" : "\(required.reduce(0, +).grouped) required",
                    address: links.work(links.whole)), order: 10),
            KeyFigure(
                Figure(
                    "Time booked", utilisation.text, detail: "\(utilisation.part.grouped) of \(utilisation.whole.grouped) minutes offered",
                    address: links.appointments(links.whole)), order: 20),
            KeyFigure(
                Figure(
                    "Did not attend", missed.text, detail: "\(missed.part.grouped) of \(missed.whole.grouped) appointments",
                    address: links.appointments(links.whole, .notAttended)), order: 30),
        ]
    }

    private var columns: [PracticeColumn] {
        func column(
            _ name: String, _ title: String, order: Int, note: String = "", _ value: (UnitFigures, Origin) -> PracticeColumn.Value
        ) -> PracticeColumn {
            PracticeColumn(
                name, title, order: order,
                values: Dictionary(uniqueKeysWithValues: supply.practices.map { ($0.unit.body.id, value($0, links.unit($0.unit))) }),
                none: value(UnitFigures(supply.frame.whole), links.whole), total: value(supply.total, links.whole), note: note)
        }
        return [
            column(
                "share", "Share", order: 10,
                note:
                    "Share and had are appointments; minutes are those of care delivered. A practice's share is its part, by adjusted population, of the "
                    + "appointments offered to the practices that take part. It informs; it is not a limit."
            ) { unit, _ in .init(.number(unit.share)) },
            column("had", "Had", order: 20) { unit, origin in
                .init(.number(unit.appointments, address: links.appointments(origin)))
            },
            column("use", "Of share", order: 30) { unit, _ in .init(unit.use) },
            column("missed", "Not attended", order: 40) { unit, origin in
                .init(unit.missed, address: links.appointments(origin, .notAttended))
            },
            column("minutes", "Minutes", order: 50) { unit, origin in
                .init(.number(unit.deliveredMinutes, address: links.work(origin)))
            },
        ]
    }

    private var tags: [OrganisationID: [Tag]] {
        let absent = supply.practices.filter { $0.unit.isMember && !$0.takesPart }
        return Dictionary(
            uniqueKeysWithValues: absent.map { ($0.unit.body.id, [$0.tookPart ? Tag("Has left", .warning) : Tag("Takes no part", .warning)]) })
    }
}

/// One practice's share, and how it compares.
struct PracticeSupply {
    let practice: OrganisationID
    let facts: SupplyFacts

    var sections: [PracticeSection] {
        let weeks = facts.frame.span.weeks.count - 1
        let (past, running) = (facts.of(weeks: 0..<weeks), facts.of(weeks: weeks..<weeks + 1))
        let supply = SupplyRules.supply(past)
        let unit = ReportFrame.Unit(.init(id: practice, name: "My practice"), practices: [practice])
        let own = supply.practices.first { $0.unit.body.id == practice } ?? UnitFigures(unit)
        let now = SupplyRules.practices(running).first { $0.unit.body.id == practice } ?? UnitFigures(unit)
        let links = SupplyLinks(common: FigureLinks(past.frame))
        let charts = SupplyCharts(supply: supply, links: links)
        let origin = Origin(from: past.frame.span.from, through: past.frame.span.through, practice: practice)
        let week = Origin(from: running.frame.span.from, through: running.frame.span.through, practice: practice)
        return [
            PracticeSection(
                "Our share of hub appointments", PracticeSupplyRules.shareFinding(own, past.frame.span),
                figures: [
                    Figure(
                        "This week", now.appointments.grouped, unit: "of \(now.share.grouped)",
                        detail: "appointments that our patients have, of our share", address: links.appointments(week)),
                    Figure(
                        "Last \(weeks) weeks", own.appointments.grouped, unit: "of \(own.share.grouped)", detail: own.use.text,
                        address: links.appointments(origin)),
                    Figure(
                        "Did not attend", own.missed.text, detail: "\(own.missed.part.grouped) of \(own.missed.whole.grouped) appointments",
                        address: links.appointments(origin, .notAttended)),
                    Figure("Care delivered", own.deliveredMinutes.grouped, unit: "minutes", address: links.work(origin)),
                ], order: 20),
            PracticeSection(
                "How we compare",
                charts: [
                    charts.comparison(
                        PracticeSupplyRules.use(practice, in: past.frame, among: supply.practices), id: "use", axis: "Percent of share had", own: own),
                    charts.comparison(
                        PracticeSupplyRules.missed(practice, in: past.frame, among: supply.practices), id: "missed", axis: "Percent not attended",
                        own: own),
                ], note: "\(past.frame.span.text). Other practices are shown without their names.", order: 30),
        ]
    }
}
