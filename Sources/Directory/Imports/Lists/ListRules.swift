// Compares populations with those held.

import Kernel

/// What the directory holds for a practice, kind and day.
struct FigureKey: Codable, Hashable, Sendable {
    let practice: OrganisationID
    let kind: PopulationKind
    let snapshotDate: LocalDate
}

enum ListRules {
    /// - Parameter standing: the figures known today for the practices and days of the file.
    static func compare(
        _ file: ListFile, kind: ImportKind, known: OdsKnowledge, standing: [FigureKey: Int], fileName: String, effectiveOn: LocalDate
    ) -> ImportPlan {
        var plan = ImportPlan(kind: kind, fileName: fileName, effectiveOn: effectiveOn, rows: file.rows, findings: file.findings)
        plan.practices = Set(file.figures.map(\.practice)).count
        plan.activePractices = Set(file.figures.map(\.practice).filter { known.practices[$0]?.status == .active }).count
        plan.patients = (file.figures.filter { $0.kind == .registered }.reduce(0) { $0 + $1.hundredths } + 50) / 100
        for figure in file.figures {
            guard let practice = known.practices[figure.practice], practice.kind == .practice else {
                plan.findings.append(
                    ImportFinding(
                        .rejected, line: figure.line, column: figure.column,
                        "Practice \(figure.practice) is not in the directory. Import the NHS practice file first, or check the code."))
                continue
            }
            let key = FigureKey(practice: practice.id, kind: figure.kind, snapshotDate: figure.snapshot)
            let before = standing[key]
            guard before != figure.hundredths else { continue }
            plan.writes.append(.figure(practice.id, figure.kind, snapshot: figure.snapshot, hundredths: figure.hundredths))
            let was = before.map { ", restated from \(PopulationRules.text(hundredths: $0))" } ?? ""
            plan.change(
                .figure, figure.practice.stored,
                "\(practice.name) (\(figure.practice)): \(figure.kind.title.lowercased()) on \(figure.snapshot.longText) \(PopulationRules.text(hundredths: figure.hundredths))\(was)."
            )
        }
        return plan
    }
}
