// The doctor sees what is wrong.

import App
import Kernel
import Store
import Testing

@Suite("Doctor")
struct DoctorTests {
    static let now = Instant(milliseconds: 1_795_200_000_000)

    @Test(
        "A full disk is ill, a filling one a warning", arguments: [(Int64(100), Finding.State.ill), (Int64(1000), .warning), (Int64(50_000), .well)])
    func disk(megabytes: Int64, state: Finding.State) {
        #expect(DoctorRules.disk(freeBytes: megabytes << 20).state == state)
    }

    @Test("Tables that are behind are to be migrated")
    func tables() {
        #expect(DoctorRules.tables(.current).state == .well)
        let behind = DoctorRules.tables(.behind(["a", "b"]))
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
        #expect(DoctorRules.work(heartbeat: now.adding(seconds: -10), waiting: 3, setAside: 0, now: now).state == .well)
        #expect(DoctorRules.work(heartbeat: now.adding(minutes: -10), waiting: 3, setAside: 0, now: now).state == .ill)
        #expect(DoctorRules.work(heartbeat: nil, waiting: 0, setAside: 0, now: now).state == .well)
        #expect(DoctorRules.work(heartbeat: nil, waiting: 1, setAside: 0, now: now).state == .ill)
        #expect(DoctorRules.work(heartbeat: now, waiting: 0, setAside: 2, now: now).state == .warning)
    }

    @Test("Letters that nobody sends are a warning")
    func mail() {
        #expect(DoctorRules.mail(nil, canWrite: { _ in true }, outbox: "/outbox").state == .warning)
        #expect(DoctorRules.mail(.folder("/outbox"), canWrite: { _ in false }, outbox: nil).state == .ill)
        #expect(DoctorRules.mail(.folder("/outbox"), canWrite: { _ in true }, outbox: nil).state == .well)
    }

    @Test("Whatever is not well says what to do")
    func advice() {
        let findings = [
            DoctorRules.disk(freeBytes: nil), DoctorRules.disk(freeBytes: 1), DoctorRules.tables(.behind(["x"])),
            DoctorRules.secret(mode: nil, isSet: false),
            DoctorRules.work(heartbeat: nil, waiting: 1, setAside: 0, now: Self.now), DoctorRules.mail(nil, canWrite: { _ in true }, outbox: nil),
        ]
        for finding in findings { #expect(!finding.mend.isEmpty, "\(finding)") }
    }
}
