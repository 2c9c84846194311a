// The page that corrects a price or a share.

import Governance
import Kernel
import Store
import Web

/// Corrects a price or a share from the day on which it begins.
struct TermCorrectionPage: Page {
    static let template = "term-correction"

    let title: String
    let lead: String
    let back: BackLink
    let errors: ErrorSummary
    let action: String
    /// The amount that this page shows, so that nobody overwrites another's correction.
    let seen: String
    let from: DateField
    let amount: TextField
    let texts: [TextField]
    let example: [ChoiceField]
    var hasProblems: Bool { !errors.isEmpty }
    var isWide: Bool { false }

    static var sample: TermCorrectionPage {
        TermCorrectionPage(
            title: "Correct a price", lead: "It was £1,200.00.", back: BackLink("Contract", "/contracts"), errors: .none, action: "/contracts",
            seen: "120000", from: DateField("from", "First day"), amount: TextField("amount", "Price"), texts: [TextField("reason", "Reason")],
            example: [ChoiceField("example", "Example", options: [("yes", "An example", "")])])
    }
}

struct TermCorrectionRoutes: Sendable {
    let database: any Database

    func add(to routes: inout RouteTable) {
        routes.get(ContractsAddresses.priceCorrection, ContractsPermissions.price) { try await show($0, .price, FormReader(), status: 200) }
        routes.post(ContractsAddresses.priceCorrection, ContractsPermissions.price) { try await correct($0, .price) }
        routes.get(ContractsAddresses.shareCorrection, ContractsPermissions.price) { try await show($0, .unusedShare, FormReader(), status: 200) }
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

    private func show(_ visit: Visit, _ kind: TermKind, _ form: FormReader, status: Int) async throws -> Answer {
        let standing = try await standing(visit, kind)
        let isPrice = kind == .price
        let plain = isPrice ? String(Money(pence: standing.amount).exactText.dropFirst()) : "\(standing.amount)"
        let isExample = form.fields.has("amount") ? form.fields["example"] == "yes" : standing.isExample
        return .page(
            TermCorrectionPage(
                title: isPrice ? "Correct a price" : "Correct the federation's share",
                lead:
                    "\(kind.text(standing.amount)) stands for \(standing.title) from \(standing.from.longText). What was wrong is kept, with your reason. A closed month keeps what it was closed with.",
                back: BackLink(standing.title, ContractsAddresses.contract.path(standing.scheme.contract)), errors: form.summary,
                action: TermCorrectionRoutes.path(kind, standing.scheme.id, standing.from), seen: "\(standing.amount)",
                from: form.dateField("from", "First day", hint: "For example, 1 4 2027", value: standing.from),
                amount: isPrice
                    ? form.textField("amount", "Price of an hour", value: plain, width: .narrow, keyboard: .decimal, prefix: "£")
                    : form.textField("amount", "Share", hint: "0 to 100", value: plain, width: .tiny, keyboard: .numeric, suffix: "%"),
                texts: [
                    form.textField("source", "Where it is written down", value: standing.source),
                    form.textField("reason", "Why it is corrected", hint: "For example: typed £1,200 instead of £120"),
                ],
                example: isPrice
                    ? [
                        ChoiceField(
                            "example", "Is it real?", options: [("yes", "This is an example, not an agreed price", "")],
                            chosen: isExample ? ["yes"] : [])
                    ] : []), status: status)
    }

    private func correct(_ visit: Visit, _ kind: TermKind) async throws -> Answer {
        let standing = try await standing(visit, kind)
        var form = FormReader(visit.form)
        let from = form.date("from", orSay: "Enter the first day")
        let amount =
            kind == .price
            ? form.money("amount", orSay: "Enter the price of an hour")?.pence
            : form.integer("amount", in: 0...100, orSay: "Enter the share as a percentage")
        let source = form.text("source", orSay: "Say where it is written down")
        let reason = form.text("reason", orSay: "Say why it is corrected")
        guard let from, let amount, let source, let reason, form.isSound, let seen = Int(form.fields["seen"]) else {
            return try await show(visit, kind, form, status: 422)
        }
        let isExample = form.fields["example"] == "yes"
        do {
            let path = try await database.writeOnce(visit) { transaction in
                switch kind {
                case .price:
                    try SchemeStore.correct(
                        priceFrom: standing.from, seen: seen,
                        to: SchemePrice(
                            scheme: standing.scheme.id, from: from, hour: Money(pence: amount), isExample: isExample, source: source),
                        reason: reason, in: transaction)
                case .unusedShare:
                    try SchemeStore.correct(
                        shareFrom: standing.from, seen: seen,
                        to: UnusedShare(scheme: standing.scheme.id, from: from, federationPercent: amount, source: source), reason: reason,
                        in: transaction)
                }
                return ContractsAddresses.contract.path(standing.scheme.contract)
            }
            return .redirect(to: path, notice: "term-corrected")
        } catch let problem as TermRefusal {
            guard problem != .changedMeanwhile else { throw Refusal.conflict(problem.sentence) }
            form.refuse(problem == .nothingChanged ? "amount" : "from", problem.sentence, anchor: problem == .nothingChanged ? "amount" : "from-day")
        } catch let problem as ContractRefusal {
            form.refuse(problem == .negativePrice ? "amount" : "from", problem.sentence, anchor: problem == .negativePrice ? "amount" : "from-day")
        }
        return try await show(visit, kind, form, status: 422)
    }
}
