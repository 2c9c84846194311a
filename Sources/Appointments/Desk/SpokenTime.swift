// Times as one says them on the telephone.

import Directory
import Kernel

/// What the receptionist says to the patient, in words.
package enum SpokenTime {
    /// "twenty to seven in the evening"; minutes that are no multiple of five are read from the clock: "6:42pm".
    package static func words(_ time: LocalTime) -> String {
        if time.minutes == 0 { return "midnight" }
        if time.minutes == 720 { return "midday" }
        guard time.minute % 5 == 0 else { return time.text }
        let part = time.hour < 12 ? "in the morning" : time.hour < 17 ? "in the afternoon" : "in the evening"
        func hour(_ hour: Int) -> String { hours[(hour + 11) % 12] }
        switch time.minute {
        case 0: return "\(hour(time.hour)) o’clock \(part)"
        case 30: return "half past \(hour(time.hour)) \(part)"
        case 15: return "quarter past \(hour(time.hour)) \(part)"
        case 45: return "quarter to \(hour(time.hour + 1)) \(part)"
        case ..<30: return "\(minutes[time.minute] ?? "") past \(hour(time.hour)) \(part)"
        default: return "\(minutes[60 - time.minute] ?? "") to \(hour(time.hour + 1)) \(part)"
        }
    }

    /// "today", "tomorrow", "on Saturday 28 November".
    package static func day(_ date: LocalDate, today: LocalDate) -> String {
        switch date.days(since: today) {
        case 0: "today"
        case 1: "tomorrow"
        default: "on \(date.dayText)"
        }
    }

    /// The whole offer: "I can offer you today at twenty to seven in the evening at Oak Hub, with Sam, a physiotherapist."
    package static func offer(_ slot: FreeSlot, site: String, clinician: Person?, today: LocalDate) -> String {
        let place =
            switch slot.channel {
            case .faceToFace: "at \(site)"
            case .telephone: "by telephone"
            case .video: "by video"
            }
        let when = "\(day(slot.localDate, today: today)) at \(words(slot.localTime))\(whichHour(slot.startsAt))"
        guard let clinician else { return "I can offer you \(when), \(place), with \(slot.service.withArticle)." }
        return "I can offer you \(when), \(place), with \(name(clinician)), \(slot.service.withArticle)."
    }

    /// Which of the two, in the hour that comes twice in October: ", before the clocks go back". Empty for every other time.
    package static func whichHour(_ instant: Instant) -> String {
        guard case .twice(_, let second) = London.reading(London.local(instant)) else { return "" }
        return instant < second ? ", before the clocks go back" : ", after the clocks go back"
    }

    /// A doctor by title and family name, others by first name.
    package static func name(_ clinician: Person) -> String {
        clinician.title.isEmpty ? clinician.givenName : "\(clinician.title) \(clinician.familyName)"
    }

    private static let hours = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    private static let minutes = [5: "five", 10: "ten", 20: "twenty", 25: "twenty-five"]
}
