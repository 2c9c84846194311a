// Codes, numbers and addresses are checked.

import Foundation
import Kernel
import TestKit
import Testing

@Suite("Codes, registrations, postcodes and ways to reach people")
struct IdentifierTests {
    private struct Oracle: Decodable {
        struct Example: Decodable {
            let text: String
            let isSound: Bool
            init(from decoder: any Decoder) throws {
                var list = try decoder.unkeyedContainer()
                text = try list.decode(String.self)
                isSound = try list.decode(Int.self) == 1
            }
        }
        let tests: [String: [Example]]
    }

    @Test("Every published example of a code, postcode or registration comes out as it should")
    func oracle() throws {
        let oracle = try Edition.extract.json(Oracle.self, "oracles/identifier_regex.json")
        func check(_ key: String, _ accepts: (String) throws -> Bool) throws {
            let examples = try #require(oracle.tests[key])
            for example in examples { #expect(((try? accepts(example.text)) ?? false) == example.isSound, "\(key) \(example.text)") }
        }
        try check("postcode") { try Postcode(parsing: $0).stored == $0 }
        try check("nmc_pin") { try ProfessionalRegistration(body: .nmc, number: $0).number == $0 }
        try check("gphc") { try ProfessionalRegistration(body: .gphc, number: $0).number == $0 }
        try check("hcpc") { try ProfessionalRegistration(body: .hcpc, number: $0).number == $0 }
        try check("ods_gp_practice") { try ODSCode(parsing: $0).isPractice }
        try check("ods_pcn") { try ODSCode(parsing: $0).isNetwork }
    }

    @Test("Every practice code, network code and postcode that the NHS published is read", arguments: Edition.present)
    func published(edition: Edition) throws {
        var unread: [String] = []
        for row in try edition.lines("ods/epraccur_2022-06_full.csv") {
            let code = try ODSCode(parsing: row[0])
            // Status A and prescribing setting 4: a general practice that is open. Others have codes of other forms, such as ALD200.
            if row[12] == "A", row[25] == "4" { #expect(code.isPractice, "\(code)") }
            if !row[9].isEmpty, (try? Postcode(parsing: row[9]).stored == row[9]) != true { unread.append(row[9]) }
        }
        // The one wrong postcode of the file: V never stands in the inward part.
        #expect(unread == ["DN15 6QV"])
        let networks = try edition.lines("ods/epcn_details_2022.csv").dropFirst()
        #expect(networks.count == edition.of(1318, 16))
        for row in networks {
            #expect(try ODSCode(parsing: row[0]).isNetwork)
            #expect(try Postcode(parsing: row[11]).stored == row[11])
        }
        for row in try edition.lines("ods/epcn_core_partners_2022.csv").dropFirst() {
            #expect(try ODSCode(parsing: row[0]).stored == row[0])
            #expect(try ODSCode(parsing: row[4]).isNetwork)
        }
    }

    @Test("An ODS code is made capital and refused with signs in it or out of length")
    func codes() throws {
        #expect(try ODSCode(parsing: " a81001 ").stored == "A81001")
        #expect(try ODSCode(parsing: "W2U3Z").stored == "W2U3Z")
        #expect(try !ODSCode(parsing: "W2U3Z").isPractice)
        #expect(try !ODSCode(parsing: "A81001001").isPractice)
        for text in ["", "A8", "A81 001", "A81001;", "A810010010011", "Ä81001"] {
            #expect(refusal { try ODSCode(parsing: text) } == "Enter an ODS code: letters and digits without spaces, for example A81001.")
        }
    }

    @Test("A postcode is read with or without its space, in small letters too")
    func postcodes() throws {
        for text in ["sw1a1aa", "SW1A 1AA", " Sw1A  1aA ", "SW1A\u{00A0}1AA"] { #expect(try Postcode(parsing: text).stored == "SW1A 1AA") }
        let postcode = try Postcode(parsing: "SW1A 1AA")
        #expect(postcode.outward == "SW1A")
        #expect(postcode.area == "SW")
        #expect(try Postcode(parsing: "gir0aa").stored == "GIR 0AA")
        for text in ["", "SW1A", "SW1A 1CA", "1SW 1AA", "SW1A 1A", "SW111A 1AA", "GIR 0AB", "S£1A 1AA", "SW1A 1AAA"] {
            #expect(refusal { try Postcode(parsing: text) } == "Enter a postcode, for example SW1A 1AA.")
        }
    }

    @Test("Postcodes of every published pattern are read back as stored")
    func postcodePatterns() throws {
        var dice = SeededGenerator(seed: 3)
        let inward = Array("ABDEFGHJLNPQRSTUWXYZ").map(String.init)
        for _ in 0..<2000 {
            let first = dice.capital()
            let second = dice.pick(Array("ABCDEFGHJKLMNOPQRSTUVWXY").map(String.init)) ?? ""
            let outward =
                switch dice.number(0...5) {
                case 0: first + dice.digits(1)
                case 1: first + dice.digits(2)
                case 2: first + second + dice.digits(1)
                case 3: first + second + dice.digits(2)
                case 4: first + dice.digits(1) + String(dice.pick("ABCDEFGHJKPSTUW") ?? "A")
                default: first + second + dice.digits(1) + String(dice.pick("ABEHMNPRVWXY") ?? "A")
                }
            let text = "\(outward) \(dice.digits(1))\(dice.pick(inward) ?? "A")\(dice.pick(inward) ?? "A")"
            #expect(try Postcode(parsing: text.lowercased().filter { $0 != " " }).stored == text)
            #expect(try Postcode(parsing: text).outward == outward)
        }
    }

    @Test("A registration is read with its register and stored with it")
    func registrations() throws {
        #expect(try ProfessionalRegistration(parsing: "gmc1234567").stored == "GMC 1234567")
        #expect(try ProfessionalRegistration(parsing: "GMC L123456").number == "L123456")
        #expect(try ProfessionalRegistration(parsing: "NMC 71a2998e").stored == "NMC 71A2998E")
        #expect(try ProfessionalRegistration(parsing: "GPhC 2033467").stored == "GPhC 2033467")
        #expect(try ProfessionalRegistration(parsing: "hcpc PH 1").stored == "HCPC PH1")
        #expect(refusal { try ProfessionalRegistration(parsing: "1234567") }.hasPrefix("Enter the register and the number"))
        #expect(refusal { try ProfessionalRegistration(body: .gmc, number: "123456") } == "A GMC number has 7 digits, for example 1234567.")
        for (body, text) in [
            (ProfessionalRegistration.Body.gmc, "12345678"), (.gmc, "LL12345"), (.nmc, "A712998E"), (.nmc, "71A29988"), (.gphc, "1033467"),
            (.gphc, "20334670"), (.hcpc, "PH"), (.hcpc, "P1"), (.hcpc, "PH1234567"),
        ] {
            #expect(refusal { try ProfessionalRegistration(body: body, number: text) } != "", "\(text)")
        }
    }

    @Test("Registrations of every form are read back as stored")
    func registrationPatterns() throws {
        var dice = SeededGenerator(seed: 4)
        for _ in 0..<500 {
            let registration =
                switch dice.number(0...4) {
                case 0: try ProfessionalRegistration(body: .gmc, number: dice.digits(7))
                case 1: try ProfessionalRegistration(body: .gmc, number: dice.capital() + dice.digits(6))
                case 2: try ProfessionalRegistration(body: .nmc, number: dice.digits(2) + dice.capital() + dice.digits(4) + dice.capital())
                case 3: try ProfessionalRegistration(body: .gphc, number: "2" + dice.digits(6))
                default: try ProfessionalRegistration(body: .hcpc, number: dice.capital() + dice.capital() + dice.digits(dice.number(1...6)))
                }
            #expect(try ProfessionalRegistration(parsing: registration.stored) == registration)
            #expect(try ProfessionalRegistration(parsing: registration.stored.lowercased()) == registration)
        }
    }

    @Test("An email address is kept in small letters and refused when mail could not reach it")
    func email() throws {
        #expect(try EmailAddress(parsing: " Amina.Example+rota@NHS.net ").stored == "amina.example+rota@nhs.net")
        #expect(try EmailAddress(parsing: "o'brien@surgery.nhs.uk").stored == "o'brien@surgery.nhs.uk")
        for text in [
            "", "amina", "amina@", "@nhs.net", "amina@nhs", "amina@@nhs.net", "a b@nhs.net", "amina@nhs..net", ".amina@nhs.net", "amina@-nhs.net",
            "amina@127.0.0.1",
            "a\r\nBcc: x@nhs.net", "\(String(repeating: "a", count: 65))@nhs.net", "amina@\(String(repeating: "nhs.", count: 70))net",
        ] {
            #expect(refusal { try EmailAddress(parsing: text) } == "Enter an email address, for example name@nhs.net.", "\(text)")
        }
    }

    @Test(
        "A telephone number is stored one way however it is written",
        arguments: [
            ("07700 900123", "07700900123", "07700 900123"), ("+44 7700 900123", "07700900123", "07700 900123"),
            ("0044 7700 900 123", "07700900123", "07700 900123"), ("+44 (0)20 7946 0123", "02079460123", "020 7946 0123"),
            ("(0116) 496-0123", "01164960123", "0116 496 0123"), ("0161.496.0123", "01614960123", "0161 496 0123"),
            ("01632 960123", "01632960123", "01632 960123"), ("0300 123 4567", "03001234567", "0300 123 4567"),
            ("0117 992 300", "0117992300", "0117992300"),
            ("+353 85 123 4567", "+353851234567", "+353851234567"),
        ])
    func telephone(text: String, stored: String, spaced: String) throws {
        let number = try TelephoneNumber(parsing: text)
        #expect(number.stored == stored)
        #expect(number.spaced == spaced)
        #expect(try TelephoneNumber(parsing: number.stored) == number)
        #expect(try TelephoneNumber(parsing: number.spaced) == number)
    }

    @Test(
        "A text that is no telephone number is refused",
        arguments: ["", "077009001234", "07700 90012x", "12345678901", "0400 123 4567", "++44770090012", "ext 12"])
    func telephoneRefused(text: String) {
        #expect(refusal { try TelephoneNumber(parsing: text) }.hasPrefix("Enter a telephone number with its area code"))
    }

    @Test("Identifiers read back, sort by the time they were made at, and come again from the same seed")
    func identifiers() throws {
        var dice = SeededGenerator(seed: 5)
        var last: OrganisationID?
        for step in 0..<500 {
            let id = OrganisationID(at: Instant(milliseconds: 1_790_000_000_000 + Int64(step)), using: &dice)
            #expect(try OrganisationID(parsing: id.stored) == id)
            #expect(try OrganisationID(parsing: id.stored.uppercased()) == id)
            // RFC 9562 section 5.7: version 7 and variant 10.
            #expect(Array(id.stored)[14] == "7")
            #expect("89ab".contains(Array(id.stored)[19]))
            if let last {
                #expect(last < id)
                #expect(last.stored < id.stored)
            }
            last = id
        }
        var (one, other) = (SeededGenerator(seed: 6), SeededGenerator(seed: 6))
        let now = Instant(milliseconds: 1)
        #expect(PatientID(at: now, using: &one) == PatientID(at: now, using: &other))
        #expect(PatientID(at: now) != PatientID(at: now))
        for text in [
            "", "0", String(repeating: "0", count: 36), "../../etc/passwd", "018f0000-0000-7000-8000-00000000000g",
            "018f0000-0000-7000-8000-0000000000000",
        ] {
            #expect(refusal { try SiteID(parsing: text) } == "This link is not complete. Go back and follow it again.")
        }
    }
}
