// Compares populations with those held.

import Kernel

/// What the directory holds for a practice, kind and day.
struct FigureKey: Codable, Hashable, Sendable {
    let practice: OrganisationID
    let kind: PopulationKind
    let snapshotDate: LocalDate
}

/// Whose figures follow one another in time.
struct FigureOwner: Hashable, Sendable {
    let practice: OrganisationID
    let kind: PopulationKind
}

/// The last figure that the directory holds.
struct LatestFigure: Hashable, Sendable {
    let snapshotDate: LocalDate
    let hundredths: Int
}

enum ListRules {
    /// - Parameters:
    ///   - standing: the figures known today for the practices and days of the file.
    ///   - latest: the last figure before or on the file's last day.
    static func compare(
        _ file: ListFile, kind: ImportKind, known: OdsKnowledge, standing: [FigureKey: Int], latest: [FigureOwner: LatestFigure], fileName: String,
        effectiveOn: LocalDate
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
            if let last = latest[FigureOwner(practice: practice.id, kind: figure.kind)], last.snapshotDate <= figure.snapshot,
                jumps(from: last.hundredths, to: figure.hundredths)
            {
                plan.findings.append(
                    ImportFinding(
                        .question, line: figure.line, column: figure.column,
                        "\(practice.name) (\(figure.practice)): \(figure.kind.title.lowercased()) \(PopulationRules.text(hundredths: figure.hundredths)) on \(figure.snapshot.longText), but \(PopulationRules.text(hundredths: last.hundredths)) on \(last.snapshotDate.longText). Check that this is right."
                    ))
            }
            plan.writes.append(.figure(practice.id, figure.kind, snapshot: figure.snapshot, hundredths: figure.hundredths))
            let was = before.map { ", restated from \(PopulationRules.text(hundredths: $0))" } ?? ""
            plan.change(
                .figure, figure.practice.stored,
                "\(practice.name) (\(figure.practice)): \(figure.kind.title.lowercased()) on \(figure.snapshot.longText) \(PopulationRules.text(hundredths: figure.hundredths))\(was)."
            )
        }
        return plan
    }

    /// Whether a list rose or fell by a fifth or more: of the 6,498 practices with a list in January 2021 and in May 2022, 216 did.
    static func jumps(from last: Int, to figure: Int) -> Bool { abs(figure - last) * 5 >= last && figure != last }
}
