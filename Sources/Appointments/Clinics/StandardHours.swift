// Whether a GP is there throughout.

import Kernel

/// When schemes ask for a GP on site throughout: the standard hours of their requirements, which contracts know (`ContractPort.doctorHours`).
package enum StandardHours {
    /// A stretch of one day: of the standard hours, or of a clinic.
    package struct Stretch: Hashable, Sendable {
        package let date: LocalDate
        package let starts: LocalTime
        package let ends: LocalTime

        package init(_ date: LocalDate, _ starts: LocalTime, _ ends: LocalTime) {
            self.date = date
            self.starts = starts
            self.ends = ends
        }
    }

    /// A stretch of the standard hours without a GP.
    package struct Gap: Hashable, Sendable {
        package let date: LocalDate
        package let starts: LocalTime
        package let ends: LocalTime

        package var sentence: String { "No GP is on site on \(date.dayText) from \(starts.text) to \(ends.text)." }
    }

    /// The parts of the standard hours that no GP's clinic covers, in the order of time. Hours that two schemes ask for count once. A GP who is at the
    /// site counts, by whichever channel the patients are seen.
    package static func gaps(in hours: [Stretch], doctors: [Stretch]) -> [Gap] {
        let clinics = Dictionary(grouping: doctors, by: \.date).mapValues { $0.sorted { $0.starts < $1.starts } }
        var (gaps, last): ([Gap], Stretch?) = ([], nil)
        for stretch in hours.sorted(by: { ($0.date, $0.starts) < ($1.date, $1.starts) }) {
            let seen = last.flatMap { $0.date == stretch.date ? $0.ends : nil } ?? stretch.starts
            var covered = max(seen, stretch.starts)
            guard covered < stretch.ends else { continue }
            for clinic in clinics[stretch.date] ?? [] where clinic.ends > covered && clinic.starts < stretch.ends {
                if clinic.starts > covered { gaps.append(Gap(date: stretch.date, starts: covered, ends: clinic.starts)) }
                covered = clinic.ends
            }
            if covered < stretch.ends { gaps.append(Gap(date: stretch.date, starts: covered, ends: stretch.ends)) }
            last = stretch
        }
        return gaps
    }
}

extension Clinic {
    package var stretch: StandardHours.Stretch { StandardHours.Stretch(date, starts, ends) }
}
