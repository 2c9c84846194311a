// What a record said before, in words.

import Directory
import Kernel
import Store
import Web

/// A record's changes with the names that they need.
struct PatientHistory: Sendable {
    /// Newest first.
    let changes: [PatientChange]
    let people: [PersonID: String]
    /// By stored identifier.
    let practices: [String: String]

    static let empty = PatientHistory(changes: [], people: [:], practices: [:])

    var revision: Int { changes.first?.number ?? 0 }

    static func read(_ patient: PatientID, on date: LocalDate, in connection: any Connection) throws -> PatientHistory {
        let changes = try PatientChangeStore.history(of: patient, in: connection)
        let people = try PersonStore.people(Array(Set(changes.compactMap(\.changedBy))), in: connection)
        let practices = Set(changes.flatMap(\.fields).filter { $0.field == .practice }.flatMap { [$0.before, $0.after] })
            .compactMap { try? OrganisationID(parsing: $0) }
        let organisations = try OrganisationStore.organisations(practices, on: date, in: connection)
        return PatientHistory(
            changes: changes, people: Dictionary(people.map { ($0.id, $0.fullName) }, uniquingKeysWith: { first, _ in first }),
            practices: Dictionary(organisations.map { ($0.id.stored, $0.name) }, uniquingKeysWith: { first, _ in first }))
    }

    /// "Telephone: 07700 900123 before, now 07700 900456."
    func sentences(_ change: PatientChange) -> [String] {
        change.fields.map { field in
            let (before, after) = (text(field.field, field.before), text(field.field, field.after))
            if field.field != .practice {
                if field.before.isEmpty { return "\(field.field.label): \(after)." }
                if field.after.isEmpty { return "\(field.field.label): \(before) taken off." }
            }
            return "\(field.field.label): \(after), before that \(before)."
        }
    }

    func name(_ change: PatientChange) -> String { change.changedBy.flatMap { people[$0] } ?? "Commonweal" }

    /// What somebody who opened the record at `revision` has not seen: one line a change.
    func lines(since revision: Int) -> [String] {
        changes.filter { $0.number > revision }.map { change in
            "\(name(change)), \(change.changedAt.londonText): \(change.kind.title.lowercased()). \(sentences(change).joined(separator: " "))"
        }
    }

    var table: TableView {
        TableView(
            caption: "What was changed on this record", columns: ["When and by whom", "What"].map { TableView.Column($0) },
            rows: changes.map { change in
                TableView.Row([
                    .heading(change.changedAt.londonText, detail: name(change)),
                    TableView.Cell(
                        "\(change.kind.title). \(sentences(change).joined(separator: " "))",
                        detail: change.reason.isEmpty ? "" : "Why: \(change.reason)"),
                ])
            }, empty: "Nothing has been changed since the patient was registered. Each correction appears here, with what was there before.")
    }

    private func text(_ field: PatientField, _ stored: String) -> String {
        switch field {
        case .bornOn, .diedOn, .practiceFrom: (try? LocalDate(parsing: stored))?.longText ?? stored
        case .nhsNumber: (try? NHSNumber(parsing: stored))?.spaced ?? stored
        case .telephone: (try? TelephoneNumber(parsing: stored))?.spaced ?? stored
        case .gender: Gender(rawValue: stored)?.title ?? stored
        case .practice: practices[stored] ?? (stored.isEmpty ? "no practice of the federation" : "a practice")
        default: stored
        }
    }
}
