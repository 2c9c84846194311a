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
        /// The day in the address.
        let asked: LocalDate
        let from: LocalDate
        let amount: Int
        let source: String
        let isExample: Bool
        let revision: Revision
    }

    /// What stands from the address's day, or what stood from it before somebody moved it: what was typed for that is not lost.
    private func standing(_ visit: Visit, _ kind: TermKind) async throws -> Standing {
        let id: SchemeID = try visit.id("scheme")
        guard let asked = try? LocalDate(parsing: visit.gaps["from"] ?? "") else { throw Refusal.notFound }
        return try await database.read { connection in
            guard let scheme = try SchemeStore.scheme(id, in: connection) else { throw Refusal.notFound }
            let title = try UndertakingStore.undertaking(id, in: connection)?.title ?? "Scheme"
            func found<Term>(_ terms: [Term], from day: (Term) -> LocalDate) throws -> Term {
                if let term = terms.first(where: { day($0) == asked }) { return term }
                let moved = try SchemeStore.moved(from: asked, of: id, kind, in: connection)
                guard let term = terms.first(where: { day($0) == moved }) else { throw Refusal.notFound }
                return term
            }
            switch kind {
            case .price:
                let price = try found(try SchemeStore.prices(of: id, in: connection), from: \.from)
                return Standing(
                    scheme: scheme, title: title, asked: asked, from: price.from, amount: price.hourPence, source: price.source,
                    isExample: price.isExample, revision: price.revision)
            case .unusedShare:
                let share = try found(try SchemeStore.unusedShares(of: id, in: connection), from: \.from)
                return Standing(
                    scheme: scheme, title: title, asked: asked, from: share.from, amount: share.federationPercent, source: share.source,
                    isExample: false, revision: share.revision)
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
                    .revision(standing.revision),
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
            let (scheme, asked, seen, isExample) = (standing.scheme, standing.asked, form.revision, form.fields["example"] == "yes")
            return { transaction in
                switch kind {
                case .price:
                    let price = SchemePrice(scheme: scheme.id, from: from, hour: Money(pence: amount), isExample: isExample, source: source)
                    try SchemeStore.correct(priceFrom: asked, seen: seen, to: price, reason: reason, in: transaction)
                case .unusedShare:
                    let share = UnusedShare(scheme: scheme.id, from: from, federationPercent: amount, source: source)
                    try SchemeStore.correct(shareFrom: asked, seen: seen, to: share, reason: reason, in: transaction)
                }
                return Done(ContractsAddresses.contract.path(scheme.contract), ContractsNotice.termCorrected)
            }
        }
    }
}
