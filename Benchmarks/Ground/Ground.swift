// The federation that is measured.

import App
import Appointments
import Directory
import Foundation
import Identity
import Kernel
import Logging
import Patients
import Store

/// The demonstration federation, enlarged by further practices, patients and a hub with a hundred rooms, so that there is enough to fight over.
enum Ground {
    static let hubName = "Measuring Hub"
    private static let product = Actor(process: "benchmark")

    static func installation(_ options: GroundOptions) throws -> Installation {
        var settings = Settings(location: options.database.map { .server(url: $0) } ?? .directory(options.folder))
        settings.port = 0
        settings.connections = 16
        settings.logLevel = .error
        settings.secret = Array(repeating: 7, count: 32)
        settings.mail = .folder(options.folder)
        settings.mailFrom = "benchmark@example.org"
        let logger = Logger(label: "benchmark") { LineLog(label: $0, level: .error, clock: BenchmarkClock.clock) }
        try FileManager.default.createDirectory(atPath: options.folder, withIntermediateDirectories: true)
        return try Installation(settings, clock: BenchmarkClock.clock, random: .system, logger: logger, createsFolder: true)
    }

    /// Makes the federation where it is not there yet. For PostgreSQL it is made in the embedded database and moved.
    static func prepare(_ options: GroundOptions, practices: Int, patients: Int, rooms: Int) async throws {
        var embedded = options
        embedded.database = nil
        if !options.keep { try? FileManager.default.removeItem(atPath: options.folder) }
        let source = try installation(embedded)
        try await SchemaHistory.bring(source.database, to: source.migrations, at: BenchmarkClock.clock.now())
        if try await isEmpty(source.database) {
            Report.note("making the demonstration federation")
            try await Demonstration().load(into: source) { _, _ in }
            try await addPractices(practices, to: source.database)
            try await addPatients(patients, to: source.database)
            try await addHub(rooms: rooms, to: source.database)
        }
        if let url = options.database {
            let target = PostgresDatabase(url: url)
            try await SchemaHistory.bring(target, to: source.migrations, at: BenchmarkClock.clock.now())
            if try await isEmpty(target) {
                Report.note("moving it to PostgreSQL")
                _ = try await Relocation.move(
                    from: source.database, to: target, workspace: options.folder, migrations: source.migrations, by: product,
                    at: BenchmarkClock.clock.now())
                try await target.maintain { try $0.execute("ANALYZE") }
            } else if !options.keep {
                throw BenchmarkProblem("the PostgreSQL database holds data; name an empty one or say --keep")
            }
            await target.close()
        }
        await source.database.close()
    }

    private static func isEmpty(_ database: any Database) async throws -> Bool {
        try await database.read { try $0.value(Int.self, "SELECT 1 FROM audit_entries LIMIT 1") } == nil
    }

    private static func addPractices(_ wanted: Int, to database: any Database) async throws {
        let now = BenchmarkClock.clock.now()
        let today = London.local(now).date
        try await database.write(by: product, at: now) { transaction in
            guard let federation = try OrganisationStore.federation(on: today, in: transaction) else { return }
            let there = try OrganisationStore.members(of: federation.id, on: today, in: transaction)
            let networks = try OrganisationStore.networks(of: federation.id, on: today, in: transaction)
            let from = today.adding(days: -100)
            for serial in there.count..<max(wanted, there.count) {
                let practice = Organisation(
                    id: ID(at: now), kind: .practice, odsCode: try ODSCode(parsing: "Z\((90_000 + serial).padded(5))"),
                    name: "Measured Practice \(serial)",
                    openedOn: from)
                try OrganisationStore.add(practice, in: transaction)
                _ = try OrganisationStore.relate(practice.id, .memberOfFederation, federation.id, from: from, in: transaction)
                _ = try OrganisationStore.relate(practice.id, .memberOfNetwork, networks[serial % networks.count].id, from: from, in: transaction)
                for kind in [PopulationKind.registered, .weighted, .adjusted] {
                    _ = try PopulationStore.record(660_000, of: practice.id, kind: kind, snapshotDate: from, in: transaction)
                }
                for (id, consent) in try consents(like: there[0].id, in: transaction) {
                    try transaction.execute(
                        """
                        INSERT INTO consents (id, practice, undertaking, ordinal, terms_version, signed_by, signed_name, signed_at, from_date, until_date,
                          after_date, ending, ended_at, ended_by, ending_reason)
                        SELECT \(id), \(practice.id), undertaking, ordinal, terms_version, signed_by, signed_name, signed_at, from_date, until_date,
                          after_date, ending, ended_at, ended_by, ending_reason
                        FROM consents
                        WHERE id = \(consent)
                        """)
                }
            }
        }
    }

    private static func consents(like practice: OrganisationID, in connection: any Connection) throws -> [(String, String)] {
        try connection.values(String.self, "SELECT id FROM consents WHERE practice = \(practice)").map {
            (ID<Consents>(at: BenchmarkClock.clock.now()).stored, $0)
        }
    }

    private enum Consents {}

    private static func addPatients(_ wanted: Int, to database: any Database) async throws {
        let now = BenchmarkClock.clock.now()
        let today = London.local(now).date
        let (there, practices, highest) = try await database.read { connection in
            (
                try connection.value(Int.self, "SELECT COUNT(*) FROM patients") ?? 0,
                try OrganisationStore.practices(in: .system("a benchmark"), on: today, in: connection).map(\.id),
                try connection.value(String.self, "SELECT MAX(nhs_number) FROM patients") ?? "9990000000"
            )
        }
        guard there < wanted else { return }
        let started = ContinuousClock.now
        var serial = (Int(highest.dropFirst(3).prefix(6)) ?? 0) + 1
        var left = wanted - there
        while left > 0 {
            let first = serial
            let count = min(left, 4000)
            serial = try await database.write(by: product, at: now) { transaction in
                var random = SystemRandomNumberGenerator()
                var (serial, made) = (first, 0)
                while made < count {
                    defer { serial += 1 }
                    guard let number = NHSNumber(testSerial: serial) else { continue }
                    let patient = Patient(
                        id: ID(at: now), nhsNumber: number, givenName: names[serial % names.count],
                        familyName: families[Int.random(in: 0..<families.count, using: &random)] + endings[serial / 7 % endings.count],
                        bornOn: today.adding(days: -Int.random(in: 30...33_000, using: &random)), gender: serial % 2 == 0 ? .female : .male,
                        address: "\(serial % 200) Measured Street, Madeupton")
                    try PatientStore.add(
                        patient, at: practices[serial % practices.count], from: today.adding(days: -90), registration: ID(at: now), in: transaction)
                    made += 1
                }
                try transaction.audit("patients made up", AuditSubject("benchmark", "patients"))
                return serial
            }
            left -= count
        }
        Report.row("patients written", Double(wanted - there) / (ContinuousClock.now - started).seconds, "rows/s")
    }

    // Common beginnings and endings, so that searches meet many who sound alike.
    private static let names = [
        "Amina", "Brian", "Chen", "Dilys", "Edward", "Fatima", "George", "Hannah", "Idris", "Jane", "Kofi", "Lena", "Mary", "Noor",
    ]
    private static let families = [
        "Adam", "Bell", "Carter", "Davi", "Evan", "Fisher", "Green", "Harri", "Iqbal", "Jone", "Khan", "Lewi", "Mar", "Nunn", "Ow",
    ]
    private static let endings = ["s", "son", "ford", "ley", "wood", "man", "well", "field", "by", "ton", "ham", "worth"]

    private static func addHub(rooms: Int, to database: any Database) async throws {
        let now = BenchmarkClock.clock.now()
        let today = London.local(now).date
        let opened = today.adding(days: -60)
        try await database.write(by: product, at: now) { transaction in
            guard let federation = try OrganisationStore.federation(on: today, in: transaction),
                let host = try OrganisationStore.members(of: federation.id, on: today, in: transaction).first,
                let scheme = try transaction.value(SchemeID.self, "SELECT scheme FROM clinics LIMIT 1"),
                let contract = try transaction.value(ContractID.self, "SELECT contract FROM clinics WHERE contract IS NOT NULL LIMIT 1")
            else { throw BenchmarkProblem("the demonstration federation is not there") }
            let hub = try FederationForming.open(
                HubDraft(name: hubName, siteName: hubName, rooms: (1...rooms).map { "Room \($0)" }, host: host.id, on: opened), in: transaction)
            let contracts = ContractPort(contract: { _, _, _ in contract }, requiredMinutes: { _, _, _ in nil })
            for (index, room) in hub.rooms.enumerated() {
                let clinician = Person(id: ID(at: now), givenName: "Clinician", familyName: "Number \(index)", profession: "GP")
                try PersonStore.add(clinician, in: transaction)
                for weekday in Weekday.allCases where weekday != .sunday {
                    let pattern = ClinicPattern(
                        id: ID(at: now), site: hub.site.id, room: room.id, clinician: clinician.id, service: .doctor, scheme: scheme,
                        weekday: weekday,
                        starts: LocalTime(clamping: weekday == .saturday ? 540 : 1110), ends: LocalTime(clamping: weekday == .saturday ? 1020 : 1200),
                        slotMinutes: 10, fromDate: today, untilDate: today.adding(days: 14))
                    try ClinicStore.add(pattern, in: transaction)
                    _ = try ClinicStore.publish(pattern.id, contracts, in: transaction)
                }
            }
        }
    }
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
