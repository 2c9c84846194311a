// Which days the demonstration covers.

import Kernel

/// The days of the demonstration, all counted from the day on which it is made.
struct DemonstrationCalendar: Sendable {
    let now: Instant
    /// Weeks of clinics that are over.
    static let weeksPast = 8
    /// Weeks of clinics after this one.
    static let weeksAhead = 2

    var today: LocalDate { London.local(now).date }
    /// The Monday of the first week of clinics.
    var firstClinic: LocalDate { today.monday.adding(days: -7 * DemonstrationCalendar.weeksPast) }
    /// The Sunday of the last one.
    var lastClinic: LocalDate { today.monday.adding(days: 7 * DemonstrationCalendar.weeksAhead + 6) }
    /// The first day of the contract, and of everything else.
    var contractStart: LocalDate { Month(containing: firstClinic).first }
    var contractEnd: LocalDate { max(FinancialYear(containing: today).last, Month(containing: lastClinic).last) }
    /// When the federation was formed and everybody signed: well before the contract.
    var formed: LocalDate { contractStart.adding(days: -56) }

    func instant(_ date: LocalDate, _ hour: Int, _ minute: Int = 0) -> Instant {
        London.instant(LocalDateTime(date: date, time: LocalTime(clamping: hour * 60 + minute)))
    }
}
