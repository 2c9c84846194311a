// Bank holidays of England and Wales.

import Foundation
import Kernel

/// Bank holidays of England and Wales as days: those in `bank-holidays.json`, which GOV.UK publishes and which are all weekdays, and the two that keep
/// their own day at a weekend beside the weekday that stands in for them. `years` says which years are on record.
package enum BankHolidays {
    package static func contains(_ date: LocalDate) -> Bool { name(of: date) != nil }
    package static func name(of date: LocalDate) -> String? { published[date] ?? nameByLaw(date) }

    /// The years whose holidays are published.
    package static let years: ClosedRange<Int> = {
        let all = published.keys.map(\.year)
        return (all.min() ?? 0)...(all.max() ?? 0)
    }()

    /// Monday to Friday without bank holidays.
    package static let workingDays = WorkingDays(without: contains)

    /// 26 December is a bank holiday unless it is a Sunday (Banking and Financial Dealings Act 1971, schedule 1, paragraph 1); Christmas Day is a holiday
    /// by common law on whichever day of the week it falls.
    private static func nameByLaw(_ date: LocalDate) -> String? {
        switch (date.month, date.day) {
        case (12, 25): "Christmas Day"
        case (12, 26): date.weekday == .sunday ? nil : "Boxing Day"
        default: nil
        }
    }

    private struct File: Decodable {
        struct Event: Decodable {
            let date: LocalDate
            let title: String
        }
        let events: [Event]
    }

    // A test reads the file too, so that one which cannot be read never ships.
    private static let published: [LocalDate: String] = {
        let file = try? JSONDecoder().decode(File.self, from: Data(PackageResources.bank_holidays_json))
        return Dictionary((file?.events ?? []).map { ($0.date, $0.title) }) { first, _ in first }
    }()
}
