// Whether a GP is there throughout.

import Directory
import Kernel

/// Network standard hours: 6:30pm to 8pm Monday to Friday and 9am to 5pm on Saturday, with a GP on site throughout (Network Contract DES, enhanced
/// access; `oracles` 5.3). Bank holidays are left out.
package enum StandardHours {
    /// A stretch of the standard hours.
    package struct Gap: Hashable, Sendable {
        package let date: LocalDate
        package let starts: LocalTime
        package let ends: LocalTime

        package var sentence: String { "No GP is on site on \(date.dayText) from \(starts.text) to \(ends.text)." }
    }

    /// Minutes in a week without bank holidays: five times 90 and 480.
    package static let weekMinutes = 930

    package static func hours(on date: LocalDate) -> (starts: LocalTime, ends: LocalTime)? {
        guard !BankHolidays.contains(date) else { return nil }
        switch date.weekday {
        case .monday, .tuesday, .wednesday, .thursday, .friday: return (LocalTime(clamping: 18 * 60 + 30), LocalTime(clamping: 20 * 60))
        case .saturday: return (LocalTime(clamping: 9 * 60), LocalTime(clamping: 17 * 60))
        case .sunday: return nil
        }
    }

    /// The parts of the standard hours from `from` through `through` that no GP's clinic covers. A GP who is at the site counts, by whichever channel
    /// the patients are seen.
    package static func gaps(from: LocalDate, through: LocalDate, doctors: [(date: LocalDate, starts: LocalTime, ends: LocalTime)]) -> [Gap] {
        var gaps: [Gap] = []
        let byDate = Dictionary(grouping: doctors, by: \.date)
        for day in stride(from: from.daysSince1970, through: through.daysSince1970, by: 1) {
            let date = LocalDate(daysSince1970: day)
            guard let hours = hours(on: date) else { continue }
            var covered = hours.starts
            for clinic in (byDate[date] ?? []).sorted(by: { $0.starts < $1.starts }) where clinic.ends > covered && clinic.starts < hours.ends {
                if clinic.starts > covered { gaps.append(Gap(date: date, starts: covered, ends: clinic.starts)) }
                covered = clinic.ends
            }
            if covered < hours.ends { gaps.append(Gap(date: date, starts: covered, ends: hours.ends)) }
        }
        return gaps
    }
}
