// NHS numbers are told from near misses.

import Foundation
import Kernel
import TestKit
import Testing

@Suite("NHS numbers")
struct NHSNumberTests {
    @Test("A number is read with spaces, dashes and stray white space, and stored as ten digits")
    func spellings() throws {
        for text in ["9990000018", "999 000 0018", " 999-000-0018\t", "999\u{00A0}000\u{00A0}0018", "\u{FEFF}9990000018", "999–000–0018"] {
            #expect(try NHSNumber(parsing: text).stored == "9990000018")
        }
        #expect(try NHSNumber(parsing: "9990000018").spaced == "999 000 0018")
    }

    @Test("The range 999 is known as test numbers, others are not")
    func testRange() throws {
        #expect(try NHSNumber(parsing: "9990000026").isTest)
        #expect(try !NHSNumber(parsing: "9434765919").isTest)
    }

    @Test(
        "A refusal says what is wrong",
        arguments: [
            ("", "Enter an NHS number, for example 999 000 0018."),
            ("   ", "Enter an NHS number, for example 999 000 0018."),
            ("999000001", "An NHS number has 10 digits. This one has 9: check whether a digit is missing."),
            ("99900000180", "An NHS number has 10 digits. This one has 11: check whether a digit is too many."),
            ("9990000019", "Check the NHS number: one of its digits is wrong."),
            ("999000001A", "An NHS number has 10 digits and no letters, for example 999 000 0018."),
            // Arabic-Indic digits are digits to Unicode, not to the NHS.
            ("٩٩٩٠٠٠٠٠١٨", "An NHS number has 10 digits and no letters, for example 999 000 0018."),
            ("1111111111", "This is not an NHS number in use. Enter the patient's own NHS number."),
            // The stem 943476596 would need the check digit 10.
            ("9434765960", "Check the NHS number: one of its digits is wrong."),
        ])
    func refusals(text: String, sentence: String) {
        #expect(refusal { try NHSNumber(parsing: text) } == sentence)
    }

    @Test("The published examples come out as they should, numbers of one repeated digit apart")
    func oracle() throws {
        let rows = try Edition.extract.lines("oracles/nhs_number.csv").dropFirst()
        #expect(rows.count == 17)
        for row in rows {
            let repeated = Set(row[0].filter(\.isNumber)).count == 1
            #expect((refusal { try NHSNumber(parsing: row[0]) } == "") == (row[1] == "1" && !repeated), "\(row)")
        }
    }

    @Test("One wrong digit or two neighbours swapped never pass")
    func slips() throws {
        var dice = SeededGenerator(seed: 1)
        var seen = 0
        while seen < 300 {
            guard let number = NHSNumber(testSerial: dice.number(0...999_999)) else { continue }
            seen += 1
            #expect(try NHSNumber(parsing: number.spaced) == number)
            #expect(number.isTest)
            let digits = Array(number.stored)
            for place in digits.indices {
                for digit in "0123456789" where digit != digits[place] {
                    var wrong = digits
                    wrong[place] = digit
                    #expect(refusal { try NHSNumber(parsing: String(wrong)) } != "")
                }
                if place > 0, digits[place] != digits[place - 1] {
                    var swapped = digits
                    swapped.swapAt(place, place - 1)
                    #expect(refusal { try NHSNumber(parsing: String(swapped)) } != "")
                }
            }
        }
    }

    @Test("Random ten-digit numbers pass about one time in eleven")
    func density() {
        var dice = SeededGenerator(seed: 2)
        let passed = (0..<22_000).filter { _ in refusal { try NHSNumber(parsing: dice.digits(10)) } == "" }.count
        #expect((1_800...2_200).contains(passed))
    }

    @Test("It is one word of text in JSON, and a wrong one is refused there too")
    func coding() throws {
        let number = try NHSNumber(parsing: "999 000 0018")
        let data = try JSONEncoder().encode([number])
        #expect(String(decoding: data, as: UTF8.self) == #"["9990000018"]"#)
        #expect(try JSONDecoder().decode([NHSNumber].self, from: data) == [number])
        #expect(throws: ParseProblem.self) { try JSONDecoder().decode([NHSNumber].self, from: Data(#"["9990000019"]"#.utf8)) }
    }
}
