// Whether a record is a second one.

import Kernel
import Store

/// Whose records may be the same person's as the one that is typed, whoever may see them: what somebody answers with "This is another person".
struct SamePersonQuestion: Sendable {
    private let number: NHSNumber?
    /// Those that have the number or had it before it was corrected.
    let holders: [PatientID]
    /// Those with the same name and date of birth.
    let alike: [PatientID]

    /// - Parameter number: nil where none is typed.
    init(_ number: NHSNumber?, _ details: PatientDetails?, except id: PatientID? = nil, in connection: any Connection) throws {
        self.number = number
        holders = try number.map { try PatientStore.holders(of: $0, in: connection) } ?? []
        alike = try details.map { try PatientStore.alike($0, except: id, in: connection) } ?? []
    }

    var all: [PatientID] { holders + alike.filter { !holders.contains($0) } }

    /// Stands for the question in a form, so that another number or other people are asked about again.
    var mark: String { Fingerprint(of: ([number?.stored ?? ""] + all.map(\.stored)).joined(separator: " ")).mark }

    /// Throws `.formerNumber` or `.alike` where it may be the same person and `answer` is not that of this question.
    func check(_ answer: String) throws(PatientRefusal) {
        guard answer != mark else { return }
        guard holders.isEmpty else { throw .formerNumber(holders.count) }
        guard alike.isEmpty else { throw .alike(alike.count) }
    }
}
