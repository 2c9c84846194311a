// A moment, in UTC.

/// A moment in UTC, to the millisecond, in the years 1 to 9999. Stored as "2026-11-21T18:40:00.000Z", which sorts as time does.
package struct Instant: TextValue, Comparable {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    package let milliseconds: Int64

    /// The moment nearest to `milliseconds` that has four digits for its year.
    package init(milliseconds: Int64) { self.milliseconds = min(max(milliseconds, Instant.bounds.lowerBound), Instant.bounds.upperBound) }

    // From 0001-01-01T00:00:00.000Z to 9999-12-31T23:59:59.999Z.
    private static let bounds: ClosedRange<Int64> = -62_135_596_800_000...253_402_300_799_999

    package init(parsing text: String) throws {
        let problem = ParseProblem(input: text, expected: "Enter a moment in UTC, for example 2026-11-21T18:40:00Z.")
        let bytes = Array(text.utf8)
        func number(_ range: Range<Int>) throws -> Int {
            guard range.upperBound <= bytes.count else { throw problem }
            return try bytes[range].reduce(0) { sum, byte in
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { throw problem }
                return sum * 10 + Int(byte - UInt8(ascii: "0"))
            }
        }
        guard bytes.count == 20 || bytes.count == 24, bytes.last == UInt8(ascii: "Z"), bytes[10] == UInt8(ascii: "T"),
            bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":")
        else { throw problem }
        guard let date = try? LocalDate(parsing: String(decoding: bytes[0..<10], as: UTF8.self)) else { throw problem }
        let (hour, minute, second) = (try number(11..<13), try number(14..<16), try number(17..<19))
        guard hour < 24, minute < 60, second < 60 else { throw problem }
        var fraction = 0
        if bytes.count == 24 {
            guard bytes[19] == UInt8(ascii: ".") else { throw problem }
            fraction = try number(20..<23)
        }
        milliseconds = (Int64(date.daysSince1970) * 86_400 + Int64(hour * 3600 + minute * 60 + second)) * 1000 + Int64(fraction)
    }

    package var stored: String {
        let days = milliseconds.dividedDown(by: 86_400_000)
        let inDay = Int(milliseconds - days * 86_400_000)
        let (hour, minute, second) = (inDay / 3_600_000, inDay / 60_000 % 60, inDay / 1000 % 60)
        return
            "\(LocalDate(daysSince1970: Int(days)).stored)T\(hour.padded(2)):\(minute.padded(2)):\(second.padded(2)).\((inDay % 1000).padded(3))Z"
    }

    package func adding(seconds: Int) -> Instant { adding(milliseconds: Int128(seconds) * 1000) }
    package func adding(minutes: Int) -> Instant { adding(milliseconds: Int128(minutes) * 60_000) }
    private func adding(milliseconds: Int128) -> Instant { Instant(milliseconds: Int64(clamping: Int128(self.milliseconds) + milliseconds)) }
    /// Whole seconds from `earlier` to this moment; negative where `earlier` is later.
    package func seconds(since earlier: Instant) -> Int { Int((milliseconds - earlier.milliseconds).dividedDown(by: 1000)) }

    package static func < (left: Instant, right: Instant) -> Bool { left.milliseconds < right.milliseconds }
}

/// Where the time comes from; a parameter, so that tests and the demonstration can hold it still.
package struct Clock: Sendable {
    package let now: @Sendable () -> Instant

    package init(now: @escaping @Sendable () -> Instant) { self.now = now }

    package static func fixed(_ instant: Instant) -> Clock { Clock { instant } }

    /// Today in Europe/London.
    package var today: LocalDate { London.local(now()).date }
}

extension Int {
    /// The sum, or the nearest `Int` to it.
    package func addingWithinBounds(_ other: Int) -> Int {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (self < 0 ? Int.min : Int.max) : sum
    }
}

extension BinaryInteger {
    /// Division that rounds towards minus infinity.
    package func dividedDown(by divisor: Self) -> Self {
        let quotient = self / divisor
        return (self % divisor != 0 && (self < 0) != (divisor < 0)) ? quotient - 1 : quotient
    }

    /// The number in decimal with leading noughts up to `width` digits.
    package func padded(_ width: Int) -> String {
        let digits = String(self)
        return digits.count >= width ? digits : String(repeating: "0", count: width - digits.count) + digits
    }
}
