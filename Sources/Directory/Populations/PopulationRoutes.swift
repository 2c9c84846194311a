// Records a population by hand.

import Kernel
import Store
import Web

struct PopulationRoutes: Sendable {
    let database: any Database
    let names: [any OpenName]
    private var kinds: [PopulationKind] { PopulationKind.offered(with: names) }

    func add(to routes: inout RouteTable) {
        routes.get(DirectoryAddresses.newPopulation, DirectoryPermissions.edit) { .page(try await page($0, FormReader())) }
        routes.post(DirectoryAddresses.newPopulation, DirectoryPermissions.edit, record)
    }

    private func practice(_ visit: Visit) async throws -> Organisation {
        let organisation = try await database.organisation(visit)
        guard organisation.kind == .practice else { throw Refusal.notFound }
        return organisation
    }

    @Sendable private func record(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            try await page(visit, $0)
        } read: { form in
            let practice = try await practice(visit)
            let kind = form.choice("kind", among: kinds.map(\.rawValue), orSay: "Choose which population it is")
                .map(PopulationKind.init(rawValue:))
            let count = form.text("count", orSay: "Enter the number of patients", longest: 12)
            let hundredths = count.flatMap(PopulationRules.hundredths(parsing:))
            if count != nil, hundredths == nil { form.refuse("count", "Enter a number of patients, for example 8838 or 8838.75") }
            let date = form.date("snapshot", orSay: "Enter the day that the figure is for, for example 1 1 2026")
            if let date, date > visit.today { form.refuse("snapshot", "Enter a day that is not in the future") }
            let reason = form.reason()
            guard let kind, let hundredths, let date, let reason else { return nil }
            return { transaction in
                guard
                    try PopulationStore.record(hundredths, of: practice.id, kind: kind, snapshotDate: date, reason: reason, in: transaction)
                else { throw DirectoryRefusal.nothingToChange }
                return practice.done(.populationRecorded)
            }
        }
    }

    private func page(_ visit: Visit, _ form: FormReader) async throws -> FormPage {
        let practice = try await practice(visit)
        return FormPage(
            "Record a population of \(practice.name)", back: practice.back,
            lead: ["A figure for a day that has one already restates it. The old one stays, so that what was computed from it can be shown again."],
            FormView(
                "Record population", action: DirectoryAddresses.newPopulation.path(practice.id), form: form,
                [
                    .select(
                        "kind", "Population", choices: kinds.map { ($0.rawValue, $0.title) },
                        chosen: PopulationKind.adjusted.rawValue),
                    .text("count", "Patients", hint: "For example, 8838 or 8838.75", width: .narrow, keyboard: .decimal),
                    .date("snapshot", "Snapshot date", hint: "The day that the figure is for, for example 1 1 2026"), .reason,
                ]))
    }
}
