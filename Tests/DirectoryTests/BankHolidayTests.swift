// Holidays as days, and deadlines over them.

import Directory
import Kernel
import TestKit
import Testing

@Suite("Bank holidays and deadlines")
struct BankHolidayTests {
    @Test("The years on record are those that GOV.UK has published, eight days in each of an ordinary year")
    func published() {
        #expect(BankHolidays.years == 2012...2028)
        // Extra days: the Diamond Jubilee in 2012, the Platinum Jubilee and the state funeral in 2022, the coronation in 2023.
        for year in BankHolidays.years {
            let first = day("\(year)-01-01")
            let weekdays = (0..<366).map { first.adding(days: $0) }.filter { $0.year == year && $0.weekday.number < 6 && BankHolidays.contains($0) }
            #expect(weekdays.count == [2012: 9, 2022: 10, 2023: 9][year] ?? 8, "\(year)")
        }
        for (date, name) in [
            ("2012-06-05", "Queen’s Diamond Jubilee"), ("2020-05-08", "Early May bank holiday (VE day)"),
            ("2022-09-19", "Bank Holiday for the State Funeral of Queen Elizabeth II"),
            ("2021-05-03", "Early May bank holiday"), ("2026-12-28", "Boxing Day"), ("2028-04-14", "Good Friday"),
        ] { #expect(BankHolidays.name(of: day(date)) == name) }
    }

    @Test("26 December is a bank holiday unless it is a Sunday, and Christmas Day a holiday on any weekday, beside the days in their stead")
    func byLaw() {
        // 2020 and 2026: 26 December is a Saturday, and Monday 28 December stands in for it. 2021 and 2027: Christmas Day is a Saturday, 26 December
        // a Sunday. 2022: Christmas Day is a Sunday.
        for (date, name) in [
            ("2026-12-25", "Christmas Day"), ("2026-12-26", "Boxing Day"), ("2026-12-27", nil), ("2026-12-28", "Boxing Day"), ("2026-12-29", nil),
            ("2020-12-26", "Boxing Day"), ("2020-12-28", "Boxing Day"), ("2021-12-25", "Christmas Day"), ("2021-12-26", nil),
            ("2021-12-27", "Christmas Day"), ("2021-12-28", "Boxing Day"), ("2022-12-25", "Christmas Day"), ("2022-12-26", "Boxing Day"),
            ("2022-12-27", "Christmas Day"), ("2027-12-25", "Christmas Day"), ("2027-12-26", nil), ("2028-12-26", "Boxing Day"),
            // New Year's Day at a weekend is not appointed; the Monday is.
            ("2028-01-01", nil), ("2028-01-03", "New Year’s Day"),
        ] { #expect(BankHolidays.name(of: day(date)) == name, "\(date)") }
    }

    @Test("Working days are Monday to Friday without bank holidays")
    func workingDays() {
        let days = BankHolidays.workingDays
        #expect(days.first(from: day("2026-11-20")) == day("2026-11-20"))
        #expect(days.first(from: day("2026-11-21")) == day("2026-11-23"))
        #expect(days.first(from: day("2026-12-25")) == day("2026-12-29"))
        #expect(days.day(1, after: day("2026-12-24")) == day("2026-12-29"))
        // Good Friday and Easter Monday lie between.
        #expect(days.day(2, after: day("2026-04-02")) == day("2026-04-08"))
        #expect(days.day(0, after: day("2026-11-21")) == day("2026-11-21"))
    }

    @Test("Every published deadline is reached: access requests, complaints, breaches and care home plans")
    func clocks() throws {
        let lines = try Edition.extract.lines("oracles/clocks.csv")
        let header = try #require(lines.first)
        let rows = lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(header, $0)) }
        #expect(rows.count == 28)
        for row in rows {
            func date(_ column: String) -> LocalDate? { row[column].flatMap { try? LocalDate(parsing: $0) } }
            let due: (before: LocalDate, after: LocalDate)
            let received = try #require(row["received"])
            switch try #require(row["clock"]) {
            case "subject access":
                let notCounted = DatePeriod(from: date("clarification_asked") ?? day(received), until: date("clarification_answered")).days ?? 0
                #expect("\(notCounted)" == row["days_not_counted"], "\(row)")
                let before = Deadline.month(
                    from: date("identity_proved") ?? day(received), counting: row["rule"] == "day-after" ? .afterReceipt : .ofReceipt,
                    extendedByMonths: row["extended"] == "yes" ? 2 : 0, daysNotCounted: notCounted)
                due = (before, BankHolidays.workingDays.first(from: before))
            case "complaint acknowledged":
                let before = Deadline.days(30, after: day(received))
                due = (before, BankHolidays.workingDays.first(from: before))
            case "care home plan":
                let reached = BankHolidays.workingDays.day(7, after: day(received))
                due = (reached, reached)
            default:
                let end = Deadline.hours(72, after: try moment(received))
                #expect(end == (try moment(row["due"])), "\(row)")
                continue
            }
            #expect(due.before == date("due_before_working_day_rule"), "\(row)")
            #expect(due.after == date("due"), "\(row)")
        }
    }

    /// "2026-10-23T18:00:00+01:00"
    private func moment(_ text: String?) throws -> Instant {
        let text = try #require(text)
        let hours = try #require(Int(text.suffix(6).prefix(3)))
        return try Instant(parsing: text.prefix(19) + "Z").adding(minutes: -60 * hours)
    }
}
