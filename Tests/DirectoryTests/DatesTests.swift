// Dates in files.

import Kernel
import TestKit
import Testing

@testable import Directory

struct DatesTests {
    @Test(
        "A file's name says which day it describes: a month or a financial year stands for its last day",
        arguments: [
            ("epraccur_2022-06_full.csv", "2022-06-30"), ("epraccur_pilot_2019-08.csv", "2019-08-31"), ("epraccur-2022-06-15.csv", "2022-06-15"),
            ("epraccur20240229.csv", "2024-02-29"), ("lists_202202.csv", "2022-02-28"), ("nhs_payments_2022-23_england.csv", "2023-03-31"),
            ("nhs_payments_2099-00.csv", "2100-03-31"),
        ])
    func inFileName(name: String, expected: String) {
        #expect(EffectiveDate.day(inFileName: name)?.stored == expected)
    }

    @Test("A name without a date gives none", arguments: ["epraccur.csv", "practices (2).csv", "20221301.csv", "2022-13.csv", "12345.csv"])
    func withoutDate(name: String) {
        #expect(EffectiveDate.day(inFileName: name) == nil)
    }

    @Test(
        "Dates are read as NHS files write them",
        arguments: [
            ("20220630", "2022-06-30"), ("01JAN2021", "2021-01-01"), ("01May2022", "2022-05-01"), ("01-Apr-17", "2017-04-01"),
            ("2022-06-30", "2022-06-30"), ("30/06/2022", "2022-06-30"), ("1 April 2026", "2026-04-01"), ("20220631", nil), ("x", nil), ("", nil),
            ("01FOO2021", nil),
        ] as [(String, String?)])
    func written(text: String, expected: String?) {
        #expect(EffectiveDate.day(written: text)?.stored == expected)
    }
}
