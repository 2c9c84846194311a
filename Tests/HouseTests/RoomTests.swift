// Forms, rules and tables keep to their own.

import Foundation
import Testing

@Suite("Rooms")
struct RoomTests {
    @Test("Forms and rules import no store")
    func pureFiles() {
        let pure = Repository.sources.filter { $0.path.hasSuffix("Form.swift") || $0.path.hasSuffix("Rules.swift") }
        #expect(pure.count > 20, "hardly a file of forms and rules was found")
        for file in pure {
            let importsStore = file.lines.contains { $0.hasPrefix("import Store") || $0.hasPrefix("@preconcurrency import Store") }
            #expect(!importsStore, "\(file.path) imports Store; facts come in as values")
        }
    }

    /// Tables that more than one folder of their room writes, from before this was a rule. The list only shrinks.
    static let shared: [String: Set<String>] = [
        "bookings": ["Bookings", "ClinicLists"], "contracts": ["Register", "Schemes"], "slot_holds": ["Bookings", "Slots"],
        "form_claims": ["Forms", "Jobs"], "settled_forms": ["Forms", "Jobs"], "sessions": ["Assignments", "Sessions"],
        "organisations": ["Imports", "Organisations", "Relationships"],
        "organisation_addresses": ["Imports", "Organisations"],
        "organisation_codes": ["Imports", "Organisations"], "organisation_names": ["Imports", "Organisations"],
        "organisation_relationships": ["Imports", "Organisations", "Relationships", "Sites"],
        "organisation_statuses": ["Imports", "Organisations", "Relationships"], "patients": ["Changes", "Register"],
        "populations": ["Imports", "Populations"], "sites": ["Imports", "Sites"],
    ]

    /// Tables made by a migration that had shipped when its room was parted: they belong to the other half.
    static let parted: [String: String] = Dictionary(
        uniqueKeysWithValues: ["bookings", "clinic_exceptions", "clinic_patterns", "clinics", "slot_holds", "slots"].map {
            ($0, "Appointments")
        } + [("messages", "Worklist")])

    /// The names after `keyword` in a text of SQL.
    static func names(after keyword: String, in text: String) -> [String] {
        text.components(separatedBy: keyword + " ").dropFirst().compactMap { rest in
            let name = rest.prefix { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "_") }
            return name.isEmpty ? nil : String(name)
        }
    }

    @Test("A table is written by the room that makes it, and there by one folder")
    func tables() {
        var makers: [String: Set<String>] = [:]
        var writers: [String: Set<String>] = [:]
        for file in Repository.sources {
            let parts = file.path.split(separator: "/").map(String.init)
            for keyword in ["CREATE TABLE", "CREATE TABLE IF NOT EXISTS"] {
                for table in Self.names(after: keyword, in: file.text) { makers[table, default: []].insert(parts[1]) }
            }
            for keyword in ["INSERT INTO", "UPDATE", "DELETE FROM"] {
                for table in Self.names(after: keyword, in: file.text) { writers[table, default: []].insert(parts[1] + "/" + parts[2]) }
            }
        }
        #expect(makers.count > 70 && writers.count > 70, "hardly a table was found")
        for (table, places) in writers.sorted(by: { $0.key < $1.key }) {
            guard let makers = Self.parted[table].map({ [$0] }) ?? makers[table] else {
                #expect(Bool(false), "\(table) is written by \(places.sorted()) and made by no migration")
                continue
            }
            // A migration may hand its room's rows on to a room below, once.
            for place in places where !makers.contains(place.split(separator: "/").first.map(String.init) ?? "") && !place.hasSuffix("/Migrations") {
                #expect(Bool(false), "\(place) writes \(table), a table of \(makers.sorted()); ask that room to")
            }
            let folders = Set(places.compactMap { $0.split(separator: "/").last.map(String.init) }).subtracting(["Migrations"])
            let named = Self.shared[table, default: []]
            #expect(
                folders.count <= 1 ? named.isEmpty : folders == named,
                "\(table) is written by the folders \(folders.sorted()); one of them owns it, unless it is listed just so")
        }
        for table in Self.shared.keys { #expect(writers[table] != nil, "\(table) is written by nobody; take it off the list") }
    }
}
