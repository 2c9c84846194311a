// Offering undertakings, publishing terms.

import Kernel
import Store
import Web

struct UndertakingRoutes: Sendable {
    let database: any Database

    func add(to routes: inout RouteTable) {
        routes.get(GovernanceAddresses.offer, GovernancePermissions.publish) { visit in .page(TermsFormPage.offer(FormReader(visit.form))) }
        routes.post(GovernanceAddresses.offer, GovernancePermissions.publish, offer)
        routes.get(GovernanceAddresses.terms, GovernancePermissions.publish) { try await form($0, FormReader(), status: 200) }
        routes.post(GovernanceAddresses.terms, GovernancePermissions.publish, publish)
    }

    @Sendable private func offer(_ visit: Visit) async throws -> Answer {
        var form = FormReader(visit.form)
        let title = form.text("title", orSay: TermsProblem.titleMissing.sentence, longest: 100)
        let purpose = form.optionalText("purpose")
        let kind = form.choice("kind", as: UndertakingKind.self, orSay: "Choose what it is")
        let terms = form.text("terms", orSay: TermsProblem.textMissing.sentence, longest: 20_000, lines: .several)
        guard let title, let kind, let terms, form.isSound else { return .page(TermsFormPage.offer(form), status: 422) }
        let undertaking = Undertaking(id: SchemeID(at: visit.now), kind: kind, title: title, purpose: purpose)
        do {
            let path = try await database.write(by: visit.actor, at: visit.now) { transaction in
                if let path = try transaction.settled(visit.once) { return path }
                try UndertakingStore.add(undertaking, terms: terms, publishedOn: visit.today, in: transaction)
                let path = GovernanceAddresses.scheme.path(undertaking.id)
                try transaction.settle(visit.once, as: path)
                return path
            }
            return .redirect(to: path, notice: "published")
        } catch let problem as TermsProblem {
            form.refuse("title", problem.sentence)
            return .page(TermsFormPage.offer(form), status: 422)
        }
    }

    private func form(_ visit: Visit, _ form: FormReader, status: Int) async throws -> Answer {
        let id: SchemeID = try visit.id("scheme")
        let today = visit.today
        let page = try await database.read { connection in
            guard let undertaking = try UndertakingStore.undertaking(id, in: connection) else { throw Refusal.notFound }
            let current = UndertakingRules.current(try UndertakingStore.terms(of: id, in: connection), on: today)
            return TermsFormPage.next(form, undertaking: undertaking, current: current)
        }
        return .page(page, status: status)
    }

    @Sendable private func publish(_ visit: Visit) async throws -> Answer {
        let id: SchemeID = try visit.id("scheme")
        var reader = FormReader(visit.form)
        let terms = reader.text("terms", orSay: TermsProblem.textMissing.sentence, longest: 20_000)
        let olderUntil = reader.optionalDate("older-until")
        guard let terms, reader.isSound else { return try await form(visit, reader, status: 422) }
        do {
            try await database.write(by: visit.actor, at: visit.now) { transaction in
                guard try transaction.settled(visit.once) == nil else { return }
                guard try UndertakingStore.undertaking(id, in: transaction) != nil else { throw Refusal.notFound }
                try UndertakingStore.publish(terms, for: id, olderUntil: olderUntil, on: visit.today, in: transaction)
                try transaction.settle(visit.once, as: GovernanceAddresses.scheme.path(id))
            }
            return .redirect(to: GovernanceAddresses.scheme.path(id), notice: "published")
        } catch let problem as TermsProblem {
            switch problem {
            case .lapseBeforeToday, .lapseOnFirstVersion: reader.refuse("older-until", problem.sentence, anchor: "older-until-day")
            default: reader.refuse("terms", problem.sentence)
            }
            return try await form(visit, reader, status: 422)
        }
    }
}
