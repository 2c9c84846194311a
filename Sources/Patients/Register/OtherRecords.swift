// Records that may be one person's.

import Kernel
import Store
import Web

/// Records that may be the same person's as the one that is typed.
struct OtherRecords: Encodable, Sendable {
    let heading: String
    let rows: [PatientRow]
    /// That there are others, which are not shown.
    let elsewhere: String
    /// Of the question whether it is another person; "" where that is not asked.
    let mark: String

    static var sample: OtherRecords {
        OtherRecords(heading: "The same person?", rows: [.sample], elsewhere: "One is with another practice.", mark: "")
    }
}

/// Looks them up: those within reach by name, of the others no more than that they exist.
struct OtherRecordsReader: Sendable {
    let visit: Visit
    let ports: PatientsPorts

    /// Those that stood against what was typed: the record that has the number, those that had it, or those with the same name and date of birth.
    /// Whoever ticks that it is another person has seen all whom it may be.
    func found(_ form: FormReader, _ details: PatientDetails?, except id: PatientID? = nil, in database: any Database) async throws -> [OtherRecords]
    {
        let number = form.fields["nhs-number"]
        switch form.refusal as? PatientRefusal {
        case .numberTaken, .numberOfAnother:
            return try await read(database) { transaction in
                (try (try? NHSNumber(parsing: number)).flatMap { try PatientStore.holder(of: $0, in: transaction) }.map { [$0] } ?? [], "")
            }
        case .formerNumber, .alike:
            return try await read(database) { transaction in
                let question = try SamePersonQuestion(try? NHSNumber(parsing: number), details, except: id, in: transaction)
                return (question.all, question.mark)
            }
        default: return []
        }
    }

    private func read(_ database: any Database, _ others: @escaping @Sendable (Transaction) throws -> (ids: [PatientID], mark: String)) async throws
        -> [OtherRecords]
    {
        let (scope, role, today, ports) = (try visit.reach, try visit.person.role, visit.today, ports)
        return try await database.write(by: visit.actor, at: visit.now) { transaction in
            let (ids, mark) = try others(transaction)
            guard !ids.isEmpty else { return [] }
            let shown = try ids.compactMap { try PatientStore.patient($0, on: today, scope: scope, in: transaction) }
            try PatientStore.auditSearch(shown: shown, in: transaction)
            let rows = shown.map { found in
                let id = found.patient.id
                return PatientRow(found, address: ports.booking(id, role) ?? PatientsAddresses.patient.path(id), today: today)
            }
            let elsewhere =
                switch ids.count - shown.count {
                case 0: ""
                case 1: "One record is with another practice and is not shown here. The hub coordinator can look at both."
                case let hidden: "\(hidden) records are with other practices and are not shown here. The hub coordinator can look at them all."
                }
            return [OtherRecords(heading: "Is it the same person?", rows: rows, elsewhere: elsewhere, mark: mark)]
        }
    }
}
