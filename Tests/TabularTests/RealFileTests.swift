// The files that the NHS and schools send.

import Foundation
import Kernel
import Tabular
import TestKit
import Testing

@Suite("Real files")
struct RealFileTests {
    @Test("The practice file of June 2022 has 15,119 rows of 27 columns, 6,925 of them open general practices", arguments: Edition.present)
    func practices(edition: Edition) throws {
        let reader = TabularReader(path: edition.path("ods/epraccur_2022-06_full.csv"), layout: .columns(count: 27))
        var active = 0
        let summary = try reader.forEach { row in
            if row["M"].text == "A", row["Z"].text == "4" { active += 1 }
        }
        #expect(summary.rows == edition.of(15_119, 95))
        #expect(summary.problemCount == 0)
        #expect(active == edition.of(6925, 83))
    }

    @Test("The list sizes of January 2021 add up to 60,606,345 patients of 6,658 practices", arguments: Edition.present)
    func lists(edition: Edition) throws {
        let reader = TabularReader(
            path: edition.path("lists/gp-reg-pat-prac-all_2021-01.csv"), layout: .header(required: ["CODE", "NUMBER_OF_PATIENTS"]))
        let found = try reader.values { row in (try row["CODE"].value(ODSCode.self), try row["NUMBER_OF_PATIENTS"].integer()) }
        #expect(found.problems.isEmpty)
        #expect(found.values.count == edition.of(6658, 81))
        #expect(found.values.reduce(0) { $0 + $1.1 } == edition.of(60_606_345, 753_141))
    }

    @Test("The network files read through, header and all", arguments: Edition.present)
    func networks(edition: Edition) throws {
        let details = TabularReader(path: edition.path("ods/epcn_details_2022.csv"), layout: .header(required: ["PCN Code", "Postcode"]))
        let found = try details.values { (try $0["PCN Code"].value(ODSCode.self), try $0["Postcode"].value(Postcode.self)) }
        #expect(found.problems.isEmpty)
        #expect(found.values.count == edition.of(1318, 16))
        let partners = TabularReader(
            path: edition.path("ods/epcn_core_partners_2022.csv"),
            layout: .header(required: ["Partner Organisation Code", "PCN Code", "Practice to PCN Relationship Start Date"]))
        let dates = try partners.values { try $0["Practice to PCN Relationship Start Date"].date() }
        #expect(dates.problems.isEmpty)
        #expect(dates.values.count == edition.of(7359, 83))
    }

    @Test("Each good upload of a class or cohort is read without a problem, old encodings and byte-order marks included")
    func goodUploads() throws {
        for folder in ["class_import", "cohort_import"] {
            let names = try FileManager.default.contentsOfDirectory(atPath: Edition.extract.path("imports/\(folder)")).filter {
                !$0.hasPrefix("malformed")
            }
            #expect(names.count >= 13)
            for name in names {
                let reader = TabularReader(
                    path: Edition.extract.path("imports/\(folder)/\(name)"),
                    layout: .header(required: ["CHILD_FIRST_NAME", "CHILD_LAST_NAME", "CHILD_DATE_OF_BIRTH"]))
                let (rows, summary) = try reader.rows()
                if name.hasPrefix("valid") {
                    #expect(summary.problems == [], "\(name)")
                    #expect(!rows.isEmpty, "\(name)")
                }
                if name.contains("iso_8859_1") {
                    #expect(!summary.notes.isEmpty || rows.allSatisfy { $0.texts.allSatisfy { !$0.contains("\u{FFFD}") } })
                }
            }
        }
    }

    @Test("Each malformed upload is refused with the columns it lacks")
    func malformedUploads() throws {
        for folder in ["class_import", "cohort_import"] {
            let reader = TabularReader(path: Edition.extract.path("imports/\(folder)/malformed.csv"), layout: .header(required: ["CHILD_FIRST_NAME"]))
            #expect(refusal { try reader.rows() } == "The columns are separated by “;”. Save the file with commas between the columns and try again.")
            let loose = try TabularReader(path: Edition.extract.path("imports/\(folder)/malformed.csv"), layout: .columns(count: 1)).rows()
            #expect(loose.summary.problems.contains { $0.reason.contains("never closed") })
        }
    }
}
