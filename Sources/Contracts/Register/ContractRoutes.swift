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
        routes.get(ContractsAddresses.price, ContractsPermissions.price) { try await priceForm($0, FormReader(), status: 200) }
        routes.post(ContractsAddresses.price, ContractsPermissions.price, setPrice)
        routes.get(ContractsAddresses.unusedShare, ContractsPermissions.price) { try await shareForm($0, FormReader(), status: 200) }
        routes.post(ContractsAddresses.unusedShare, ContractsPermissions.price, setShare)
    }

    @Sendable private func list(_ visit: Visit) async throws -> Answer {
        let today = visit.today
        let rows = try await database.read { connection in
            try SchemeStore.contracts(in: connection).map { contract in
                let commissioner = try OrganisationStore.organisation(contract.commissioner, on: today, in: connection)?.name ?? ""
                return TableView.Row([
                    .heading(contract.title, address: ContractsAddresses.contract.path(contract.id), detail: "Reference \(contract.reference)"),
                    TableView.Cell(commissioner), TableView.Cell("\(contract.from.shortText) to \(contract.until.shortText)"),
                    TableView.Cell(contract.value.text, isNumeric: true, tags: contract.isExample ? [Tag("Example", .warning)] : []),
                ])
            }
        }
        return .page(
            ContractsPage(
                table: TableView(
                    caption: "Contracts with commissioners", hidesCaption: true,
                    columns: [.init("Contract"), .init("Commissioner"), .init("Term"), .init("Value", isNumeric: true)], rows: rows,
                    empty: "The federation holds no contracts yet.")))
    }

    @Sendable private func contract(_ visit: Visit) async throws -> Answer {
        let id: ContractID = try visit.id("contract")
        let (today, now, ports) = (visit.today, visit.now, ports)
        let maySetPrices = ContractsPermissions.price.allows(try visit.person.role)
        let notices = visit.query["notice"] == "set" ? [Notice("Set", "It counts for work from its first day on.")] : []
        return try await .page(
            database.read { connection in
                guard let contract = try SchemeStore.contract(id, in: connection) else { throw Refusal.notFound }
                let commissioner = try OrganisationStore.organisation(contract.commissioner, on: today, in: connection)?.name ?? ""
                let instalment = contract.instalment(for: Month(containing: today))
                var facts: [SummaryList.Fact] = [
                    .init("Commissioner", commissioner), .init("Reference", contract.reference),
                    .init("Term", "\(contract.from.longText) to \(contract.until.longText)"), .init("Value", contract.value.text),
                ]
                if let instalment {
                    facts.append(.init("This month's instalment", instalment.exactText, detail: "Equal parts by month, to the penny"))
                }
                return ContractPage(
                    title: contract.title, notices: notices,
                    examples: contract.isExample ? [InsetText("The value and prices of this contract are examples, not published figures.")] : [],
                    facts: SummaryList(facts),
                    schemes: try SchemeStore.schemes(of: id, in: connection).map { scheme in
                        try ContractRoutes.view(scheme, maySetPrices: maySetPrices, today: today, now: now, ports: ports, connection)
                    })
            })
    }

    private static func view(
        _ scheme: Scheme, maySetPrices: Bool, today: LocalDate, now: Instant, ports: ContractsPorts, _ connection: any Connection
    ) throws -> ContractPage.SchemeView {
        let title = try UndertakingStore.undertaking(scheme.id, in: connection)?.title ?? "Scheme"
        let requirement = RequirementRules.inForce(try SchemeStore.requirements(of: scheme.id, in: connection), on: max(today, scheme.from))
        let prices = try SchemeStore.prices(of: scheme.id, in: connection)
        let shares = try SchemeStore.unusedShares(of: scheme.id, in: connection)
        let meters = try [0, -7].map { days in
            meter(try RequirementStore.weeks(of: scheme.id, week: today.adding(days: days), knownAt: now, ports: ports, in: connection), today, days)
        }
        return ContractPage.SchemeView(
            title: title, dates: "\(scheme.from.longText) to \(scheme.until.longText)",
            requirements: requirement.map(RequirementRules.sentences) ?? ["Nothing is required of the networks."],
            source: requirement?.source ?? "",
            prices: TableView(
                caption: "Price of an hour to the practice that hosts it",
                columns: [.init("From"), .init("An hour", isNumeric: true), .init("Source")],
                rows: prices.reversed().map {
                    TableView.Row([
                        .heading($0.from.longText), TableView.Cell($0.hour.exactText, isNumeric: true),
                        TableView.Cell($0.source, tags: $0.isExample ? [Tag("Example", .warning)] : []),
                    ])
                },
                empty: "There is no price yet. A month cannot be closed without one."),
            shares: TableView(
                caption: "The federation's share of time not used or not attended",
                columns: [.init("From"), .init("Share", isNumeric: true), .init("Source")],
                rows: shares.reversed().map {
                    TableView.Row([.heading($0.from.longText), .number("\($0.federationPercent)%"), TableView.Cell($0.source)])
                },
                empty: "There is no rule yet. A month with time not used cannot be closed without one."),
            acts: maySetPrices
                ? [
                    LinkView("Set a price", ContractsAddresses.price.path(scheme.id), about: "for \(title)"),
                    LinkView("Set the federation's share", ContractsAddresses.unusedShare.path(scheme.id), about: "for \(title)"),
                ] : [], meters: meters)
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
                    .heading(week.name), .number((week.adjustedHundredths / 100).grouped),
                    TableView.Cell(week.owed.minutes.hoursAndMinutes, isNumeric: true, detail: "\(week.owed.exactText) min exactly"),
                    .number(week.offered.hoursAndMinutes), .number(week.delivered.hoursAndMinutes),
                    short > 0
                        ? TableView.Cell("", detail: "\(short.hoursAndMinutes) short", tags: [Tag("Short", .bad)]) : .tag("Enough offered", .good),
                ])
            },
            empty: "Nothing is owed in this week: the scheme does not run, or no network has an adjusted population.")
    }

    // MARK: - Prices and shares

    private func priceForm(_ visit: Visit, _ form: FormReader, status: Int) async throws -> Answer {
        let (scheme, title) = try await scheme(visit)
        return .page(
            SchemeTermPage(
                title: "Set a price", lead: "What an hour of \(title) is worth to the practice that hosts it. A closed month keeps its price.",
                back: BackLink(title, ContractsAddresses.contract.path(scheme.contract)), errors: form.summary,
                action: ContractsAddresses.price.path(scheme.id), from: form.dateField("from", "First day", hint: "For example, 1 4 2027"),
                amount: form.textField("amount", "Price of an hour", width: .narrow, keyboard: .decimal, prefix: "£"),
                source: form.textField("source", "Where the price is written down", hint: "For example, contract variation 2 of 1 October 2026"),
                example: [
                    ChoiceField(
                        "example", "Is it real?", options: [("yes", "This is an example, not an agreed price", "")],
                        chosen: form.fields["example"] == "yes" ? ["yes"] : [])
                ], button: "Set the price"), status: status)
    }

    @Sendable private func setPrice(_ visit: Visit) async throws -> Answer {
        let (scheme, _) = try await scheme(visit)
        var form = FormReader(visit.form)
        let from = form.date("from", orSay: "Enter the first day of the price")
        let hour = form.money("amount", orSay: "Enter the price of an hour")
        let source = form.text("source", orSay: "Say where the price is written down")
        guard let from, let hour, let source, form.isSound else { return try await priceForm(visit, form, status: 422) }
        let price = SchemePrice(scheme: scheme.id, from: from, hour: hour, isExample: visit.form["example"] == "yes", source: source)
        do {
            try await once(visit) { try SchemeStore.add(price, in: $0) }
        } catch {
            try form.refuse(error, "from-day")
            return try await priceForm(visit, form, status: 422)
        }
        return .redirect(to: ContractsAddresses.contract.path(scheme.contract), notice: "set")
    }

    private func shareForm(_ visit: Visit, _ form: FormReader, status: Int) async throws -> Answer {
        let (scheme, title) = try await scheme(visit)
        return .page(
            SchemeTermPage(
                title: "Set the federation's share",
                lead: "Which part of the value of time not used or not attended under \(title) the federation keeps. The host is paid the rest.",
                back: BackLink(title, ContractsAddresses.contract.path(scheme.contract)), errors: form.summary,
                action: ContractsAddresses.unusedShare.path(scheme.id), from: form.dateField("from", "First day", hint: "For example, 1 4 2027"),
                amount: form.textField("amount", "Share", hint: "0 to 100", width: .tiny, keyboard: .numeric, suffix: "%"),
                source: form.textField("source", "Where the share is written down", hint: "For example, board decision of 12 March 2026"),
                example: [],
                button: "Set the share"), status: status)
    }

    @Sendable private func setShare(_ visit: Visit) async throws -> Answer {
        let (scheme, _) = try await scheme(visit)
        var form = FormReader(visit.form)
        let from = form.date("from", orSay: "Enter the first day of the share")
        let percent = form.integer("amount", in: 0...100, orSay: "Enter the share as a percentage")
        let source = form.text("source", orSay: "Say where the share is written down")
        guard let from, let percent, let source, form.isSound else { return try await shareForm(visit, form, status: 422) }
        let share = UnusedShare(scheme: scheme.id, from: from, federationPercent: percent, source: source)
        do {
            try await once(visit) { try SchemeStore.add(share, in: $0) }
        } catch {
            try form.refuse(error, "from-day")
            return try await shareForm(visit, form, status: 422)
        }
        return .redirect(to: ContractsAddresses.contract.path(scheme.contract), notice: "set")
    }

    private func once(_ visit: Visit, _ change: @escaping @Sendable (Transaction) throws -> Void) async throws {
        try await database.write(by: visit.actor, at: visit.now) { transaction in
            guard try transaction.settled(visit.once) == nil else { return }
            try change(transaction)
            try transaction.settle(visit.once, as: "set")
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

extension FormReader {
    /// Puts a rule's refusal of a price or a share beside the first day; what is no such refusal is thrown on.
    fileprivate mutating func refuse(_ error: any Error, _ anchor: String) throws {
        if let problem = error as? ContractProblem {
            refuse("from", problem.sentence, anchor: anchor)
        } else if case StoreError.duplicate = error {
            refuse("from", "There is one from this day already. Enter another first day.", anchor: anchor)
        } else {
            throw error
        }
    }
}
