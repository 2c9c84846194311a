// Days, months and both clock changes.

import Foundation
import Kernel
import TestKit
import Testing

private func date(_ text: String) throws -> LocalDate { try LocalDate(parsing: text) }
private func instant(_ text: String) throws -> Instant { try Instant(parsing: text) }
private func local(_ day: String, _ time: String) throws -> LocalDateTime { LocalDateTime(date: try date(day), time: try LocalTime(parsing: time)) }

@Suite("Days, months and years")
struct CalendarTests {
    @Test("Each day from 1900 to 2100 reads back, follows the one before and has the next weekday")
    func everyDay() throws {
        var day = try date("1900-01-01")
        // 1 January 1900 was a Monday.
        var weekday = 0
        var count = 0
        let end = try date("2100-12-31")
        while day <= end {
            #expect(day.weekday == Weekday.allCases[weekday])
            #expect(LocalDate(year: day.year, month: day.month, day: day.day) == day)
            if count % 7 == 0 { #expect(try date(day.stored) == day) }
            #expect(day.monday.weekday == .monday)
            #expect((0...6).contains(day.days(since: day.monday)))
            day = day.adding(days: 1)
            weekday = (weekday + 1) % 7
            count += 1
        }
        // 201 years with 49 leap days (1900 and 2100 are none).
        #expect(count == 201 * 365 + 49)
    }

    @Test("Days that are not in the calendar are refused")
    func impossible() {
        for text in [
            "2025-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "2026-4-1", "2026-+4-01", "+026-04-01", "2026/04/01", "",
            "2026-04-011", "0000-01-01",
            "20260401--",
        ] {
            #expect(refusal { try LocalDate(parsing: text) } == "Enter a date, for example 2026-11-21.", "\(text)")
        }
        #expect(LocalDate(year: 2024, month: 2, day: 29) != nil)
        #expect(LocalDate(year: 2000, month: 2, day: 29) != nil)
    }

    @Test("Arithmetic never leaves the calendar")
    func bounds() throws {
        let (first, last) = (try date("0001-01-01"), try date("9999-12-31"))
        #expect(last.adding(days: 1) == last)
        #expect(first.adding(days: Int.min) == first)
        #expect(LocalDate(daysSince1970: Int.max).stored == "9999-12-31")
        #expect(LocalDate(daysSince1970: Int.min).stored == "0001-01-01")
        #expect(Instant(milliseconds: Int64.max).stored == "9999-12-31T23:59:59.999Z")
        #expect(Instant(milliseconds: Int64.min).stored == "0001-01-01T00:00:00.000Z")
        #expect(Instant(milliseconds: 0).adding(minutes: Int.max) == Instant(milliseconds: Int64.max))
    }

    @Test(
        "A date is read as people type it",
        arguments: [
            "4 5 1961", "04/05/1961", "4.5.1961", "4-5-1961", "04051961", "4 May 1961", "4th may 1961", "04 MAY, 1961", "1961-05-04", " 4  5  1961 ",
        ])
    func typed(text: String) throws {
        #expect(try LocalDate(typed: text).stored == "1961-05-04")
    }

    @Test("Other spellings of months are read")
    func typedMonths() throws {
        #expect(try LocalDate(typed: "1 sept 2026").stored == "2026-09-01")
        #expect(try LocalDate(typed: "22nd Aug 2026").stored == "2026-08-22")
        #expect(try LocalDate(typed: "2026/11/3").stored == "2026-11-03")
    }

    @Test(
        "A typed date that cannot be one says what to enter",
        arguments: [
            ("", "Enter a date, for example 4 5 1961 or 4 May 1961."), ("yesterday", "Enter a date, for example 4 5 1961 or 4 May 1961."),
            ("4 5 61", "Enter the year with four digits, for example 1961."),
            ("5 14 1961", "Enter a month from 1 to 12. The day comes first, for example 4 5 1961."),
            ("4 Foo 1961", "Enter a month from 1 to 12 or its name, for example 4 May 1961."),
            ("31 4 1961", "April 1961 has 30 days. Check the day."), ("29 2 2025", "February 2025 has 28 days. Check the day."),
            ("4 5 0961", "Check the year: enter one such as 1961."), ("4 5 1961 6", "Enter a date, for example 4 5 1961 or 4 May 1961."),
            ("0 5 1961", "May 1961 has 31 days. Check the day."),
        ])
    func typedRefused(text: String, sentence: String) {
        #expect(refusal { try LocalDate(typed: text) } == sentence)
    }

    @Test("Dates are written as the service manual writes them, and read back")
    func words() throws {
        let day = try date("2026-11-21")
        #expect(day.longText == "21 November 2026")
        #expect(day.shortText == "21 Nov 2026")
        #expect(day.dayText == "Saturday 21 November")
        var dice = SeededGenerator(seed: 20)
        for _ in 0..<500 {
            let day = LocalDate(daysSince1970: dice.number(-40_000...40_000))
            #expect(try LocalDate(typed: day.longText) == day)
            #expect(try LocalDate(typed: day.shortText) == day)
            #expect(try LocalDate(typed: "\(day.day)/\(day.month)/\(day.year)") == day)
        }
    }

    @Test("An age counts birthdays, one on 29 February from 1 March")
    func age() throws {
        #expect(try date("1961-05-04").years(until: date("2026-05-03")) == 64)
        #expect(try date("1961-05-04").years(until: date("2026-05-04")) == 65)
        #expect(try date("2008-02-29").years(until: date("2026-02-28")) == 17)
        #expect(try date("2008-02-29").years(until: date("2026-03-01")) == 18)
        #expect(try date("2026-05-04").years(until: date("2026-05-03")) == -1)
    }

    @Test("Months join without a gap and know their days")
    func months() throws {
        var month = try Month(parsing: "1999-12")
        for _ in 0..<400 {
            #expect(month.last.adding(days: 1) == month.next.first)
            #expect(month.next.previous == month)
            #expect(month.dates.count == month.last.days(since: month.first) + 1)
            #expect(month.dates.allSatisfy { Month(containing: $0) == month })
            #expect(try Month(parsing: month.stored) == month)
            month = month.next
        }
        #expect(try Month(parsing: "2024-02").last.stored == "2024-02-29")
        #expect(try Month(parsing: "2026-11").title == "November 2026")
        #expect(try Month(parsing: "2026-11").adding(months: -23).stored == "2024-12")
        for text in ["", "2026-13", "2026-1", "2026-00", "2026/11", "26-11", "2026-11-01", "2026-+1"] {
            #expect(refusal { try Month(parsing: text) } == "Enter a month, for example 2026-11.")
        }
    }

    @Test("The financial year turns on 1 April and holds twelve months from April")
    func financialYears() throws {
        #expect(FinancialYear(containing: try date("2026-03-31")).stored == "2025/26")
        let year = FinancialYear(containing: try date("2026-04-01"))
        #expect(year.stored == "2026/27")
        #expect(year.first.stored == "2026-04-01")
        #expect(year.last.stored == "2027-03-31")
        #expect(year.months.first?.stored == "2026-04")
        #expect(year.months.last?.stored == "2027-03")
        #expect(year.months.count == 12)
        #expect(year.last.adding(days: 1) == year.next.first)
        for text in ["2026/27", "2026-27", "2026/2027"] { #expect(try FinancialYear(parsing: text) == year) }
        #expect(try FinancialYear(parsing: "1999/00").last.stored == "2000-03-31")
        for text in ["", "2026", "2026/26", "2026/28", "26/27", "2026/027", "0000/01", "2026/27/28"] {
            #expect(refusal { try FinancialYear(parsing: text) } == "Enter a financial year, for example 2026/27.")
        }
    }

    @Test("A month on is the same day of the month, or the last where there is none")
    func monthsOn() throws {
        for (start, months, end) in [
            ("2026-01-31", 1, "2026-02-28"), ("2024-01-31", 1, "2024-02-29"), ("2026-03-31", -1, "2026-02-28"), ("2026-11-30", 3, "2027-02-28"),
            ("2026-12-31", 2, "2027-02-28"), ("2026-08-15", 5, "2027-01-15"), ("2026-08-15", 0, "2026-08-15"),
        ] { #expect(try date(start).adding(months: months) == date(end)) }
        #expect(try Deadline.month(from: date("2018-09-03"), counting: .afterReceipt) == date("2018-10-04"))
        // From 31 January counted from the day after: 1 February to 1 March.
        #expect(try Deadline.month(from: date("2026-01-31"), counting: .afterReceipt) == date("2026-03-01"))
        var dice = SeededGenerator(seed: 22)
        for _ in 0..<2000 {
            let day = LocalDate(daysSince1970: dice.number(-40_000...40_000))
            let months = dice.number(-30...30)
            let on = day.adding(months: months)
            #expect(Month(containing: on) == Month(containing: day).adding(months: months))
            #expect(on.day == day.day || on == Month(containing: on).last && on.day < day.day)
        }
    }

    @Test("Working days skip weekends and the holidays given, and end even where every day is one")
    func workingDays() throws {
        let holiday = try date("2026-05-25")
        let days = WorkingDays { $0 == holiday }
        #expect(try days.first(from: date("2026-05-23")) == date("2026-05-26"))
        #expect(try days.day(1, after: date("2026-05-22")) == date("2026-05-26"))
        #expect(try days.day(5, after: date("2026-05-26")) == date("2026-06-02"))
        #expect(WorkingDays { _ in true }.first(from: holiday) == holiday)
        #expect(try DatePeriod(from: date("2026-03-12"), until: date("2026-03-20")).days == 9)
        #expect(try DatePeriod(from: date("2026-03-12"), until: date("2026-03-11")).days == 0)
        #expect(DatePeriod(from: holiday, until: nil).days == nil)
    }

    @Test("A period holds both its ends, and periods overlap exactly where they share a day")
    func periods() throws {
        let year = FinancialYear(containing: try date("2026-04-01")).period
        #expect(try year.contains(date("2026-04-01")) && year.contains(date("2027-03-31")))
        #expect(try !year.contains(date("2026-03-31")) && !year.contains(date("2027-04-01")))
        #expect(year.text == "1 April 2026 to 31 March 2027")
        #expect(DatePeriod(from: year.from, until: nil).text == "from 1 April 2026")
        var dice = SeededGenerator(seed: 21)
        for _ in 0..<2000 {
            func period() -> DatePeriod {
                let from = dice.number(0...20)
                let until = dice.number(0...4) == 0 ? nil : dice.number(0...20)
                return DatePeriod(from: LocalDate(daysSince1970: from), until: until.map(LocalDate.init(daysSince1970:)))
            }
            let (one, other) = (period(), period())
            let shared = (0...25).map(LocalDate.init(daysSince1970:)).filter { one.contains($0) && other.contains($0) }
            #expect(one.overlaps(other) == !shared.isEmpty)
            #expect(one.overlaps(other) == other.overlaps(one))
            #expect(one.intersection(other)?.from == shared.first)
        }
    }
}

@Suite("Clocks, and the nights on which they change")
struct ClockTests {
    @Test("On 29 March 2026 the hour from 1am to 2am is skipped in London")
    func spring() throws {
        #expect(London.reading(try local("2026-03-29", "00:59")) == .once(try instant("2026-03-29T00:59:00Z")))
        for time in ["01:00", "01:30", "01:59"] {
            #expect(London.reading(try local("2026-03-29", time)) == .never)
            #expect(London.instant(try local("2026-03-29", time)) == (try instant("2026-03-29T01:00:00Z")))
        }
        #expect(London.reading(try local("2026-03-29", "02:00")) == .once(try instant("2026-03-29T01:00:00Z")))
        #expect(London.local(try instant("2026-03-29T00:59:59.999Z")) == (try local("2026-03-29", "00:59")))
        #expect(London.local(try instant("2026-03-29T01:00:00Z")) == (try local("2026-03-29", "02:00")))
    }

    @Test("On 25 October 2026 the hour from 1am to 2am comes twice in London")
    func autumn() throws {
        for (time, first, second) in [("01:00", "00:00", "01:00"), ("01:30", "00:30", "01:30"), ("01:59", "00:59", "01:59")] {
            let expected = London.Reading.twice(try instant("2026-10-25T\(first):00Z"), try instant("2026-10-25T\(second):00Z"))
            #expect(London.reading(try local("2026-10-25", time)) == expected)
            #expect(London.instant(try local("2026-10-25", time)) == (try instant("2026-10-25T\(first):00Z")))
        }
        #expect(London.reading(try local("2026-10-25", "00:59")) == .once(try instant("2026-10-24T23:59:00Z")))
        #expect(London.reading(try local("2026-10-25", "02:00")) == .once(try instant("2026-10-25T02:00:00Z")))
    }

    @Test("The clocks change on the Sundays that were announced, and summer is an hour ahead")
    func changes() throws {
        // gov.uk/when-do-the-clocks-change.
        for (spring, autumn) in [
            ("2024-03-31", "2024-10-27"), ("2025-03-30", "2025-10-26"), ("2026-03-29", "2026-10-25"), ("2027-03-28", "2027-10-31"),
        ] {
            #expect(London.offsetMinutes(at: try instant("\(spring)T00:59:59Z")) == 0)
            #expect(London.offsetMinutes(at: try instant("\(spring)T01:00:00Z")) == 60)
            #expect(London.offsetMinutes(at: try instant("\(autumn)T00:59:59Z")) == 60)
            #expect(London.offsetMinutes(at: try instant("\(autumn)T01:00:00Z")) == 0)
        }
    }

    @Test("Each minute of a year has a wall clock, and every wall clock but the skipped hour has its moment")
    func everyMinute() throws {
        let start = try instant("2026-01-01T00:00:00Z")
        for step in stride(from: 0, to: 365 * 1440, by: 7) {
            let moment = start.adding(minutes: step)
            switch London.reading(London.local(moment)) {
            case .once(let only): #expect(only == moment)
            case .twice(let first, let second): #expect((moment == first || moment == second) && second.seconds(since: first) == 3600)
            case .never: Issue.record("\(moment) has a wall clock that never was")
            }
        }
    }

    @Test("London agrees with the time zone database from 2002 to 2050")
    func timeZoneDatabase() throws {
        let zone = try #require(TimeZone(identifier: "Europe/London"))
        var dice = SeededGenerator(seed: 30)
        for _ in 0..<5000 {
            let moment = Instant(milliseconds: Int64(dice.number(1_009_843_200...2_556_057_600)) * 1000)
            let seconds = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(moment.milliseconds) / 1000))
            #expect(London.offsetMinutes(at: moment) * 60 == seconds, "\(moment)")
        }
    }

    @Test("Instants read back to the millisecond, and text sorts as time does")
    func instants() throws {
        var dice = SeededGenerator(seed: 31)
        var last: Instant?
        for _ in 0..<2000 {
            let moment = Instant(milliseconds: Int64(dice.number(-62_135_596_800_000...253_402_300_799_999)))
            #expect(try Instant(parsing: moment.stored) == moment)
            if let last { #expect((last < moment) == (last.stored < moment.stored)) }
            last = moment
        }
        #expect(try instant("2026-11-21T18:40:00Z").stored == "2026-11-21T18:40:00.000Z")
        #expect(try instant("1969-12-31T23:59:59.999Z").milliseconds == -1)
        #expect(try instant("2026-11-21T18:40:00Z").londonText == "21 November 2026 at 6:40pm")
        #expect(try instant("2026-07-21T18:40:00Z").londonText == "21 July 2026 at 7:40pm")
        // The clocks go back at 2am summer time on 25 October 2026: 00:30 and 01:30 UTC both read half past one.
        #expect(try instant("2026-10-25T00:30:00Z").londonText == "25 October 2026 at 1:30am (first)")
        #expect(try instant("2026-10-25T01:30:00Z").londonTimeText == "1:30am (second)")
        #expect(try instant("2026-10-24T23:59:00Z").londonTimeText == "12:59am")
        #expect(try instant("2026-10-25T02:00:00Z").londonTimeText == "2am")
        for text in [
            "", "2026-11-21", "2026-11-21T18:40:00", "2026-11-21T24:00:00Z", "2026-11-21 18:40:00Z", "2026-02-30T00:00:00Z", "2026-11-21T18:60:00Z",
            "2026-11-21T18:40:00,000Z",
        ] {
            #expect(refusal { try Instant(parsing: text) } == "Enter a moment in UTC, for example 2026-11-21T18:40:00Z.")
        }
    }

    @Test("Every minute of the day is written and read back in both forms")
    func times() throws {
        for minutes in 0..<1440 {
            let time = try #require(LocalTime(minutes: minutes))
            #expect(try LocalTime(parsing: time.stored) == time)
            #expect(try LocalTime(typed: time.text) == time)
            #expect(try LocalTime(typed: time.stored) == time)
        }
        #expect(LocalTime(minutes: 1440) == nil)
        #expect(LocalTime(clamping: 5000).stored == "23:59")
    }

    @Test(
        "A time is read as people type it",
        arguments: [
            ("6:30pm", "18:30"), ("6.30 PM", "18:30"), ("6pm", "18:00"), ("1830", "18:30"), ("630pm", "18:30"), ("18.30", "18:30"), ("9:05", "09:05"),
            ("0905", "09:05"), ("12am", "00:00"), ("12pm", "12:00"), ("noon", "12:00"), ("midnight", "00:00"), ("8 p.m.", "20:00"),
        ])
    func typed(text: String, stored: String) throws {
        #expect(try LocalTime(typed: text).stored == stored)
    }

    @Test("A typed time that could mean two, or none, is refused")
    func typedRefused() {
        #expect(refusal { try LocalTime(typed: "6") } == "Say whether it is morning or evening, for example 6am or 6pm.")
        for text in ["", "25:00", "18:60", "6:3pm", "13pm", "0pm", "18:30:00", "half six", "18h30", "pm", "6:30 xm", ":30", "6:"] {
            #expect(refusal { try LocalTime(typed: text) } != "", "\(text)")
        }
        for text in ["6:30", "18:3", "+1:30", "24:00", "1830"] {
            #expect(refusal { try LocalTime(parsing: text) } == "Enter a time on the 24-hour clock, for example 18:30.")
        }
    }
}
