// Offering undertakings, publishing terms.

import Kernel
import Store
import Web

struct UndertakingRoutes: Sendable {
    let database: any Database
    let names: [any OpenName]
    private var kinds: [UndertakingKind] { UndertakingKind.offered(with: names) }

    func add(to routes: inout RouteTable) {
        routes.get(GovernanceAddresses.offer, GovernancePermissions.publish) { _ in .page(offerPage(FormReader())) }
        routes.post(GovernanceAddresses.offer, GovernancePermissions.publish, offer)
        routes.get(GovernanceAddresses.terms, GovernancePermissions.publish) { .page(try await termsPage($0, FormReader())) }
        routes.post(GovernanceAddresses.terms, GovernancePermissions.publish, publish)
    }

    private static let longest = 20_000

    private static func terms(_ form: inout FormReader) -> String? {
        form.text("terms", orSay: TermsRefusal.textMissing.sentence, longest: longest, lines: .several)
    }

    private static func termsField(_ value: String = "") -> FormField {
        .area("terms", "Terms", hint: "What practices are asked to agree to, in plain English", value: value, rows: 12, longest: longest)
    }

    // MARK: - Something new

    @Sendable private func offer(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            offerPage($0)
        } read: { form in
            let title = form.text("title", orSay: TermsRefusal.titleMissing.sentence, longest: 100)
            let purpose = form.optionalText("purpose")
            let kind = form.choice("kind", among: kinds.map(\.rawValue), orSay: "Choose what it is").map(UndertakingKind.init(rawValue:))
            let terms = UndertakingRoutes.terms(&form)
            guard let title, let kind, let terms else { return nil }
            let undertaking = Undertaking(id: SchemeID(at: visit.now), kind: kind, title: title, purpose: purpose)
            return { transaction in
                try UndertakingStore.add(undertaking, terms: terms, publishedOn: visit.today, in: transaction)
                return Done(GovernanceAddresses.scheme.path(undertaking.id), GovernanceNotice.termsPublished)
            }
        }
    }

    private func offerPage(_ form: FormReader) -> FormPage {
        FormPage(
            "Offer something new to practices", back: BackLink("Schemes", GovernanceAddresses.schemes.path()),
            FormView(
                "Offer to practices", action: GovernanceAddresses.offer.path(), form: form,
                [
                    .text("title", "Title", hint: "For example, Enhanced access 2026/27", width: .wide),
                    .text("purpose", "What it is for, in one sentence"),
                    .radios("kind", "What is it?", choices: kinds.map { ($0.rawValue, $0.title) }),
                    UndertakingRoutes.termsField(),
                ]))
    }

    // MARK: - The next version

    private static func revision(_ versions: [TermsVersion]) -> Revision { Revision(versions.map(\.version).max() ?? 0) }

    @Sendable private func publish(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            try await termsPage(visit, $0)
        } read: { form in
            let id: SchemeID = try visit.id("scheme")
            let terms = UndertakingRoutes.terms(&form)
            let (olderUntil, seen) = (form.optionalDate("older-until"), form.revision)
            guard let terms else { return nil }
            return { transaction in
                guard try UndertakingStore.undertaking(id, in: transaction) != nil else { throw Refusal.notFound }
                try seen.check(against: UndertakingRoutes.revision(UndertakingStore.terms(of: id, in: transaction)))
                try UndertakingStore.publish(terms, for: id, olderUntil: olderUntil, on: visit.today, in: transaction)
                return Done(GovernanceAddresses.scheme.path(id), GovernanceNotice.termsPublished)
            }
        }
    }

    private func termsPage(_ visit: Visit, _ form: FormReader) async throws -> FormPage {
        let id: SchemeID = try visit.id("scheme")
        let (undertaking, versions) = try await database.read { connection in
            guard let undertaking = try UndertakingStore.undertaking(id, in: connection) else { throw Refusal.notFound }
            return (undertaking, try UndertakingStore.terms(of: id, in: connection))
        }
        let current = UndertakingRules.current(versions, on: visit.today)
        let lapse = FormField.date(
            "older-until", "Last day of consents to older terms",
            hint: "Leave empty to let them stand until each practice agrees to the new terms or withdraws")
        return FormPage(
            current == nil ? "Terms for \(undertaking.title)" : "New terms for \(undertaking.title)",
            back: BackLink(undertaking.title, GovernanceAddresses.scheme.path(id)),
            callouts: form.refusal is ChangedMeanwhile
                ? current.map { [WarningCallout("Version \($0.version), published \($0.publishedOn.longText)", $0.paragraphs)] } ?? [] : [],
            FormView(
                "Publish terms", action: GovernanceAddresses.terms.path(id), form: form,
                [UndertakingRoutes.termsField(current?.text ?? "")] + (current == nil ? [] : [lapse])
                    + [.revision(UndertakingRoutes.revision(versions))]))
    }
}
