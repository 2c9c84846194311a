// Reading contracts and setting prices.

import Directory
import Governance
import Kernel
import Store
import Web

struct ContractRoutes: Sendable {
    let database: any Database
    let ports: ContractsPorts

    func add(to routes: inout RouteTable) {
        routes.get(ContractsAddresses.contracts, ContractsPermissions.see, list)
        routes.get(ContractsAddresses.contract, ContractsPermissions.see, contract)
        routes.get(ContractsAddresses.price, ContractsPermissions.price) { .page(try await pricePage($0, FormReader())) }
        routes.post(ContractsAddresses.price, ContractsPermissions.price, setPrice)
        routes.get(ContractsAddresses.unusedShare, ContractsPermissions.price) { .page(try await sharePage($0, FormReader())) }
        routes.post(ContractsAddresses.unusedShare, ContractsPermissions.price, setShare)
    }

    @Sendable private func list(_ visit: Visit) async throws -> Answer {
        let today = visit.today
        let mayMake = ContractsPermissions.make.allows(try visit.person.role)
        let contracts = try await database.read { connection in
            try SchemeStore.contracts(in: connection).map { contract in
                (contract: contract, commissioner: try OrganisationStore.organisation(contract.commissioner, on: today, in: connection)?.name ?? "")
            }
        }
        let list = RecordList<(contract: Contract, commissioner: String)>(
            "Contracts", visit, of: contracts,
            columns: [
                .init("Contract", sort: "title", note: "Reference") {
                    .heading(
                        $0.contract.title, address: ContractsAddresses.contract.path($0.contract.id), detail: "Reference \($0.contract.reference)")
                },
                .init("Commissioner", sort: "commissioner") { .init($0.commissioner) },
                .init("From", sort: "from") { .date($0.contract.from) },
                .init("Until", sort: "until", note: "State") { .date($0.contract.until, tags: $0.contract.until < today ? [Tag("Ended")] : []) },
                .init("Value", sort: "value", note: "Example", isNumeric: true) {
                    .money($0.contract.value, shown: $0.contract.value.text, tags: $0.contract.isExample ? [Tag("Example", .warning)] : [])
                },
            ], order: "from", startsDescending: true,
            empty: mayMake
                ? "The federation holds no contracts yet. Add the first one; its schemes come next."
                : "The federation holds no contracts yet. A finance lead or a federation manager adds them.")
        return try await database.answer(visit, list) {
            ListPage(
                "Contracts", lead: ["What the federation has promised to commissioners, and at which price practices deliver it."],
                links: mayMake ? [LinkView("Add a contract", ContractsAddresses.newContract.path())] : [], $0)
        }
    }

    @Sendable private func contract(_ visit: Visit) async throws -> Answer {
        let id: ContractID = try visit.id("contract")
        let (role, today, ports) = (try visit.person.role, visit.today, ports)
        let known = KnownDay(visit.query)
        let knownAt = KnownDay.moment(known.day, now: visit.now)
        return try await .page(
            database.read { connection in
                guard let contract = try SchemeStore.contract(id, in: connection) else { throw Refusal.notFound }
                return ContractPage(
                    title: contract.title,
                    examples: contract.isExample ? [InsetText("The value and prices of this contract are examples, not published figures.")] : [],
                    facts: try ContractPage.facts(contract, on: today, in: connection), acts: ContractPage.acts(contract, role),
                    variations: contract.variations.isEmpty ? [] : [ContractPage.variations(of: contract)],
                    schemes: try SchemeStore.schemes(of: id, in: connection).map { scheme in
                        try ContractRoutes.view(scheme, role, today: today, knownAt: knownAt, ports: ports, connection)
                    },
                    empty: ContractsPermissions.make.allows(role)
                        ? "There is no scheme under it yet. Add one to say what is required." : "There is no scheme under it yet.",
                    action: ContractsAddresses.contract.path(id), known: known.field, notes: known.notes)
            })
    }

    private static func view(
        _ scheme: Scheme, _ role: Role, today: LocalDate, knownAt: Instant, ports: ContractsPorts, _ connection: any Connection
    ) throws -> ContractPage.SchemeView {
        let title = try UndertakingStore.undertaking(scheme.id, in: connection)?.title ?? "Scheme"
        let requirement = RequirementRules.inForce(try SchemeStore.requirements(of: scheme.id, in: connection), on: max(today, scheme.from))
        let prices = try SchemeStore.prices(of: scheme.id, in: connection)
        let shares = try SchemeStore.unusedShares(of: scheme.id, in: connection)
        let meters = try [0, -7].map { days in
            meter(
                try RequirementStore.weeks(of: scheme.id, week: today.adding(days: days), knownAt: knownAt, ports: ports, in: connection), today, days
            )
        }
        return ContractPage.SchemeView(
            title: title, dates: "\(scheme.from.longText) to \(scheme.until.longText)",
            requirements: requirement.map(RequirementRules.sentences) ?? ["Nothing is required of the networks."],
            source: requirement?.source ?? "",
            prices: try terms(
                .price, of: scheme, "Price of an hour to the practice that hosts it", "An hour",
                prices.map { ($0.from, $0.hourPence, $0.source, $0.isExample) },
                empty: "There is no price yet. A month cannot be closed without one.", role, connection),
            shares: try terms(
                .unusedShare, of: scheme, "The federation's share of time not used or not attended", "Share",
                shares.map { ($0.from, $0.federationPercent, $0.source, false) },
                empty: "There is no rule yet. A month with time not used cannot be closed without one.", role, connection),
            steps: scheme.until < today
                ? [] : try ContractPage.steps(scheme, role, hasPrice: !prices.isEmpty, hasShare: !shares.isEmpty, on: today, in: connection),
            acts: ContractPage.acts(scheme, title: title, role), meters: meters)
    }

    /// Prices or shares, latest first, each with what stood before it and, where no closed month was computed with it, the way to correct it.
    private static func terms(
        _ kind: TermKind, of scheme: Scheme, _ caption: String, _ column: String,
        _ terms: [(from: LocalDate, amount: Int, source: String, isExample: Bool)], empty: String, _ role: Role, _ connection: any Connection
    ) throws -> TableView {
        let corrections = Dictionary(grouping: try SchemeStore.corrections(of: scheme.id, kind, in: connection), by: \.fromDate)
        let last = try CloseStore.lastMonth(of: scheme.id, in: connection)
        let mayCorrect = ContractsPermissions.price.allows(role)
        let rows = terms.reversed().map { term in
            let isOpen = last.map { term.from > $0.last } ?? true
            var cells = [
                TableView.Cell.heading(term.from.longText), .number(kind.text(term.amount)),
                TableView.Cell(
                    term.source, detail: (corrections[term.from] ?? []).map(\.sentence).joined(separator: ". "),
                    tags: term.isExample ? [Tag("Example", .warning)] : []),
            ]
            if mayCorrect {
                cells.append(
                    isOpen ? TableView.Cell("Correct", address: TermCorrectionRoutes.path(kind, scheme.id, term.from)) : .init("Closed with it"))
            }
            return TableView.Row(cells)
        }
        return TableView(
            caption: caption, columns: [.init("From"), .init(column, isNumeric: true), .init("Source")] + (mayCorrect ? [.init("Correct")] : []),
            rows: rows, empty: empty)
    }

    private static func meter(_ weeks: [NetworkWeek], _ today: LocalDate, _ days: Int) -> TableView {
        let monday = today.adding(days: days).monday
        return TableView(
            caption: "\(days == 0 ? "This week" : "Last week"), from \(monday.longText)",
            columns: [
                .init("Network"), .init("Adjusted population", isNumeric: true), .init("Owed", isNumeric: true), .init("Offered", isNumeric: true),
                .init("Delivered", isNumeric: true), .init("Standing"),
            ],
            rows: weeks.map { week in
                let short = week.owed.minutes - week.offered
                return TableView.Row([
                    .heading(week.name), .number(PopulationRules.text(hundredths: week.adjustedHundredths)),
                    TableView.Cell(week.owed.minutes.hoursAndMinutes, isNumeric: true, detail: "\(week.owed.exactText) min before rounding"),
                    .number(week.offered.hoursAndMinutes), .number(week.delivered.hoursAndMinutes),
                    standing(week, short: short),
                ])
            },
            empty: "Nothing is owed in this week: the scheme does not run, or no network has an adjusted population.")
    }

    /// A network whose adjusted population nobody has recorded owes nothing that could be worked out.
    private static func standing(_ week: NetworkWeek, short: Int) -> TableView.Cell {
        if week.adjustedHundredths == 0 {
            return TableView.Cell("", detail: "no adjusted population is recorded", tags: [Tag("Not known", .warning)])
        }
        return short > 0
            ? TableView.Cell("", detail: "\(short.hoursAndMinutes) short", tags: [Tag("Short", .bad)]) : .tag("Enough offered", .good)
    }

    // MARK: - Prices and shares

    static func example(_ isExample: Bool = false) -> FormField {
        .ticks("example", "Is it real?", options: [("yes", "This is an example, not an agreed price", "")], chosen: isExample ? ["yes"] : [])
    }

    private func pricePage(_ visit: Visit, _ form: FormReader) async throws -> FormPage {
        let (scheme, title) = try await scheme(visit)
        return FormPage(
            "Set a price", back: BackLink(title, ContractsAddresses.contract.path(scheme.contract)),
            lead: ["What an hour of \(title) is worth to the practice that hosts it. A closed month keeps its price."],
            FormView(
                "Set the price", action: ContractsAddresses.price.path(scheme.id), form: form,
                [
                    .date("from", "First day", hint: "For example, 1 4 2027"),
                    .text("amount", "Price of an hour", width: .narrow, keyboard: .decimal, prefix: "£"),
                    .text("source", "Where the price is written down", hint: "For example, contract variation 2 of 1 October 2026"),
                    ContractRoutes.example(),
                ]))
    }

    @Sendable private func setPrice(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            try await pricePage(visit, $0)
        } read: { form in
            let (scheme, _) = try await scheme(visit)
            let from = form.date("from", orSay: "Enter the first day of the price")
            let hour = form.money("amount", orSay: "Enter the price of an hour")
            let source = form.text("source", orSay: "Say where the price is written down")
            guard let from, let hour, let source else { return nil }
            let price = SchemePrice(scheme: scheme.id, from: from, hour: hour, isExample: form.fields["example"] == "yes", source: source)
            return { transaction in
                try SchemeStore.add(price, in: transaction)
                return Done(ContractsAddresses.contract.path(scheme.contract), ContractsNotice.termSet)
            }
        }
    }

    private func sharePage(_ visit: Visit, _ form: FormReader) async throws -> FormPage {
        let (scheme, title) = try await scheme(visit)
        return FormPage(
            "Set the federation's share", back: BackLink(title, ContractsAddresses.contract.path(scheme.contract)),
            lead: ["Which part of the value of time not used or not attended under \(title) the federation keeps. The host is paid the rest."],
            FormView(
                "Set the share", action: ContractsAddresses.unusedShare.path(scheme.id), form: form,
                [
                    .date("from", "First day", hint: "For example, 1 4 2027"),
                    .text("amount", "Share", hint: "0 to 100", width: .tiny, keyboard: .numeric, suffix: "%"),
                    .text("source", "Where the share is written down", hint: "For example, board decision of 12 March 2026"),
                ]))
    }

    @Sendable private func setShare(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            try await sharePage(visit, $0)
        } read: { form in
            let (scheme, _) = try await scheme(visit)
            let from = form.date("from", orSay: "Enter the first day of the share")
            let percent = form.integer("amount", in: 0...100, orSay: "Enter the share as a percentage")
            let source = form.text("source", orSay: "Say where the share is written down")
            guard let from, let percent, let source else { return nil }
            let share = UnusedShare(scheme: scheme.id, from: from, federationPercent: percent, source: source)
            return { transaction in
                try SchemeStore.add(share, in: transaction)
                return Done(ContractsAddresses.contract.path(scheme.contract), ContractsNotice.termSet)
            }
        }
    }

    private func scheme(_ visit: Visit) async throws -> (Scheme, String) {
        let id: SchemeID = try visit.id("scheme")
        return try await database.read { connection in
            guard let scheme = try SchemeStore.scheme(id, in: connection) else { throw Refusal.notFound }
            return (scheme, try UndertakingStore.undertaking(id, in: connection)?.title ?? "Scheme")
        }
    }
}
