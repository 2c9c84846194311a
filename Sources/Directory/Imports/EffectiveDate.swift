// Which day a file describes.

import Kernel

/// Dates in the names of published files.
package enum EffectiveDate {
    /// The day a file's name states: "epraccur_2022-06-30.csv", "list_20220630", a month "2022-06" as its last day, a financial year "2022-23" as
    /// its last day. Nil where the name states none.
    package static func day(inFileName name: String) -> LocalDate? {
        let digits = name.split(whereSeparator: { !($0.isASCII && $0.isNumber) && $0 != "-" }).flatMap { piece in candidates(piece) }
        return digits.first
    }

    private static func candidates(_ piece: Substring) -> [LocalDate] {
        let parts = piece.split(separator: "-").map(String.init)
        guard let first = parts.first, let number = Int(first) else { return [] }
        if parts.count == 1, first.utf8.count == 8 { return day(number / 10_000, number / 100 % 100, number % 100).map { [$0] } ?? [] }
        if parts.count == 1, first.utf8.count == 6 { return lastDay(number / 100, number % 100).map { [$0] } ?? [] }
        guard (1990...2200).contains(number), parts.count > 1, let second = Int(parts[1]), parts[1].utf8.count == 2 else { return [] }
        if parts.count > 2, parts[2].utf8.count == 2, let third = Int(parts[2]) { return day(number, second, third).map { [$0] } ?? [] }
        if second == (number + 1) % 100 { return day(number + 1, 3, 31).map { [$0] } ?? [] }
        return lastDay(number, second).map { [$0] } ?? []
    }

    private static func day(_ year: Int, _ month: Int, _ day: Int) -> LocalDate? {
        (1990...2200).contains(year) ? LocalDate(year: year, month: month, day: day) : nil
    }

    private static func lastDay(_ year: Int, _ month: Int) -> LocalDate? {
        guard (1...12).contains(month) else { return nil }
        return day(year, month, LocalDate.days(inMonth: month, of: year))
    }

    /// A day as NHS files write it: "20220630", "01JAN2021", "01May2022", "01-Apr-17", "2022-06-30", "30/06/2022". Nil for anything else.
    package static func day(written text: String) -> LocalDate? {
        let text = text.trimmed
        if text.utf8.count == 8, text.isDigits, let number = Int(text) {
            return LocalDate(year: number / 10_000, month: number / 100 % 100, day: number % 100)
        }
        let parts = text.split(whereSeparator: { "-/ ".contains($0) }).map(String.init)
        if parts.count == 3 {
            if parts[0].utf8.count == 4 { return assemble(year: parts[0], month: parts[1], day: parts[2]) }
            return assemble(year: parts[2], month: parts[1], day: parts[0])
        }
        guard parts.count == 1, text.utf8.count == 9 else { return nil }
        return assemble(year: String(text.suffix(4)), month: String(text.dropFirst(2).prefix(3)), day: String(text.prefix(2)))
    }

    private static func assemble(year: String, month: String, day: String) -> LocalDate? {
        let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
        guard year.isDigits, day.isDigits, day.utf8.count <= 2, let dayNumber = Int(day), let yearNumber = Int(year) else { return nil }
        let monthNumber =
            month.isDigits && month.utf8.count <= 2 ? Int(month) : months.firstIndex(of: month.lowercased().prefix(3).description).map { $0 + 1 }
        guard let monthNumber else { return nil }
        switch year.utf8.count {
        case 4: return LocalDate(year: yearNumber, month: monthNumber, day: dayNumber)
        case 2: return LocalDate(year: 2000 + yearNumber, month: monthNumber, day: dayNumber)
        default: return nil
        }
    }
}
