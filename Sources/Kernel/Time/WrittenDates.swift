// Days and times as people write them.

extension LocalDate {
    /// "21 November 2026"
    package var longText: String {
        let (year, month, day) = parts
        return "\(day) \(Month.names[month - 1]) \(year)"
    }

    /// "21 Nov 2026", for tables.
    package var shortText: String {
        let (year, month, day) = parts
        return "\(day) \(Month.names[month - 1].prefix(3)) \(year)"
    }

    /// "Saturday 21 November"
    package var dayText: String {
        let (_, month, day) = parts
        return "\(weekday.title) \(day) \(Month.names[month - 1])"
    }

    /// Reads a date as people type it: "4 5 1961", "04/05/1961", "4.5.1961", "04051961", "4 May 1961", "4th May 1961", "1961-05-04". The day comes
    /// first. Throws a `ParseProblem` that says what is missing or impossible.
    package init(typed text: String) throws {
        func problem(_ expected: String) -> ParseProblem { ParseProblem(input: text, expected: expected) }
        let example = problem("Enter a date, for example 4 5 1961 or 4 May 1961.")
        var words = text.lowercased().split { $0.isWhitespace || "/.,-–".contains($0) }.map(String.init)
        if words.count == 1, words[0].isDigits, words[0].utf8.count == 8 {
            let digits = words[0]
            words = [String(digits.prefix(2)), String(digits.dropFirst(2).prefix(2)), String(digits.suffix(4))]
        }
        guard words.count == 3 else { throw example }
        if words[0].utf8.count == 4, words[0].isDigits { words.reverse() }
        for ending in ["st", "nd", "rd", "th"] where words[0].hasSuffix(ending) { words[0].removeLast(2) }
        guard words[0].isDigits, words[2].isDigits, let day = Int(words[0]), let year = Int(words[2]) else { throw example }
        guard words[2].utf8.count == 4 else { throw problem("Enter the year with four digits, for example 1961.") }
        let month: Int
        if words[1].isDigits, let number = Int(words[1]) {
            month = number
        } else if words[1].count >= 3, let index = Month.names.firstIndex(where: { $0.lowercased().hasPrefix(words[1]) }) {
            month = index + 1
        } else if words[1] == "sept" {
            month = 9
        } else {
            throw problem("Enter a month from 1 to 12 or its name, for example 4 May 1961.")
        }
        guard (1...12).contains(month) else { throw problem("Enter a month from 1 to 12. The day comes first, for example 4 5 1961.") }
        guard (1800...2200).contains(year) else { throw problem("Check the year: enter one such as 1961.") }
        guard let date = LocalDate(year: year, month: month, day: day) else {
            let name = Month.names[month - 1]
            throw problem("\(name) \(year) has \(LocalDate.days(inMonth: month, of: year)) days. Check the day.")
        }
        self = date
    }

    /// Whole years from this day to `date`, as ages are counted; someone born on 29 February is a year older on 1 March where there is no 29th.
    package func years(until date: LocalDate) -> Int {
        let (start, end) = (parts, date.parts)
        return end.year - start.year - ((end.month, end.day) < (start.month, start.day) ? 1 : 0)
    }
}

extension LocalTime {
    /// "6:30pm", "9am", "midday", "midnight"
    package var text: String {
        if minutes == 0 { return "midnight" }
        if minutes == 720 { return "midday" }
        let hourText = hour % 12 == 0 ? "12" : "\(hour % 12)"
        return "\(hourText)\(minute == 0 ? "" : ":\(minute.padded(2))")\(hour < 12 ? "am" : "pm")"
    }

    /// Reads a time as people type it: "18:30", "1830", "18.30", "6:30pm", "6.30 pm", "6pm", "midday", "noon", "midnight". Throws a `ParseProblem`.
    package init(typed text: String) throws {
        let problem = ParseProblem(input: text, expected: "Enter a time, for example 6:30pm or 18:30.")
        var rest = text.lowercased().filter { !$0.isWhitespace }
        if rest == "midday" || rest == "noon" { self = LocalTime(clamping: 720); return }
        if rest == "midnight" { self = .midnight; return }
        var half: Int?
        for (suffix, hours) in [("am", 0), ("a.m.", 0), ("pm", 12), ("p.m.", 12)] where rest.hasSuffix(suffix) {
            half = hours
            rest.removeLast(suffix.count)
            break
        }
        var parts = rest.split(omittingEmptySubsequences: false) { $0 == ":" || $0 == "." }.map(String.init)
        if parts.count == 1, rest.isDigits, rest.utf8.count == 3 || rest.utf8.count == 4 {
            parts = [String(rest.dropLast(2)), String(rest.suffix(2))]
        }
        guard parts.allSatisfy(\.isDigits), (1...2).contains(parts[0].utf8.count), let hour = Int(parts[0]) else { throw problem }
        switch (parts.count, half) {
        case (1, let half?), (2, let half?):
            let minute = parts.count == 2 ? parts[1] : "00"
            guard minute.utf8.count == 2, (1...12).contains(hour), let time = LocalTime(hour: hour % 12 + half, minute: Int(minute) ?? 60) else {
                throw problem
            }
            self = time
        case (2, nil):
            guard parts[1].utf8.count == 2, let time = LocalTime(hour: hour, minute: Int(parts[1]) ?? 60) else { throw problem }
            self = time
        case (1, nil):
            throw ParseProblem(input: text, expected: "Say whether it is morning or evening, for example 6am or 6pm.")
        default:
            throw problem
        }
    }
}

extension LocalDateTime {
    /// "21 November 2026 at 6:40pm"
    package var text: String { "\(date.longText) at \(time.text)" }
}

extension Instant {
    /// What the clock in London shows: "21 November 2026 at 6:40pm".
    package var londonText: String { "\(London.local(self).date.longText) at \(londonTimeText)" }

    /// The time of day that the clock in London shows: "6:40pm". In the hour that comes twice in October it says which of the two: "1:30am (first)"
    /// before the clocks go back, "1:30am (second)" after.
    package var londonTimeText: String {
        let local = London.local(self)
        guard case .twice(_, let second) = London.reading(local) else { return local.time.text }
        return "\(local.time.text) (\(self < second ? "first" : "second"))"
    }
}
