// What directory tests say in few words.

import Foundation
import Kernel
import Store
import TestKit

@testable import Directory

/// Shorthand for dates: day("2026-04-01").
func day(_ text: String) -> LocalDate {
    guard let date = try? LocalDate(parsing: text) else { return LocalDate(daysSince1970: 0) }
    return date
}

func code(_ text: String) throws -> ODSCode { try ODSCode(parsing: text) }

func find(_ text: String, on date: String, in connection: any Connection) throws -> Organisation? {
    try OrganisationStore.organisation(code: ODSCode(parsing: text), on: day(date), in: connection)
}

/// Files made up for the directory's tests.
enum Fixture {
    static func path(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/\(name)").path
    }
}

extension Database {
    @discardableResult
    func change<Value: Sendable>(minutes: Int = 0, _ body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Value {
        try await write(by: .test, at: TestDay.later(minutes: minutes), body)
    }

    /// Adds a practice that has been open since 1990 and gives its identifier.
    func addPractice(_ code: String, _ name: String, kind: OrganisationKind = .practice, opened: String = "1990-01-01") async throws -> OrganisationID
    {
        let organisation = Organisation(
            id: ID(at: TestDay.now), kind: kind, odsCode: try ODSCode(parsing: code), name: name, openedOn: day(opened))
        try await change { try OrganisationStore.add(organisation, in: $0) }
        return organisation.id
    }

    /// All rows that imports may write, as text, without the imports' own records: equal texts mean an equal directory.
    func directoryAsText() async throws -> [String] {
        try await read { connection in
            var lines: [String] = []
            for table in [
                "organisations", "organisation_codes", "organisation_names", "organisation_statuses", "organisation_addresses",
                "organisation_relationships",
                "sites", "populations",
            ] {
                let rows = try connection.rows(SQL(verbatim: "SELECT * FROM \(table)"))
                lines += rows.map { "\(table) \($0.values)" }
            }
            return lines.sorted()
        }
    }

    func importing(
        _ kind: ImportKind, _ text: String, name: String, on date: String? = nil, policy: DirectoryImport.Policy = .goodRows,
        acceptsJumps: Bool = false, minutes: Int = 0
    ) async throws -> ImportResult {
        try await DirectoryImport.read(
            kind, from: .bytes(Array(text.utf8)), fileName: name, effectiveOn: date.map(day), today: TestDay.today
        ).apply(to: self, by: .test, at: TestDay.later(minutes: minutes), policy: policy, acceptsJumps: acceptsJumps)
    }

    func importing(
        _ kind: ImportKind, path: String, on date: String? = nil, acceptsJumps: Bool = false, minutes: Int = 0
    ) async throws -> ImportResult {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return try await DirectoryImport.read(
            kind, from: .path(path), fileName: name, effectiveOn: date.map(day), today: TestDay.today
        ).apply(to: self, by: .test, at: TestDay.later(minutes: minutes), acceptsJumps: acceptsJumps)
    }

    func members(of code: String, on date: String) async throws -> [String] {
        try await read { connection in
            guard let body = try OrganisationStore.organisation(code: try ODSCode(parsing: code), on: day(date), in: connection) else { return [] }
            return try OrganisationStore.members(of: body.id, on: day(date), in: connection).compactMap { $0.odsCode?.stored }.sorted()
        }
    }
}

/// A row of epraccur with what a test cares about.
func practiceRow(
    _ code: String, _ name: String = "THE SURGERY", postcode: String = "AB1 2DE", opened: String = "19740401", closed: String = "",
    status: String = "A",
    commissioner: String = "00A", joined: String = "20130401", left: String = "", setting: String = "4"
) -> String {
    let cells = [
        code, name, "Y63", "QHM", "1 HIGH STREET", "", "", "TOWN", "", postcode, opened, closed, status, "B", commissioner, joined, left,
        "01642 672351", "",
        "", "", "0", "", commissioner, "", setting, "",
    ]
    return cells.map { "\"\($0)\"" }.joined(separator: ",")
}

func practiceFile(_ rows: String...) -> String { rows.joined(separator: "\r\n") + "\r\n" }
