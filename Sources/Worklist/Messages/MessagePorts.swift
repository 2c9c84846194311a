// What this room asks of those that know.

import Kernel
import Store
import Web

/// Whom and what messages are about. Rooms beside this one and above it know it; `App` ties them.
package struct MessagePorts: Sendable {
    /// Records by identifier, as a message tells of them, for each kind of record; those that are gone are left out.
    package typealias Subjects = @Sendable (_ ids: [String], _ connection: any Connection) throws -> [String: MessageSubject]

    package let subjects: [RecordKind: Subjects]
    /// Patients' names, for who may see a message about them.
    package let names: @Sendable (_ patients: [PatientID], _ connection: any Connection) throws -> [PatientID: String]
    package let banner: @Sendable (_ patient: PatientID, _ today: LocalDate, _ connection: any Connection) throws -> PatientBanner?

    package init(
        subjects: [RecordKind: Subjects], names: @escaping @Sendable ([PatientID], any Connection) throws -> [PatientID: String],
        banner: @escaping @Sendable (PatientID, LocalDate, any Connection) throws -> PatientBanner?
    ) {
        self.subjects = subjects
        self.names = names
        self.banner = banner
    }

    /// Knows nobody and nothing, for tests.
    package static let none = MessagePorts(subjects: [:], names: { _, _ in [:] }, banner: { _, _, _ in nil })
}

/// What a message is about: "Appointment", when, how and with whom.
package struct MessageSubject: Hashable, Sendable {
    package let kind: String
    package let title: String
    package let detail: String
    /// The record's page; "" where it has none.
    package let address: String

    package init(kind: String, title: String, detail: String = "", address: String = "") {
        self.kind = kind
        self.title = title
        self.detail = detail
        self.address = address
    }
}
