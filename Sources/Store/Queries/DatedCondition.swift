// What is in force on a day, in SQL.

import Kernel

/// Conditions on rows that hold from the day `from_date` through the day `until_date`, or without an end where that is NULL: `DatePeriod` in a table.
/// `alias` is the table's name in the query; none where the query reads one table.
extension SQL {
    /// `DatePeriod.contains`.
    package static func inForce(on date: LocalDate, _ alias: SQL? = nil) -> SQL {
        "\(column("from_date", alias)) <= \(date) AND \(notOver(on: date, alias))"
    }

    /// Not `DatePeriod.isOver`: rows that hold `date` or a later day.
    package static func notOver(on date: LocalDate, _ alias: SQL? = nil) -> SQL {
        let until = column("until_date", alias)
        return "(\(until) IS NULL OR \(until) >= \(date))"
    }

    private static func column(_ name: SQL, _ alias: SQL?) -> SQL { alias.map { "\($0).\(name)" } ?? name }
}
