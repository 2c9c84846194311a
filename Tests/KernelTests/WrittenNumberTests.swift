// Numbers that could mean two are none.

import Kernel
import TestKit
import Testing

@Suite("Written numbers")
struct WrittenNumberTests {
    @Test(
        "Thousands stand in groups of three or in none",
        arguments: [
            ("12500", 12_500), ("12,500", 12_500), ("12 500", 12_500), ("12\u{00A0}500", 12_500), ("1,234,567", 1_234_567), ("0", 0), ("007", 7),
            (" 9 ", 9), ("-3", -3), ("−1,000", -1000), ("6123,75", nil), ("12,34", nil), ("1,2345", nil), (",123", nil), ("12,", nil),
            ("1234,567", nil),
            ("1,234 567", nil), ("1  234", nil), ("0,123", nil), ("--3", nil), ("+3", nil), ("", nil), ("-", nil), ("1e3", nil), ("٣", nil),
            ("99999999999999999999", nil), ("1.0", nil),
        ] as [(String, Int?)])
    func whole(text: String, number: Int?) {
        #expect(WrittenNumber.whole(text) == number)
    }

    @Test(
        "Hundredths are exact, and three decimals that could be thousands are refused",
        arguments: [
            ("8838.75", 883_875), ("8,838.7", 883_870), ("8838", 883_800), ("-0.25", -25), ("24540.620", 2_454_062), ("6123,75", nil),
            ("12.500", nil),
            ("12.505", nil), ("1.", nil), (".5", nil), ("1.2.3", nil), ("1.234,56", nil), ("1,234.5", 123_450), ("", nil),
        ] as [(String, Int?)])
    func hundredths(text: String, number: Int?) {
        #expect(WrittenNumber.hundredths(text) == number)
    }

    @Test("What is written is read back")
    func roundTrip() {
        var dice = SeededGenerator(seed: 30)
        for _ in 0..<2000 {
            let number = dice.number(-2_000_000_000...2_000_000_000)
            #expect(WrittenNumber.whole(number.grouped) == number)
            #expect(WrittenNumber.whole(String(number)) == number)
            #expect(WrittenNumber.whole(number.grouped.replacing(",", with: " ")) == number)
        }
    }
}
