// Minutes owed, against published examples.

import Contracts
import Directory
import Kernel
import TestKit
import Testing

@Suite("Requirement rules")
struct RequirementRulesTests {
    struct Example: Decodable {
        let adjusted_population: Int
        let minutes_exact: Double
        let minutes_nearest_quarter_hour: Int
        let hours: String
    }

    static func owed(_ hundredths: Int, _ rounding: Requirement.Rounding, holidays: Requirement.BankHolidayRule = .owedInFull, week: LocalDate)
        -> MinutesOwed
    {
        let requirement = Requirement(
            scheme: Cast.scheme, from: Cast.date(2026, 4, 1), minutesPerThousand: 60, rounding: rounding, bankHolidays: holidays,
            standardHours: Requirement.networkStandardHours, gpOnSite: true, daysAhead: 14, sameDay: true, wholeNetwork: true, source: "Example")
        return RequirementRules.owed(adjustedHundredths: hundredths, requirement: requirement, week: week, isBankHoliday: BankHolidays.contains)
    }

    @Test("Minutes owed agree with the published examples")
    func examples() throws {
        let examples = try Edition.extract.json([Example].self, "oracles/enhanced_access.json")
        #expect(examples.count == 6)
        for example in examples {
            let exact = Self.owed(example.adjusted_population * 100, .exact, week: TestDay.today)
            #expect(Double(exact.exactText) == example.minutes_exact)
            let rounded = Self.owed(example.adjusted_population * 100, .nearestQuarterHour, week: TestDay.today)
            #expect(rounded.minutes == example.minutes_nearest_quarter_hour)
            #expect("\((rounded.minutes / 60).padded(2)):\((rounded.minutes % 60).padded(2))" == example.hours)
        }
    }

    @Test("33,186 patients are owed 1,991.16 minutes a week: 33 hours 15 minutes to the nearest quarter")
    func example() {
        let owed = Self.owed(3_318_600, .nearestQuarterHour, week: TestDay.today)
        #expect(owed.exactText == "1991.16")
        // 50,490.51 × 60 ÷ 1,000 = 3,029.4306: every place, so that who works it out again finds the same.
        #expect(Self.owed(5_049_051, .nearestQuarterHour, week: Cast.date(2026, 11, 16)).exactText == "3029.4306")
        #expect(owed.minutes == 1_995)
        #expect(Self.owed(3_318_600, .exact, week: TestDay.today).minutes == 1_991)
    }

    @Test("A GP has to be there in the hours of the requirements that ask for one on the day, and on no bank holiday")
    func doctorHours() {
        func requirement(_ from: LocalDate, _ hours: [Requirement.Hours], gpOnSite: Bool = true) -> Requirement {
            Requirement(
                scheme: Cast.scheme, from: from, minutesPerThousand: 60, rounding: .exact, standardHours: hours, gpOnSite: gpOnSite, daysAhead: 14,
                sameDay: true, wholeNetwork: true, source: "Example")
        }
        let scheme = Scheme(id: Cast.scheme, contract: Cast.contract, from: Cast.date(2026, 4, 1), until: Cast.date(2027, 3, 31))
        // From Tuesday 1 December on the scheme asks from 7am to 8am on Tuesdays alone.
        let early = Requirement.Hours(weekday: .tuesday, from: LocalTime(clamping: 420), until: LocalTime(clamping: 480))
        let all = [requirement(Cast.date(2026, 4, 1), Requirement.networkStandardHours), requirement(Cast.date(2026, 12, 1), [early])]
        func texts(_ year: Int, _ month: Int, _ day: Int, _ requirements: [Requirement]) -> [String] {
            RequirementRules.doctorHours([(scheme, requirements)], on: Cast.date(year, month, day), isBankHoliday: BankHolidays.contains)
                .map { "\($0.from.text) to \($0.until.text)" }
        }
        #expect(texts(2026, 11, 24, all) == ["6:30pm to 8pm"] && texts(2026, 11, 28, all) == ["9am to 5pm"])
        #expect(texts(2026, 12, 1, all) == ["7am to 8am"] && texts(2026, 12, 5, all).isEmpty)
        // A Sunday, the days before and after the scheme, and Christmas Day, a Friday.
        #expect(texts(2026, 11, 22, all).isEmpty && texts(2026, 3, 31, all).isEmpty && texts(2027, 4, 1, all).isEmpty)
        #expect(texts(2026, 12, 25, [all[0]]).isEmpty && texts(2026, 12, 18, [all[0]]) == ["6:30pm to 8pm"])
        #expect(texts(2026, 11, 24, [requirement(Cast.date(2026, 4, 1), Requirement.networkStandardHours, gpOnSite: false)]).isEmpty)
    }

    @Test("A bank holiday changes nothing unless the scheme says that its hours are not owed")
    func bankHolidays() {
        // Standard hours are 5 × 90 + 480 = 930 minutes. Monday 28 December 2026 stands in for Boxing Day, and New Year's Day is a Friday: 180 are not
        // owed. In the week before, Christmas Day is a Friday and Boxing Day the Saturday: 90 + 480 are not owed. 30,000 patients: 1,800 × 750 ÷ 930 =
        // 1,451.61 and 1,800 × 360 ÷ 930 = 696.77.
        let week = Cast.date(2026, 12, 30)
        #expect(Self.owed(3_000_000, .exact, week: week).minutes == 1_800)
        #expect(Self.owed(3_000_000, .exact, holidays: .hoursNotOwed, week: Cast.date(2026, 12, 9)).minutes == 1_800)
        #expect(Self.owed(3_000_000, .exact, holidays: .hoursNotOwed, week: week).exactText == "1451.61")
        #expect(Self.owed(3_000_000, .exact, holidays: .hoursNotOwed, week: Cast.date(2026, 12, 23)).exactText == "696.77")
    }

    @Test("A week is owed whole by the scheme in whose term its Monday lies, and by no other")
    func brokenWeeks() {
        func scheme(_ from: LocalDate, _ until: LocalDate) -> Scheme { Scheme(id: Cast.scheme, contract: Cast.contract, from: from, until: until) }
        // 1 September 2026 is a Tuesday: the week of 31 August is not owed, that of 7 September is.
        let autumn = scheme(Cast.date(2026, 9, 1), Cast.date(2027, 3, 31))
        #expect(!RequirementRules.owes(autumn, week: Cast.date(2026, 9, 2)))
        #expect(RequirementRules.owes(autumn, week: Cast.date(2026, 9, 7)))
        // 31 March 2027 is a Wednesday: its week is the old year's, and the next the new year's.
        let next = scheme(Cast.date(2027, 4, 1), Cast.date(2028, 3, 31))
        #expect(RequirementRules.owes(autumn, week: Cast.date(2027, 4, 2)) && !RequirementRules.owes(next, week: Cast.date(2027, 4, 2)))
        #expect(!RequirementRules.owes(autumn, week: Cast.date(2027, 4, 5)) && RequirementRules.owes(next, week: Cast.date(2027, 4, 5)))
    }

    @Test("The requirement reads as sentences")
    func sentences() {
        #expect(
            RequirementRules.sentences(Cast.requirement) == [
                "60 minutes of appointments a week for each 1,000 patients of the network's adjusted population, rounded to the nearest quarter of an hour.",
                "Standard hours: 6:30pm to 8pm Monday to Friday.",
                "Standard hours: 9am to 5pm Saturday.",
                "A GP is on site throughout.",
                "Appointments can be booked 14 days ahead.",
                "Appointments can be booked on the day.",
                "Open to all patients of the network's practices.",
                "In a week with a bank holiday the minutes are owed in full and may be given on the week's other days.",
            ])
    }
}
