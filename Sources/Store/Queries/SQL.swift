// SQL text whose values are bound.

import Kernel

/// A value that a database column can hold.
package enum SQLValue: Hashable, Sendable {
    case null
    case text(String)
    case integer(Int64)
    case real(Double)
    case flag(Bool)
    case bytes([UInt8])
}

/// A piece of SQL with its values. Written as an interpolated string: `"SELECT * FROM sites WHERE id = \(site)"` binds `site`
/// and never pastes it; another piece of `SQL` is spliced in with its own values.
package struct SQL: ExpressibleByStringInterpolation, Hashable, Sendable {
    /// The text between values: always one more than there are values.
    package private(set) var texts: [String]
    package private(set) var values: [SQLValue]

    package init(stringLiteral text: String) {
        texts = [text]
        values = []
    }

    package init(stringInterpolation: StringInterpolation) { self = stringInterpolation.sql }

    /// SQL text as written in a migration file or composed from names that no person typed.
    package init(verbatim text: String) {
        texts = [text]
        values = []
    }

    /// `?1 ?2` for SQLite, `$1 $2` for PostgreSQL.
    package func text(mark: String) -> String {
        var text = texts[0]
        text.reserveCapacity(texts.reduce(0) { $0 + $1.utf8.count + 3 })
        for (index, next) in texts.dropFirst().enumerated() {
            text += mark
            text += String(index + 1)
            text += next
        }
        return text
    }

    package static func + (left: SQL, right: SQL) -> SQL {
        var sum = left
        sum.append(right)
        return sum
    }

    package mutating func append(_ other: SQL) {
        texts[texts.count - 1] += other.texts[0]
        texts += other.texts.dropFirst()
        values += other.values
    }

    fileprivate mutating func append(value: SQLValue) {
        values.append(value)
        texts.append("")
    }

    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var sql = SQL(stringLiteral: "")

        package init(literalCapacity: Int, interpolationCount: Int) {}

        package mutating func appendLiteral(_ literal: String) { sql.append(SQL(verbatim: literal)) }
        package mutating func appendInterpolation(_ piece: SQL) { sql.append(piece) }
        package mutating func appendInterpolation(_ value: some SQLBindable) { sql.append(value: value.sqlValue) }
        package mutating func appendInterpolation<Value: SQLBindable>(_ value: Value?) { sql.append(value: value?.sqlValue ?? .null) }

        /// A list for `IN \(…)`: "(?, ?, ?)", or "(NULL)" for none, which matches nothing.
        package mutating func appendInterpolation<Value: SQLBindable>(_ list: [Value]) {
            if list.isEmpty { return appendLiteral("(NULL)") }
            appendLiteral("(")
            for (index, value) in list.enumerated() {
                if index > 0 { appendLiteral(", ") }
                sql.append(value: value.sqlValue)
            }
            appendLiteral(")")
        }
    }
}

/// A value that can be bound in SQL.
package protocol SQLBindable {
    var sqlValue: SQLValue { get }
}

extension String: SQLBindable { package var sqlValue: SQLValue { .text(self) } }
extension Int: SQLBindable { package var sqlValue: SQLValue { .integer(Int64(self)) } }
extension Int64: SQLBindable { package var sqlValue: SQLValue { .integer(self) } }
extension Double: SQLBindable { package var sqlValue: SQLValue { .real(self) } }
extension Bool: SQLBindable { package var sqlValue: SQLValue { .flag(self) } }
extension [UInt8]: SQLBindable { package var sqlValue: SQLValue { .bytes(self) } }
extension SQLValue: SQLBindable { package var sqlValue: SQLValue { self } }
extension SQLBindable where Self: TextValue { package var sqlValue: SQLValue { .text(stored) } }
extension SQLBindable where Self: RawRepresentable, RawValue == String { package var sqlValue: SQLValue { .text(rawValue) } }

extension ID: SQLBindable {}
extension Instant: SQLBindable {}
extension LocalDate: SQLBindable {}
extension LocalTime: SQLBindable {}
extension Role: SQLBindable {}
extension RecordKind: SQLBindable {}
extension RecordLink: SQLBindable {}
extension Weekday: SQLBindable {}
extension Money: SQLBindable { package var sqlValue: SQLValue { .integer(Int64(pence)) } }
extension Month: SQLBindable {}
extension FinancialYear: SQLBindable {}
extension NHSNumber: SQLBindable {}
extension ODSCode: SQLBindable {}
extension Postcode: SQLBindable {}
extension ProfessionalRegistration: SQLBindable {}
extension EmailAddress: SQLBindable {}
extension TelephoneNumber: SQLBindable {}
