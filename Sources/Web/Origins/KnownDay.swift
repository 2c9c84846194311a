// Figures as they were known on a day.

import Kernel

/// The day as of whose knowledge populations and mergers count, as a page's form asks for it; now where none was given.
package struct KnownDay: Sendable {
    /// Nil for now, and where what was typed is no date; the field then says so.
    package let day: LocalDate?
    package let field: TextField

    package init(_ query: Fields = Fields()) {
        let typed = query["known"]
        func field(_ value: String, error: String = "") -> TextField {
            TextField("known", "As known on (optional)", value: value, error: error, width: .narrow)
        }
        do {
            day = try typed.isEmpty ? nil : LocalDate(typed: typed)
            self.field = field(day?.longText ?? "")
        } catch {
            day = nil
            self.field = field(typed, error: (error as? ParseProblem)?.expected ?? "Enter a date, for example 1 10 2026")
        }
    }

    /// What a page says of the day; empty for now.
    package var notes: [String] { KnownDay.notes(day) }

    package static func notes(_ day: LocalDate?) -> [String] {
        day.map {
            ["Worked out with the populations and mergers that were known on \($0.longText). Leave “As known on” empty for those known now."]
        } ?? []
    }

    /// The last moment of `day` in London, or now where that is earlier or no day was given.
    package static func moment(_ day: LocalDate?, now: Instant) -> Instant {
        guard let day else { return now }
        let midnight = London.instant(LocalDateTime(date: day.adding(days: 1), time: LocalTime(clamping: 0)))
        return min(Instant(milliseconds: midnight.milliseconds - 1), now)
    }
}
