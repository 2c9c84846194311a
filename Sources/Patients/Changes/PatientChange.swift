// A change of a patient's record.

import Kernel
import Store

/// What a field said before and after, in its stored form; "" for nothing recorded.
package struct FieldChange: Codable, Hashable, Sendable {
    package let field: PatientField
    package let before: String
    package let after: String

    package init(_ field: PatientField, from before: String, to after: String) {
        self.field = field
        self.before = before
        self.after = after
    }
}

/// One change of one record. Changes of a record are numbered from 1 and are never taken away.
package struct PatientChange: Hashable, Sendable {
    package enum Kind: String, Codable, Hashable, Sendable, SQLBindable {
        case details
        case nhsNumber = "nhs-number"
        case practice, death
        case deathTakenBack = "death-taken-back"

        package var title: String {
            switch self {
            case .details: "Details corrected"
            case .nhsNumber: "NHS number corrected"
            case .practice: "Registered practice changed"
            case .death: "Death recorded"
            case .deathTakenBack: "Record of a death taken back"
            }
        }
    }

    package let number: Int
    package let kind: Kind
    /// What the person gave as the reason or the source; "" for nothing.
    package let reason: String
    package let changedAt: Instant
    package let changedBy: PersonID?
    package let fields: [FieldChange]

    package init(number: Int, kind: Kind, reason: String, changedAt: Instant, changedBy: PersonID?, fields: [FieldChange]) {
        self.number = number
        self.kind = kind
        self.reason = reason
        self.changedAt = changedAt
        self.changedBy = changedBy
        self.fields = fields
    }
}

/// Where somebody looked up an NHS number before it was put on a record.
package enum NumberSource: String, Codable, CaseIterable, Hashable, Sendable {
    case tracing
    case practiceSystem = "practice-system"
    case letter

    package var title: String {
        switch self {
        case .tracing: "Traced on the Personal Demographics Service"
        case .practiceSystem: "Read in the registered practice’s own system"
        case .letter: "Read on a letter from the NHS or in the NHS App"
        }
    }
}
