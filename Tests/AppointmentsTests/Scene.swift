// The federation that these tests happen in.

import Activity
import Appointments
import Directory
import Governance
import Identity
import Kernel
import Patients
import Store
import TestCast
import TestKit
import Web
import Worklist

/// The cast, a scheme that its three practices have agreed to, and a clinic on Monday evening.
struct Scene: Sendable {
    static let today = TestDay.today
    static let monday = today.adding(days: 2)
    static let migrations =
        DirectoryMigrations.all + IdentityFeature.migrations + GovernanceFeature.migrations + ActivityFeature.migrations
        + PatientsFeature.migrations + MessagesFeature.migrations + AppointmentsFeature.migrations

    /// The contract that covers everything, unless a test says otherwise.
    static let contract = ContractID(at: TestDay.now)
    static let contracts = ContractPort(
        contract: { _, _, _ in contract }, requiredMinutes: { _, _, _ in nil },
        doctorHours: { from, through, _ in from <= monday && monday <= through ? evening(of: monday) : [] })

    /// From 6:30pm to 8pm, when the contract asks for a GP.
    static func evening(of date: LocalDate) -> [StandardHours.Stretch] {
        [StandardHours.Stretch(date, LocalTime(clamping: 1110), LocalTime(clamping: 1200))]
    }

    /// A contract from one day to another, and none beside it.
    static func contracts(from: LocalDate, until: LocalDate) -> ContractPort {
        ContractPort(contract: { _, date, _ in from <= date && date <= until ? contract : nil }, requiredMinutes: { _, _, _ in nil })
    }

    static let scheme: SchemeID = Cast.id(40)

    let database: any Database

    /// A scene on a fresh database of `engine`.
    static func run(_ engine: Engine, also more: [Migration] = [], _ body: (Scene) async throws -> Void) async throws {
        try await withDatabase(engine, migrations: migrations + more) { database in try await body(Scene(database)) }
    }

    init(_ database: any Database) async throws {
        self.database = database
        let begin = Cast.date(2026, 4, 1)
        try await database.write(by: .test, at: TestDay.now.adding(seconds: -200 * 86_400)) { tx in
            try Cast.found(in: tx)
            for (practice, patients) in [(Cast.riverside, 9_000), (Cast.elm, 6_000), (Cast.oldMill, 5_000)] {
                try PopulationStore.record(patients * 100, of: practice, kind: .adjusted, snapshotDate: begin, in: tx)
            }
            try UndertakingStore.add(
                Undertaking(id: Scene.scheme, kind: .scheme, title: "Enhanced access 2026/27", purpose: "Evening care"), terms: "The terms.",
                publishedOn: London.local(tx.instant).date, in: tx)
        }
        let signing = TestDay.now.adding(seconds: -100 * 86_400)
        try await database.write(by: .test, at: signing) { tx in
            for practice in Cast.practices {
                try ConsentStore.give(
                    ConsentDraft(
                        practice: practice, undertaking: Scene.scheme, termsVersion: 1, signedBy: Cast.pat, signedName: "Pat Marlow",
                        from: London.local(signing).date), in: tx)
            }
        }
    }

    /// The rooms whose pages are looked at.
    var features: [any Feature] { features(Scene.contracts) }

    func features(_ contracts: ContractPort) -> [any Feature] {
        let ports = PatientsPorts(
            deliveries: [AppointmentsFeature.care], desk: AppointmentsAddresses.desk.path(), booking: AppointmentsFeature.booking)
        let messages = MessagePorts(
            subjects: [.appointment: AppointmentsFeature.messageSubjects],
            names: { patients, connection in try PatientStore.names(of: patients, in: connection) },
            banner: { patient, today, connection in
                try PatientStore.patient(patient, on: today, scope: .federation, in: connection).map { PatientBanner($0, today: today) }
            })
        return [
            PatientsFeature(database: database, ports: ports), MessagesFeature(database: database, ports: messages),
            AppointmentsFeature(database: database, contracts: contracts),
        ]
    }

    // MARK: - Things to begin with

    /// A pattern of one evening a week, 6:30pm to 8pm, in six appointments of 15 minutes unless said otherwise.
    func pattern(
        _ service: Service = .doctor, clinician: PersonID? = nil, room: Int = 0, weekday: Weekday = .monday, starts: String = "18:30",
        ends: String = "20:00",
        minutes: Int = 15, daysAhead: Int = 14, sameDay: Int = 0, onBankHolidays: Bool = false, network: OrganisationID? = nil,
        from: LocalDate = Scene.today, until: LocalDate = Scene.today.adding(days: 20)
    ) throws -> ClinicPattern {
        ClinicPattern(
            id: ID(at: TestDay.now), site: Cast.oakHub, room: Cast.rooms[room], clinician: clinician ?? Cast.doctor, service: service,
            scheme: Scene.scheme,
            network: network,
            weekday: weekday, starts: try LocalTime(parsing: starts), ends: try LocalTime(parsing: ends), slotMinutes: minutes, daysAhead: daysAhead,
            sameDaySlots: sameDay, onBankHolidays: onBankHolidays, fromDate: from, untilDate: until)
    }

    @discardableResult
    func publish(
        _ pattern: ClinicPattern, at instant: Instant = TestDay.now, _ contracts: ContractPort = Scene.contracts
    ) async throws -> Publication {
        try await database.write(by: .test, at: instant) { tx in
            try ClinicStore.add(pattern, in: tx)
            return try ClinicStore.publish(pattern.id, contracts, in: tx)
        }
    }

    func slots(of pattern: ClinicPattern, on date: LocalDate? = nil) async throws -> [Slot] {
        try await database.read { connection in
            let onDate: SQL = date.map { "slots.local_date = \($0)" } ?? "TRUE"
            return try connection.all(
                """
                SELECT slots.*
                FROM slots
                JOIN clinics ON clinics.id = slots.clinic
                WHERE clinics.pattern = \(pattern.id)
                  AND \(onDate)
                ORDER BY slots.starts_at
                """)
        }
    }

    @discardableResult
    func patient(
        _ serial: Int, at practice: OrganisationID? = nil, given: String = "Amina", family: String = "Example", born: String = "1961-05-04"
    ) async throws -> PatientID {
        let id = PatientID(at: TestDay.now)
        let number = try Cast.nhsNumber(serial)
        let patient = Patient(
            id: id, nhsNumber: number, givenName: given, familyName: family, bornOn: try LocalDate(parsing: born), gender: .female,
            telephone: try TelephoneNumber(parsing: "07700 900123"))
        let home = practice ?? Cast.riverside
        try await database.write(by: .test, at: TestDay.now) { tx in
            try PatientStore.register(patient, at: home, from: try LocalDate(parsing: "2026-01-01"), registration: ID(at: tx.instant), in: tx)
        }
        return id
    }

    func book(
        _ slot: ID<Slot>, for patient: PatientID, by actor: Actor = .test, scope: Scope = .federation, at instant: Instant = TestDay.now
    ) async throws -> Booking {
        let draft = BookingDraft(id: ID(at: instant), slot: slot, patient: patient)
        return try await database.write(by: actor, at: instant) { try BookingStore.book(draft, scope: scope, in: $0) }
    }

    /// The refusal with which booking ends, or nil where it goes through.
    func refusal(
        _ slot: ID<Slot>, for patient: PatientID, by actor: Actor = .test, scope: Scope = .federation, at instant: Instant = TestDay.now
    ) async throws -> BookingRefusal? {
        do {
            _ = try await book(slot, for: patient, by: actor, scope: scope, at: instant)
            return nil
        } catch let refusal as BookingRefusal {
            return refusal
        }
    }

    func count(_ sql: SQL) async throws -> Int {
        try await database.read { try $0.value(Int.self, sql) ?? 0 }
    }

    // MARK: - People

    /// Each with an account of its own.
    func principal(_ role: Role, at organisation: OrganisationID? = nil, person: PersonID? = nil) -> Principal {
        Cast.principal(role, at: organisation, person: person ?? Cast.pat, account: AccountID(at: TestDay.now))
    }

    func actor(_ account: AccountID = AccountID(at: TestDay.now)) -> Actor {
        Actor(account: account, person: Cast.pat, role: .receptionist, organisation: Cast.riverside, request: nil)
    }
}
