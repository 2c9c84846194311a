// A line of the audit trail to read.

import Foundation
import Kernel
import Store

/// Who did what, when, with the name of whoever has an account. Never a patient's details: the trail has none.
struct TrailEntry: Decodable, Hashable, Sendable {
    let id: ID<AuditEntry>
    let at: Instant
    let name: String?
    let role: Role?
    let process: String?
    let action: String
    let subjectKind: String
    let subjectId: String
    let reason: String?
    let details: String

    /// "role: receptionist; until: 2027-03-31", from the entry's JSON.
    var detailWords: String {
        let pairs = (try? JSONDecoder().decode([String: String].self, from: Data(details.utf8))) ?? [:]
        return pairs.sorted { $0.key < $1.key }.filter { !$0.value.isEmpty }.map { "\(TrailEntry.words($0.key)): \($0.value)" }.joined(
            separator: "; ")
    }

    /// "remote address" from "remoteAddress".
    static func words(_ name: String) -> String {
        name.reduce(into: "") { text, letter in text += letter.isUppercase ? " " + letter.lowercased() : String(letter) }
    }
}

/// Which entries are asked for.
struct TrailFilter: Hashable, Sendable {
    let person: PersonID?
    /// A kind of subject, "appointment", or records' identifiers with commas between: a patient's finds every look at that patient too; empty for all.
    let subject: String
    let day: LocalDate?

    /// The records that are asked for; none where a kind is.
    var records: [ID<AuditEntry>] {
        let ids = subject.split(separator: ",").map { try? ID<AuditEntry>(parsing: String($0)) }
        return ids.contains(nil) ? [] : ids.compactMap(\.self)
    }

    /// Identifiers begin with their time, so a day in London is a range of the primary key.
    var bounds: (from: String, before: String)? {
        guard let day else { return nil }
        func bound(_ date: LocalDate) -> String {
            let midnight = London.instant(LocalDateTime(date: date, time: .midnight)).milliseconds
            let digits = String(midnight, radix: 16)
            let padded = String(repeating: "0", count: max(0, 12 - digits.count)) + digits
            return "\(padded.prefix(8))-\(padded.suffix(4))-0000-0000-000000000000"
        }
        return (bound(day), bound(day.adding(days: 1)))
    }
}
