// A database in use takes the open lists.

import App
import Kernel
import Store
import TestKit
import Testing
import Web

@Suite("Open lists in a database that is in use")
struct OpenListTests {
    /// Up to here lists were closed.
    private static let first = "2026-11-29 80"
    private static let changed = [
        "organisations", "organisation_relationships", "posts", "populations", "imports", "role_assignments", "one_time_links", "guesses",
        "undertakings", "activity_entries", "postings", "clinic_patterns",
    ]

    /// Goes when clinics move into the diary.
    private static let gone = "clinic_times"

    private static func all() throws -> [Migration] {
        TestDatabases.ground + (try featuresWithoutData().flatMap(\.migrations)).filter { !TestDatabases.ground.map(\.name).contains($0.name) }
    }

    private static func lines(_ table: String, in connection: any Connection) throws -> [String] {
        try connection.rows(SQL(verbatim: "SELECT * FROM \(table)")).map { "\($0.values)" }.sorted()
    }

    /// A row of every kind that the lists had, by the tables as they were.
    private static func fill(_ connection: any Connection) throws {
        func insert(_ table: String, _ columns: String, _ rows: [String]) throws {
            try connection.execute(SQL(verbatim: "INSERT INTO \(table) (\(columns)) VALUES \(rows.map { "(\($0))" }.joined(separator: ", "))"))
        }
        func each(_ words: String, _ row: (Int, String) -> String) -> [String] {
            words.split(separator: " ").enumerated().map { row($0.offset, String($0.element)) }
        }
        let at = "'2026-11-01T09:00:00.000Z'"
        try insert(
            "organisations", "id, kind, source, recorded_at",
            each("practice network federation commissioner integrated-care-board hub trust council voluntary supplier locality other") {
                "'o\($0)', '\($1)', 'by hand', \(at)"
            })
        try insert(
            "organisation_relationships", "id, organisation_id, kind, other_id, from_date, source, recorded_at",
            each("commissioned-by member-of-network member-of-federation member-of-locality operated-by hosted-by succeeded-by") {
                "'r\($0)', 'o0', '\($1)', 'o\($0 + 1)', '2020-01-01', 'by hand', \(at)"
            })
        try insert("people", "id, title, given_name, family_name, profession, recorded_at", ["'p', 'Dr', 'Pat', 'Marlow', 'GP', \(at)"])
        try insert(
            "posts", "id, person_id, organisation_id, kind, from_date, recorded_at",
            each("partner named-lead practice-manager salaried-clinician clinical-director director officer staff") {
                "'t\($0)', 'p', 'o0', '\($1)', '2020-01-01', \(at)"
            })
        try insert(
            "populations", "id, practice_id, kind, snapshot_date, hundredths, known_from, source",
            each("registered weighted adjusted") { "'n\($0)', 'o0', '\($1)', '2026-01-01', 100, \(at), 'by hand'" })
        try insert(
            "imports", "id, kind, file_name, effective_on, row_count, change_count, rejected_count, summary, applied_at",
            each("ods pcn lists weighted-lists branches successors") { "'i\($0)', '\($1)', 'f.csv', '2026-01-01', 1, 1, 0, '', \(at)" })
        try insert("import_findings", "import_id, position, kind, line, cell, reason", ["'i0', 1, 'note', 1, 'B7', 'Look'"])
        try insert("accounts", "id, person, display_name, email, state, created_at", ["'a', 'p', 'Pat', 'pat@example.nhs.uk', 'active', \(at)"])
        try insert(
            "role_assignments", "id, person, role, organisation, from_date, reason, given_by, given_at",
            Role.allCases.enumerated().map { "'g\($0.offset)', 'p', '\($0.element.rawValue)', 'o0', '2020-01-01', 'x', 'a', \(at)" })
        try insert(
            "sessions",
            "token_hash, id, account, assignment, organisation_name, has_passcode, form_token, signed_in_at, last_used_at, remote_address",
            ["'h', 's', 'a', 'g3', 'Elm', TRUE, 'f', \(at), \(at), ''"])
        try insert(
            "one_time_links", "token_hash, account, purpose, made_at, expires_at",
            ["'x', 'a', 'invitation', \(at), \(at)", "'y', 'a', 'reset', \(at), \(at)"])
        try insert(
            "guesses", "kind, subject, failures, last_failed_at",
            each("pair device account address passcode-pair passcode-device passcode-account link-account link-address") {
                "'\($1)', 's\($0)', 1, \(at)"
            })
        try insert("undertakings", "id, kind, title, purpose", each("scheme project data-sharing") { "'u\($0)', '\($1)', 'Title \($0)', ''" })
        try insert("terms_versions", "undertaking, version, text, published_on", ["'u0', 1, 'Terms', '2020-01-01'"])
        try insert("sites", "id, organisation_id, name, address, from_date, recorded_at", ["'l', 'o5', 'Oak', '', '2020-01-01', \(at)"])
        try insert("rooms", "id, site_id, name, from_date", ["'m', 'l', '1', '2020-01-01'"])
        let service = try connection.value(String.self, "SELECT code FROM services ORDER BY code LIMIT 1") ?? ""
        try insert(
            "clinic_patterns",
            """
            id, site, room, clinician, service, channel, scheme, weekday, starts, ends, slot_minutes, days_ahead, same_day_slots, on_bank_holidays, \
            from_date, until_date, status, recorded_at
            """,
            [
                "'q', 'l', 'm', 'p', '\(service)', 'video', 'u0', 'monday', '18:30', '20:00', 15, 14, 0, FALSE, '2026-11-01', '2026-11-30', 'published', \(at)"
            ])
        try insert(
            "clinics",
            """
            id, pattern, site, hub, host, room, clinician, service, channel, scheme, date, week, starts, ends, starts_at, ends_at, status, \
            status_reason
            """,
            [
                """
                'c', 'q', 'l', 'o5', 'o0', 'm', 'p', '\(service)', 'video', 'u0', '2026-11-02', '2026-11-02', '18:30', '20:00', \
                '2026-11-02T18:30:00.000Z', '2026-11-02T20:00:00.000Z', 'published', ''
                """
            ])
        try insert(
            "activity_entries",
            "id, kind, practice, host, occurred_at, local_date, minutes, count, evidence_kind, evidence_id, turn, reverses, reversal_reason, recorded_at",
            each("appointment-delivered appointment-not-attended capacity-unused") {
                "'e\($0)', '\($1)', 'o0', 'o0', \(at), '2026-11-01', 15, 1, 'appointment', 'b', 1, NULL, '', \(at)"
            } + ["'e3', 'appointment-delivered', 'o0', 'o0', \(at), '2026-11-01', -15, -1, 'appointment', 'b', 1, 'e0', 'other', \(at)"])
        try insert("accounting_months", "month, state", ["'2026-11', 'open'"])
        try insert("journals", "id, date, month, description, rule, posted_at", ["'j', '2026-11-30', '2026-11', 'Close', 'month close', \(at)"])
        let rules = [
            "price per delivered hour", "taken back: price per delivered hour", "share of time not attended", "share of time not used",
            "equal monthly instalments", "receipt", "payment", "carried over after a merger", "a rule of long ago",
        ]
        try insert(
            "postings", "id, journal, position, month, account, practice, amount_pence, rule, sentence",
            rules.enumerated().map {
                "'l\($0.offset)', 'j', \($0.offset + 1), '2026-11', 'practice-payable', 'o0', -\($0.offset + 1), '\($0.element)', 'A line'"
            })
        try insert("posting_activities", "posting, activity, amount_pence", ["'l0', 'e1', -1"])
    }

    @Test("Every row stays as it was, what points at it still does, and new kinds are taken", arguments: TestDatabases.engines)
    func inUse(engine: Engine) async throws {
        let all = try Self.all()
        try await withDatabase(engine) { database async throws in
            try await SchemaHistory.bring(database, to: all.filter { $0.name < Self.first }, at: TestDay.now)
            try await database.maintain { try Self.fill($0) }
            let tables = try await database.read { try SchemaHistory.tables(in: $0, engine: engine) }
                .filter { !["schema_migrations", Self.gone].contains($0) }
            func counts() async throws -> [String: Int] {
                try await database.read { connection in
                    try tables.reduce(into: [:]) { $0[$1] = try connection.value(Int.self, SQL(verbatim: "SELECT COUNT(*) FROM \($1)")) }
                }
            }
            func content() async throws -> [String: [String]] {
                try await database.read { connection in try Self.changed.reduce(into: [:]) { $0[$1] = try Self.lines($1, in: connection) } }
            }
            func indexes() async throws -> [String] {
                let text: SQL =
                    engine == .sqlite
                    ? "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"
                    : "SELECT CAST(indexname AS TEXT) FROM pg_indexes WHERE schemaname = CURRENT_SCHEMA() AND indexname NOT LIKE '%_key' AND indexname NOT LIKE '%_pkey'"
                return try await database.read { try $0.values(String.self, text) }.filter { !$0.hasPrefix(Self.gone) }.sorted()
            }
            let (countsBefore, contentBefore, indexesBefore) = (try await counts(), try await content(), try await indexes())
            #expect(Self.changed.allSatisfy { contentBefore[$0]?.isEmpty == false })

            try await SchemaHistory.bring(database, to: all, at: TestDay.now)
            #expect(try await counts() == countsBefore)
            #expect(try await content() == contentBefore)
            #expect(Set(try await indexes()).isSuperset(of: indexesBefore))
            if let sqlite = database as? SQLiteDatabase {
                #expect(try await sqlite.pragma("foreign_keys") == "1")
                #expect(try await sqlite.pragma("foreign_key_check") == nil)
                #expect(try await sqlite.pragma("integrity_check") == "\"ok\"")
            }
            let purposes = try await database.read {
                try $0.values(
                    String.self,
                    "SELECT posting_rules.purpose FROM postings JOIN posting_rules ON posting_rules.rule = postings.rule ORDER BY postings.position")
            }
            #expect(purposes == ["care", "care", "not-attended", "unused", "income", "income", "payment", "carried-over", "care"])

            try await database.maintain { connection in
                try connection.execute("UPDATE organisations SET kind = 'care-home' WHERE id = 'o11'")
                try connection.execute("UPDATE organisation_relationships SET kind = 'partner-of' WHERE id = 'r0'")
                try connection.execute("UPDATE posts SET kind = 'chair' WHERE id = 't0'")
                try connection.execute("UPDATE populations SET kind = 'housebound' WHERE id = 'n0'")
                try connection.execute("UPDATE imports SET kind = 'training' WHERE id = 'i0'")
                try connection.execute("UPDATE role_assignments SET role = 'returning-officer' WHERE id = 'g0'")
                try connection.execute("UPDATE one_time_links SET purpose = 'ballot' WHERE token_hash = 'x'")
                try connection.execute("UPDATE undertakings SET kind = 'partnership' WHERE id = 'u1'")
            }
            try await database.maintain { try $0.execute("UPDATE clinic_patterns SET days_ahead = 28 WHERE id = 'q'") }
            await #expect(throws: StoreError.self, "an organisation that others point at stays") {
                try await database.maintain { try $0.execute("DELETE FROM organisations WHERE id = 'o0'") }
            }
            await #expect(throws: StoreError.self, "a kind of work has a row") {
                try await database.maintain { try $0.execute("UPDATE activity_entries SET kind = 'flying' WHERE id = 'e1'") }
            }
        }
    }
}
