// The doctor sees what is wrong.

import App
import Directory
import Files
import Foundation
import Identity
import Kernel
import Notices
import Operations
import Store
import TestKit
import Testing
import Web

@Suite("Doctor")
struct DoctorTests {
    static let now = Instant(milliseconds: 1_795_200_000_000)

    @Test(
        "A full disk is ill, a filling one a warning",
        arguments: [(Int64(100), CheckFinding.State.ill), (Int64(1000), .warning), (Int64(50_000), .well)])
    func disk(megabytes: Int64, state: CheckFinding.State) {
        #expect(DoctorRules.disk(freeBytes: megabytes << 20).state == state)
    }

    @Test(
        "Bank holidays whose last year has begun are a warning, and ill once it is over",
        arguments: [(2027, CheckFinding.State.well), (2028, .warning), (2029, .ill)])
    func bankHolidays(year: Int, state: CheckFinding.State) throws {
        #expect(BankHolidays.finding(through: 2028, today: try #require(LocalDate(year: year, month: 1, day: 1))).state == state)
    }

    @Test("Tables that are behind are to be migrated")
    func tables() {
        #expect(DoctorRules.tables(notRun: []).state == .well)
        let behind = DoctorRules.tables(notRun: ["a", "b"])
        #expect(behind.state == .ill)
        #expect(behind.mend == "Run commonweal migrate.")
    }

    @Test("Clocks that differ are ill, and so is an entry in the future")
    func clock() {
        let now = Self.now
        #expect(DoctorRules.clock(now: now, databaseNow: now.adding(seconds: 2), latestEntry: nil).state == .well)
        #expect(DoctorRules.clock(now: now, databaseNow: now.adding(seconds: -60), latestEntry: nil).state == .ill)
        #expect(DoctorRules.clock(now: now, databaseNow: nil, latestEntry: now.adding(minutes: 3)).state == .ill)
    }

    @Test("A key that others may read is ill")
    func secret() {
        #expect(DoctorRules.secret(mode: 0o600, isSet: false).state == .well)
        #expect(DoctorRules.secret(mode: 0o644, isSet: false).state == .ill)
        #expect(DoctorRules.secret(mode: nil, isSet: true).state == .well)
        #expect(DoctorRules.secret(mode: nil, isSet: false).state == .warning)
    }

    @Test("On PostgreSQL the doctor needs neither key nor mail to look, and says that a server does", .enabled(if: TestDatabases.hasPostgres))
    func serverWithoutSettings() async throws {
        try await withDatabaseLocation(.postgres) { location in
            let ready = try await TestInstallations.ready(location, at: Self.now)
            await ready.database.close()
            let findings = await Doctor(clock: .fixed(Self.now)).findings(Settings(location: location), logger: ready.logger)
            #expect(findings.first { $0.subject == "Key" } == DoctorRules.missingSecret)
            #expect(findings.first { $0.subject == "Mail" }?.state == .ill)
            #expect(findings.first { $0.subject == "Tables" }?.state == .well)
            #expect(!findings.contains { $0.subject == "Passcodes" })
        }
    }

    @Test("PostgreSQL is 14 or later, in UTF-8, sorted by code")
    func server() {
        #expect(DoctorRules.server(version: 150_020, encoding: "UTF8", collation: "C.UTF-8").state == .well)
        #expect(DoctorRules.server(version: 130_004, encoding: "UTF8", collation: "C").state == .ill)
        #expect(DoctorRules.server(version: 160_000, encoding: "LATIN1", collation: "C").state == .ill)
        #expect(DoctorRules.server(version: 160_000, encoding: "UTF8", collation: "en_GB.UTF-8").state == .warning)
    }

    @Test("Work that waits while no server works is ill")
    func work() {
        let now = Self.now
        #expect(OperationsChecks.work(heartbeat: now.adding(seconds: -10), waiting: 3, setAside: 0, now: now).state == .well)
        #expect(OperationsChecks.work(heartbeat: now.adding(minutes: -10), waiting: 3, setAside: 0, now: now).state == .ill)
        #expect(OperationsChecks.work(heartbeat: nil, waiting: 0, setAside: 0, now: now).state == .well)
        #expect(OperationsChecks.work(heartbeat: nil, waiting: 1, setAside: 0, now: now).state == .ill)
        #expect(OperationsChecks.work(heartbeat: now, waiting: 0, setAside: 2, now: now).state == .warning)
    }

    @Test("Emails that nobody sends are a warning")
    func mail() {
        #expect(DoctorRules.mail(nil, canWrite: { _ in true }, outbox: "/outbox").state == .warning)
        #expect(DoctorRules.mail(.folder("/outbox"), canWrite: { _ in false }, outbox: nil).state == .ill)
        #expect(DoctorRules.mail(.folder("/outbox"), canWrite: { _ in true }, outbox: nil).state == .well)
    }

    @Test("A mail server that cannot be used is ill, with its reason")
    func mailServer() {
        let server = SMTPServer(host: "mail.example.nhs.uk", port: 465, protection: .tls, user: "", password: "")
        #expect(DoctorRules.mail(.server(server), canWrite: { _ in false }, outbox: nil).state == .well)
        let refused = DoctorRules.mail(.server(server), refusal: "Login denied", canWrite: { _ in false }, outbox: nil)
        #expect(refused.state == .ill)
        #expect(refused.sentence == "mail.example.nhs.uk, port 465, cannot be used: Login denied.")
    }

    @Test("A mail server that is not there is found out by asking it")
    func absentMailServer() async throws {
        try await withTemporaryDirectory { folder in
            let installation = try await TestInstallations.ready(.directory(folder), at: Self.now)
            await installation.database.close()
            var settings = installation.settings
            settings.mail = .server(SMTPServer(host: "127.0.0.1", port: 1, protection: .none, user: "", password: ""))
            let findings = await Doctor(clock: .fixed(Self.now)).findings(settings, logger: installation.logger)
            #expect(findings.first { $0.subject == "Mail" }?.state == .ill)
            #expect(findings.first { $0.subject == "Passcodes" }?.state == .well)
        }
    }

    @Test("Passcodes that another key sealed are ill")
    func passcodes() {
        #expect(PasscodeCheck.finding(opens: true).state == .well)
        #expect(PasscodeCheck.finding(opens: false).state == .ill)
    }

    @Test("A copy of all data that a killed move left behind is pointed out")
    func leftovers() {
        #expect(DoctorRules.leftovers([]) == nil)
        #expect(DoctorRules.leftovers(["commonweal-move-1"])?.sentence.contains("commonweal-move-1") == true)
    }

    private static func standing(broken: Int = 0, underOtherKey: Bool = false) -> FileStanding {
        FileStanding(files: 3, waiting: 0, contents: 3, bytes: 3 << 20, unused: 1, broken: broken, underOtherKey: underOtherKey)
    }

    @Test("Files that lie under another key, or lack content, are ill; a scanner that is set and away is ill, none a warning")
    func files() {
        let well = FileChecks.standing(Self.standing(), hasKey: true)
        #expect(well.state == .well)
        #expect(well.sentence == "3, 3 MB in all, 0 to be checked; contents that none of them names, to go within a day: 1.")
        #expect(FileChecks.standing(Self.standing(underOtherKey: true), hasKey: true).state == .ill)
        #expect(FileChecks.standing(Self.standing(underOtherKey: true), hasKey: false).state == .well)
        #expect(FileChecks.standing(Self.standing(broken: 1), hasKey: true).state == .ill)
        #expect(FileChecks.scanner(isSet: true, problem: nil).state == .well)
        #expect(FileChecks.scanner(isSet: true, problem: .silent).state == .ill)
        #expect(FileChecks.scanner(isSet: false, problem: nil).state == .warning)
        #expect(FileChecks.reading((false, "pdftotext is not installed.")).state == .warning)
    }

    @Test("Each side is looked at once and in its order, whichever room brings it")
    func order() async throws {
        try await withTemporaryDirectory { folder in
            let installation = try await TestInstallations.ready(.directory(folder), at: Self.now)
            await installation.database.close()
            let findings = await Doctor(clock: .fixed(Self.now)).findings(installation.settings, logger: installation.logger)
            #expect(
                findings.map(\.subject) == [
                    "Settings", "Bank holidays", "Disk", "Key", "Database", "Database file", "Tables", "Passcodes", "Files", "Text of files",
                    "Virus scanner", "Clock", "Background work", "Messages", "Mail",
                ])
            let none = await Doctor(clock: .fixed(Self.now)).findings(Settings(location: .directory(folder + "/none")), logger: installation.logger)
            #expect(none.map(\.subject) == ["Settings", "Bank holidays", "Database"])
        }
    }

    @Test("Every check of records finds nothing in the demonstration, says what it compares and what to do, and stands in the operators' page")
    func records() async throws {
        let records = try await Demonstrations.installation.value.recordFindings()
        #expect(
            records.map(\.check.name) == [
                "Activity ledger", "Money ledger", "Closed months", "Payments", "Receipts", "Free times", "Booked days", "Relations of care",
            ])
        #expect(records.flatMap(\.findings) == [])
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let page = try String(contentsOf: root.appendingPathComponent("docs/operators/watching.md"), encoding: .utf8)
        for record in records {
            #expect(page.contains("| \(record.check.name) | \(record.check.compares) | \(record.check.mend) |"), "\(record.check.name)")
        }
    }

    @Test("Whatever is not well says what to do")
    func advice() {
        let findings = [
            DoctorRules.disk(freeBytes: nil), DoctorRules.disk(freeBytes: 1), DoctorRules.tables(notRun: ["x"]),
            BankHolidays.finding(through: 2026, today: TestDay.today), BankHolidays.finding(through: 2025, today: TestDay.today),
            DoctorRules.secret(mode: nil, isSet: false), PasscodeCheck.finding(opens: false),
            OperationsChecks.work(heartbeat: nil, waiting: 1, setAside: 0, now: Self.now),
            DoctorRules.mail(nil, canWrite: { _ in true }, outbox: nil),
            FileChecks.standing(Self.standing(broken: 1), hasKey: true), FileChecks.scanner(isSet: false, problem: nil),
            FileChecks.scanner(isSet: true, problem: .strange), FileChecks.reading((false, "")),
        ]
        for finding in findings { #expect(!finding.mend.isEmpty, "\(finding)") }
    }
}
