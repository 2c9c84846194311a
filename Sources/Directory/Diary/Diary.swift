// One diary for people and rooms.

import Kernel

/// A person or a room: kept for one thing at a time, whichever room of the product keeps them.
package struct DiaryResource: Hashable, Sendable {
    package enum Kind: String, Codable, Hashable, Sendable { case person, room }

    package let kind: Kind
    package let identifier: String

    package static func person(_ id: PersonID) -> DiaryResource { DiaryResource(kind: .person, identifier: id.stored) }
    package static func room(_ id: ID<Room>) -> DiaryResource { DiaryResource(kind: .room, identifier: id.stored) }
}

/// Why people and rooms are kept, and when: a clinic, a shift, leave, a meeting.
package struct DiaryEntry: Hashable, Sendable {
    /// The record that keeps them.
    package let record: RecordLink
    /// What it is, with its article: "a clinic".
    package let title: String
    package let startsAt: Instant
    package let endsAt: Instant

    package init(_ record: RecordLink, title: String, startsAt: Instant, endsAt: Instant) {
        self.record = record
        self.title = title
        self.startsAt = startsAt
        self.endsAt = endsAt
    }

    /// The stretches of five minutes that it fills, counted from 1970: two entries of one person or room never share one.
    package var fiveMinutes: Range<Int64> {
        let first = startsAt.milliseconds.dividedDown(by: 300_000)
        return first..<max(first, (endsAt.milliseconds + 299_999).dividedDown(by: 300_000))
    }
}

/// Somebody, or a room, would be in two places at once.
package struct DiaryClash: Hashable, Sendable {
    package let kind: DiaryResource.Kind
    /// Of the person or the room.
    package let name: String
    /// What keeps them: "a clinic".
    package let title: String
    package let starts: LocalDateTime
    package let ends: LocalDateTime

    package init(kind: DiaryResource.Kind, name: String, title: String, starts: LocalDateTime, ends: LocalDateTime) {
        self.kind = kind
        self.name = name
        self.title = title
        self.starts = starts
        self.ends = ends
    }

    package var sentence: String {
        let until = ends.date == starts.date ? ends.time.text : "\(ends.time.text) on \(ends.date.dayText)"
        let keeps = kind == .person ? "has" : "is in use for"
        return "\(name) \(keeps) \(title) on \(starts.date.dayText) from \(starts.time.text) to \(until)."
    }
}
