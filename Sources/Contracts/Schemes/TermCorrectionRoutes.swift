// The page that corrects a price or a share.

import Governance
import Kernel
import Store
import Web

struct TermCorrectionRoutes: Sendable {
    let database: any Database

    func add(to routes: inout RouteTable) {
        routes.get(ContractsAddresses.priceCorrection, ContractsPermissions.price) { .page(try await page($0, .price, FormReader())) }
        routes.post(ContractsAddresses.priceCorrection, ContractsPermissions.price) { try await correct($0, .price) }
        routes.get(ContractsAddresses.shareCorrection, ContractsPermissions.price) { .page(try await page($0, .unusedShare, FormReader())) }
        routes.post(ContractsAddresses.shareCorrection, ContractsPermissions.price) { try await correct($0, .unusedShare) }
    }

    /// Where the price or share of a scheme from `date` is corrected.
    static func path(_ kind: TermKind, _ scheme: SchemeID, _ date: LocalDate) -> String {
        (kind == .price ? ContractsAddresses.priceCorrection : ContractsAddresses.shareCorrection).path(scheme.stored, date.stored)
    }

    private struct Standing {
        let scheme: Scheme
        let title: String
        let from: LocalDate
        let amount: Int
        let source: String
        let isExample: Bool
    }

    private func standing(_ visit: Visit, _ kind: TermKind) async throws -> Standing {
        let id: SchemeID = try visit.id("scheme")
        guard let from = try? LocalDate(parsing: visit.gaps["from"] ?? "") else { throw Refusal.notFound }
        return try await database.read { connection in
            guard let scheme = try SchemeStore.scheme(id, in: connection) else { throw Refusal.notFound }
            let title = try UndertakingStore.undertaking(id, in: connection)?.title ?? "Scheme"
            switch kind {
            case .price:
                guard let price = try SchemeStore.prices(of: id, in: connection).first(where: { $0.from == from }) else { throw Refusal.notFound }
                return Standing(
                    scheme: scheme, title: title, from: from, amount: price.hourPence, source: price.source, isExample: price.isExample)
            case .unusedShare:
                guard let share = try SchemeStore.unusedShares(of: id, in: connection).first(where: { $0.from == from }) else {
                    throw Refusal.notFound
                }
                return Standing(
                    scheme: scheme, title: title, from: from, amount: share.federationPercent, source: share.source, isExample: false)
            }
        }
    }

    private func page(_ visit: Visit, _ kind: TermKind, _ form: FormReader) async throws -> FormPage {
        let standing = try await standing(visit, kind)
        let isPrice = kind == .price
        let plain = isPrice ? String(Money(pence: standing.amount).exactText.dropFirst()) : "\(standing.amount)"
        return FormPage(
            isPrice ? "Correct a price" : "Correct the federation's share",
            back: BackLink(standing.title, ContractsAddresses.contract.path(standing.scheme.contract)),
            lead: [
                "\(kind.text(standing.amount)) stands for \(standing.title) from \(standing.from.longText). What was wrong is kept, with your reason. A closed month keeps what it was closed with."
            ],
            FormView(
                isPrice ? "Correct the price" : "Correct the share", action: TermCorrectionRoutes.path(kind, standing.scheme.id, standing.from),
                form: form,
                [
                    .date("from", "First day", hint: "For example, 1 4 2027", value: standing.from),
                    isPrice
                        ? .text("amount", "Price of an hour", value: plain, width: .narrow, keyboard: .decimal, prefix: "£")
                        : .text("amount", "Share", hint: "0 to 100", value: plain, width: .tiny, keyboard: .numeric, suffix: "%"),
                    .text("source", "Where it is written down", value: standing.source),
                    .text("reason", "Why it is corrected", hint: "For example: typed £1,200 instead of £120"),
                    .revision(Revision(standing.amount)),
                ] + (isPrice ? [ContractRoutes.example(standing.isExample)] : [])))
    }

    private func correct(_ visit: Visit, _ kind: TermKind) async throws -> Answer {
        try await database.act(visit) {
            try await page(visit, kind, $0)
        } read: { form in
            let standing = try await standing(visit, kind)
            let from = form.date("from", orSay: "Enter the first day")
            let amount =
                kind == .price
                ? form.money("amount", orSay: "Enter the price of an hour")?.pence
                : form.integer("amount", in: 0...100, orSay: "Enter the share as a percentage")
            let source = form.text("source", orSay: "Say where it is written down")
            let reason = form.text("reason", orSay: "Say why it is corrected")
            guard let from, let amount, let source, let reason else { return nil }
            let (scheme, seen, isExample) = (standing.scheme, form.revision, form.fields["example"] == "yes")
            return { transaction in
                switch kind {
                case .price:
                    let price = SchemePrice(scheme: scheme.id, from: from, hour: Money(pence: amount), isExample: isExample, source: source)
                    try SchemeStore.correct(priceFrom: standing.from, seen: seen, to: price, reason: reason, in: transaction)
                case .unusedShare:
                    let share = UnusedShare(scheme: scheme.id, from: from, federationPercent: amount, source: source)
                    try SchemeStore.correct(shareFrom: standing.from, seen: seen, to: share, reason: reason, in: transaction)
                }
                return Done(ContractsAddresses.contract.path(scheme.contract), ContractsNotice.termCorrected)
            }
        }
    }
}
