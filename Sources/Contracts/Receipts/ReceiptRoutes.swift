// Recording what commissioners paid.

import Kernel
import Store
import Web

struct ReceiptRoutes: Sendable {
    let database: any Database

    func add(to routes: inout RouteTable) {
        routes.get(ContractsAddresses.receipts, ContractsPermissions.payments, list)
        routes.post(ContractsAddresses.receipts, ContractsPermissions.pay, record)
        routes.get(ContractsAddresses.receiptReturn, ContractsPermissions.pay) { .page(try await returnPage($0, FormReader())) }
        routes.post(ContractsAddresses.receiptReturn, ContractsPermissions.pay, takeBack)
    }

    private func contract(_ visit: Visit) async throws -> Contract {
        let id: ContractID = try visit.id("contract")
        guard let contract = try await database.read({ try SchemeStore.contract(id, in: $0) }) else { throw Refusal.notFound }
        return contract
    }

    @Sendable private func list(_ visit: Visit) async throws -> Answer {
        let contract = try await contract(visit)
        let list = try await list(contract, visit)
        return try await database.answer(visit, list) { try await page(contract, $0, visit, FormReader()) }
    }

    private func list(_ contract: Contract, _ visit: Visit) async throws -> RecordList<Receipt> {
        let receipts = try await database.read { try ReceiptStore.receipts(of: contract.id, in: $0) }
        return ReceiptsPage.list(contract, receipts, mayTakeBack: ContractsPermissions.pay.allows(try visit.person.role), visit)
    }

    private func page(_ contract: Contract, _ table: TableView, _ visit: Visit, _ form: FormReader) async throws -> ReceiptsPage {
        let standing = try await database.read { try ReceiptStore.standing(of: contract, in: $0) }
        guard ContractsPermissions.pay.allows(try visit.person.role) else { return ReceiptsPage(contract, standing, table, form: nil) }
        let due = max(standing.outstanding, .zero)
        let view = FormView(
            "Record the receipt", action: ContractsAddresses.receipts.path(contract.id), form: form,
            [
                .date("day", "When did the bank have it?", hint: "For example, 15 11 2026", value: visit.today),
                .text(
                    "amount", "Amount", value: due == .zero ? "" : String(due.exactText.dropFirst()), width: .narrow, keyboard: .decimal, prefix: "£"),
                .text("reference", "Reference on the bank's statement"),
            ])
        return ReceiptsPage(contract, standing, table, form: view)
    }

    @Sendable private func record(_ visit: Visit) async throws -> Answer {
        let contract = try await contract(visit)
        return try await database.act(visit) { form in
            let list = try await list(contract, visit)
            return try await page(contract, try await database.read { try list.table(in: $0) }, visit, form)
        } read: { form in
            let date = form.date("day", orSay: "Enter the day on which the bank had it")
            let amount = form.money("amount", orSay: "Enter the amount")
            let reference = form.text("reference", orSay: "Enter the reference on the bank's statement", longest: 100)
            guard let date, let amount, let reference else { return nil }
            return { transaction in
                try ReceiptStore.record(amount, under: contract, on: date, reference: reference, in: transaction)
                return Done(ContractsAddresses.receipts.path(contract.id), ContractsNotice.receiptRecorded)
            }
        }
    }

    private func returnPage(_ visit: Visit, _ form: FormReader) async throws -> FormPage {
        let (contract, id): (Contract, ID<Receipt>) = (try await contract(visit), try visit.id("receipt"))
        let receipts = try await database.read { try ReceiptStore.receipts(of: contract.id, in: $0) }
        guard let receipt = receipts.first(where: { $0.id == id && $0.takesBack == nil }) else { throw ReceiptRefusal.unknown }
        return FormPage(
            "Take a receipt back", back: BackLink("Received under \(contract.title)", ContractsAddresses.receipts.path(contract.id)),
            lead: ["\(receipt.amount.exactText) of \(receipt.receivedOn.longText), reference \(receipt.reference). The commissioner owes it again."],
            FormView(
                "Take back", action: ContractsAddresses.receiptReturn.path(contract.id.stored, id.stored), look: .warning, form: form,
                [
                    .date("day", "When did the bank take it back, or was the mistake found?", hint: "For example, 15 11 2026", value: visit.today),
                    .text("reason", "Reason", hint: "For example: it was for another contract"),
                ]))
    }

    @Sendable private func takeBack(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            try await returnPage(visit, $0)
        } read: { form in
            let (contract, id): (Contract, ID<Receipt>) = (try await contract(visit), try visit.id("receipt"))
            let date = form.date("day", orSay: "Enter the day")
            let reason = form.text("reason", orSay: "Enter a reason", longest: 100)
            guard let date, let reason else { return nil }
            return { transaction in
                try ReceiptStore.takeBack(id, under: contract, on: date, reason: reason, in: transaction)
                return Done(ContractsAddresses.receipts.path(contract.id), ContractsNotice.receiptTakenBack)
            }
        }
    }
}
