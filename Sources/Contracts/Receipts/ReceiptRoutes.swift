// Recording what commissioners paid.

import Finance
import Kernel
import Store
import Web

struct ReceiptRoutes: Sendable {
    let database: any Database

    func add(to routes: inout RouteTable) {
        routes.get(ContractsAddresses.receipts, ContractsPermissions.payments) { try await show($0, FormReader(), status: 200) }
        routes.post(ContractsAddresses.receipts, ContractsPermissions.pay, record)
        routes.get(ContractsAddresses.receiptReturn, ContractsPermissions.pay) { try await returnForm($0, FormReader(), status: 200) }
        routes.post(ContractsAddresses.receiptReturn, ContractsPermissions.pay, takeBack)
    }

    private func contract(_ visit: Visit) async throws -> Contract {
        let id: ContractID = try visit.id("contract")
        guard let contract = try await database.read({ try SchemeStore.contract(id, in: $0) }) else { throw Refusal.notFound }
        return contract
    }

    private static let notices: [String: Notice] = [
        "recorded": Notice("The receipt is recorded"), "taken-back": Notice("The receipt is taken back", "The commissioner owes it again."),
    ]

    private func show(_ visit: Visit, _ form: FormReader, status: Int) async throws -> Answer {
        let contract = try await contract(visit)
        let mayRecord = ContractsPermissions.pay.allows(try visit.person.role)
        let (standing, receipts) = try await database.read { connection in
            (try ReceiptStore.standing(of: contract, in: connection), try ReceiptStore.receipts(of: contract.id, in: connection))
        }
        let takenBack = Set(receipts.compactMap(\.takesBack))
        let due = max(standing.outstanding, .zero)
        return .page(
            ReceiptsPage(
                title: "Received under \(contract.title)", back: BackLink(contract.title, ContractsAddresses.contract.path(contract.id)),
                errors: form.summary, notices: ReceiptRoutes.notices[visit.query["notice"]].map { [$0] } ?? [],
                figures: [
                    Figure("Instalments so far", standing.instalments.exactText, detail: "of the months closed"),
                    Figure("Received", standing.received.exactText),
                    standing.outstanding < .zero
                        ? Figure("Received ahead", (-standing.outstanding).exactText, detail: "of the months closed")
                        : Figure("Owed by the commissioner", due.exactText),
                ],
                table: TableView(
                    caption: "Receipts", columns: [.init("Day"), .init("Reference"), .init("Amount", isNumeric: true), .init("State")],
                    rows: receipts.map { receipt in
                        let isOpen = receipt.takesBack == nil && !takenBack.contains(receipt.id)
                        let state: TableView.Cell =
                            if isOpen, mayRecord {
                                TableView.Cell(
                                    "Take back", address: ContractsAddresses.receiptReturn.path(contract.id.stored, receipt.id.stored))
                            } else {
                                isOpen ? .init("") : .tag(receipt.takesBack == nil ? "Taken back" : "Takes back another", .warning)
                            }
                        return TableView.Row([
                            .heading(receipt.receivedOn.longText, address: FinanceAddresses.journal.path(receipt.journal)),
                            TableView.Cell(receipt.reference), .number(receipt.amount.exactText), state,
                        ])
                    }, empty: "Nothing has come in yet."),
                form: mayRecord
                    ? [
                        ReceiptsPage.Form(
                            action: ContractsAddresses.receipts.path(contract.id),
                            date: form.dateField("received", "When did the bank have it?", hint: "For example, 15 11 2026", value: visit.today),
                            texts: [
                                form.textField(
                                    "amount", "Amount", value: due == .zero ? "" : String(due.exactText.dropFirst()), width: .narrow,
                                    keyboard: .decimal, prefix: "£"),
                                form.textField("reference", "Reference on the bank's statement"),
                            ])
                    ] : []), status: status)
    }

    @Sendable private func record(_ visit: Visit) async throws -> Answer {
        let contract = try await contract(visit)
        var form = FormReader(visit.form)
        let date = form.date("received", orSay: "Enter the day on which the bank had it")
        let amount = form.money("amount", orSay: "Enter the amount")
        let reference = form.text("reference", orSay: "Enter the reference on the bank's statement", longest: 100)
        guard let date, let amount, let reference, form.isSound else { return try await show(visit, form, status: 422) }
        do {
            let path = try await database.writeOnce(visit) { transaction in
                try ReceiptStore.record(amount, under: contract, on: date, reference: reference, in: transaction)
                return ContractsAddresses.receipts.path(contract.id)
            }
            return .redirect(to: path, notice: "recorded")
        } catch let problem as ReceiptProblem {
            form.refuse("amount", problem.sentence)
        } catch let problem as JournalProblem {
            form.refuse("received", problem.sentence, anchor: "received-day")
        }
        return try await show(visit, form, status: 422)
    }

    private func returnForm(_ visit: Visit, _ form: FormReader, status: Int) async throws -> Answer {
        let contract = try await contract(visit)
        let id: ID<Receipt> = try visit.id("receipt")
        let receipts = try await database.read { try ReceiptStore.receipts(of: contract.id, in: $0) }
        guard let receipt = receipts.first(where: { $0.id == id && $0.takesBack == nil }) else { throw Refusal.notFound }
        return .page(
            ReceiptReturnPage(
                title: "Take a receipt back",
                lead:
                    "\(receipt.amount.exactText) of \(receipt.receivedOn.longText), reference \(receipt.reference). The commissioner owes it again.",
                back: BackLink("Received under \(contract.title)", ContractsAddresses.receipts.path(contract.id)), errors: form.summary,
                action: ContractsAddresses.receiptReturn.path(contract.id.stored, id.stored),
                date: form.dateField(
                    "day", "When did the bank take it back, or was the mistake found?", hint: "For example, 15 11 2026", value: visit.today),
                reason: form.textField("reason", "Reason", hint: "For example: it was for another contract")), status: status)
    }

    @Sendable private func takeBack(_ visit: Visit) async throws -> Answer {
        let contract = try await contract(visit)
        let id: ID<Receipt> = try visit.id("receipt")
        var form = FormReader(visit.form)
        let date = form.date("day", orSay: "Enter the day")
        let reason = form.text("reason", orSay: "Enter a reason", longest: 100)
        guard let date, let reason, form.isSound else { return try await returnForm(visit, form, status: 422) }
        do {
            let path = try await database.writeOnce(visit) { transaction in
                try ReceiptStore.takeBack(id, under: contract, on: date, reason: reason, in: transaction)
                return ContractsAddresses.receipts.path(contract.id)
            }
            return .redirect(to: path, notice: "taken-back")
        } catch ReceiptProblem.unknown {
            throw Refusal.notFound
        } catch let problem as ReceiptProblem {
            guard case .takenBackBefore = problem else { throw Refusal.conflict(problem.sentence) }
            form.refuse("day", problem.sentence, anchor: "day-day")
        } catch let problem as JournalProblem {
            form.refuse("day", problem.sentence, anchor: "day-day")
        }
        return try await returnForm(visit, form, status: 422)
    }
}
