// Records a population by hand.

import Kernel
import Store
import Web

struct PopulationRoutes: Sendable {
    let database: any Database
    private var editing: DirectoryEditing { DirectoryEditing(database: database) }

    init(database: any Database) { self.database = database }

    func add(to routes: inout RouteTable) {
        routes.get(DirectoryAddresses.newPopulation, DirectoryPermissions.edit) { visit in
            .page(page(try await practice(visit), FormReader()))
        }
        routes.post(DirectoryAddresses.newPopulation, DirectoryPermissions.edit) { try await record($0) }
    }

    private func practice(_ visit: Visit) async throws -> Organisation {
        let organisation = try await editing.organisation(visit)
        guard organisation.kind == .practice else { throw Refusal.notFound }
        return organisation
    }

    private func record(_ visit: Visit) async throws -> Answer {
        let practice = try await practice(visit)
        var form = FormReader(visit.form)
        let kind = form.choice("kind", as: PopulationKind.self, orSay: "Choose which population it is")
        let count = form.text("count", orSay: "Enter the number of patients", longest: 12)
        let hundredths = count.flatMap(PopulationRules.hundredths(parsing:))
        if count != nil, hundredths == nil { form.refuse("count", "Enter a number of patients, for example 8838 or 8838.75") }
        let date = form.date("snapshot", orSay: "Enter the day that the figure is for, for example 1 1 2026")
        if let date, date > visit.today { form.refuse("snapshot", "Enter a day that is not in the future", anchor: "snapshot-day") }
        let reason = form.reason()
        guard let kind, let hundredths, let date, let reason, form.isSound else { return .page(page(practice, form), status: 422) }
        let saved = try await editing.save(visit, practice, notice: "population-recorded", form: &form, beside: "count") {
            guard try PopulationStore.record(hundredths, of: practice.id, kind: kind, snapshotDate: date, reason: reason, in: $0) else {
                throw DirectoryProblem.nothingToChange
            }
        }
        return saved ?? .page(page(practice, form), status: 422)
    }

    private func page(_ practice: Organisation, _ form: FormReader) -> DirectoryFormPage {
        DirectoryFormPage(
            title: "Record a population of \(practice.name)", back: editing.back(to: practice),
            intro: "A figure for a day that has one already restates it. The old one stays, so that what was computed from it can be shown again.",
            errors: form.summary, action: DirectoryAddresses.newPopulation.path(practice.id),
            choices: [
                form.choiceField(
                    "kind", "Population", choices: PopulationKind.allCases.map { ($0.rawValue, $0.title) }, chosen: PopulationKind.adjusted.rawValue)
            ],
            texts: [form.textField("count", "Patients", hint: "For example, 8838 or 8838.75", width: .narrow, keyboard: .decimal)],
            dates: [form.dateField("snapshot", "Snapshot date", hint: "The day that the figure is for, for example 1 1 2026")],
            reason: form.reasonField(), button: "Record population")
    }
}
