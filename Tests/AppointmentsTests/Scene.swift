// The federation that these tests happen in.

import Activity
import Appointments
import Directory
import Governance
import Identity
import Kernel
import Patients
import Store
import TestKit
import Web
import Worklist

/// Three practices in two networks, one hub with two rooms, a scheme that all three have agreed to, and a clinic on Monday evening.
struct Scene: Sendable {
    static let today = TestDay.today
    static let monday = today.adding(days: 2)
    static let migrations =
        DirectoryMigrations.all + IdentityFeature.migrations + GovernanceFeature.migrations + ActivityFeature.migrations
        + PatientsFeature.migrations + MessagesFeature.migrations + AppointmentsFeature.migrations

    /// The contract that covers everything, unless a test says otherwise.
    static let contract = ContractID(at: TestDay.now)
    static let contracts = ContractPort(contract: { _, _, _ in contract }, requiredMinutes: { _, _, _ in nil })

    /// A contract from one day to another, and none beside it.
    static func contracts(from: LocalDate, until: LocalDate) -> ContractPort {
        ContractPort(contract: { _, date, _ in from <= date && date <= until ? contract : nil }, requiredMinutes: { _, _, _ in nil })
    }

    let database: any Database
    let riverside: OrganisationID
    let hillside: OrganisationID
    let elmfield: OrganisationID
    let north: OrganisationID
    let south: OrganisationID
    let hub: OrganisationID
    let site: SiteID
    let rooms: [ID<Room>]
    let doctor: PersonID
    let physiotherapist: PersonID
    let manager: PersonID
    let scheme: SchemeID

    /// A scene on a fresh database of `engine`.
    static func run(_ engine: Engine, _ body: (Scene) async throws -> Void) async throws {
        try await withDatabase(engine, migrations: migrations) { database in try await body(Scene(database)) }
    }

    init(_ database: any Database) async throws {
        var serial = 0
        func fresh<Subject>(_: Subject.Type = Subject.self) -> ID<Subject> {
            serial += 1
            return ID(at: TestDay.now.adding(seconds: -86_400 + serial))
        }
        self.database = database
        let federation: OrganisationID = fresh()
        (riverside, hillside, elmfield, north, south, hub) = (fresh(), fresh(), fresh(), fresh(), fresh(), fresh())
        (site, doctor, physiotherapist, manager, scheme) = (fresh(), fresh(), fresh(), fresh(), fresh())
        rooms = [fresh(), fresh()]
        let begin = try LocalDate(parsing: "2026-04-01")
        let bodies: [(OrganisationID, OrganisationKind, String)] = [
            (federation, .federation, "Example Federation"), (riverside, .practice, "Riverside Surgery"), (hillside, .practice, "Hillside Practice"),
            (elmfield, .practice, "Elmfield Practice"), (north, .network, "North Network"), (south, .network, "South Network"),
            (hub, .hub, "Oak Hub"),
        ]
        let (riverside, hillside, elmfield, north, south, hub) = (riverside, hillside, elmfield, north, south, hub)
        let (site, doctor, physiotherapist, manager, scheme, rooms) = (site, doctor, physiotherapist, manager, scheme, rooms)
        try await database.write(by: .test, at: TestDay.now.adding(seconds: -200 * 86_400)) { tx in
            for (id, kind, name) in bodies { try OrganisationStore.add(Organisation(id: id, kind: kind, name: name), in: tx) }
            try OrganisationStore.serve(federation, in: tx)
            for (practice, network) in [(riverside, north), (hillside, north), (elmfield, south)] {
                try OrganisationStore.relate(practice, .memberOfFederation, federation, from: begin, in: tx)
                try OrganisationStore.relate(practice, .memberOfNetwork, network, from: begin, in: tx)
            }
            try SiteStore.add(Site(id: site, organisation: hub, name: "Oak Hub", latitude: 51.5, longitude: -0.1), in: tx)
            try SiteStore.host(site, by: hillside, in: tx)
            for (index, room) in rooms.enumerated() { try SiteStore.add(Room(id: room, site: site, name: "Room \(index + 1)"), in: tx) }
            try PersonStore.add(Person(id: doctor, givenName: "Priya", familyName: "Sample", title: "Dr", profession: "GP"), in: tx)
            try PersonStore.add(Person(id: physiotherapist, givenName: "Sam", familyName: "Model", profession: "Physiotherapist"), in: tx)
            try PersonStore.add(Person(id: manager, givenName: "Mo", familyName: "Pattern", profession: "Practice manager"), in: tx)
            for (practice, patients) in [(riverside, 9_000), (hillside, 6_000), (elmfield, 5_000)] {
                try PopulationStore.record(patients * 100, of: practice, kind: .adjusted, snapshotDate: begin, in: tx)
            }
            try UndertakingStore.add(
                Undertaking(id: scheme, kind: .scheme, title: "Enhanced access 2026/27", purpose: "Evening care"), terms: "The terms.",
                publishedOn: London.local(tx.instant).date, in: tx)
        }
        let signing = TestDay.now.adding(seconds: -100 * 86_400)
        try await database.write(by: .test, at: signing) { tx in
            for practice in [riverside, hillside, elmfield] {
                try ConsentStore.give(
                    ConsentDraft(
                        practice: practice, undertaking: scheme, termsVersion: 1, signedBy: manager, signedName: "Mo Pattern",
                        from: London.local(signing).date), in: tx)
            }
        }
    }

    /// The `serial`-th NHS number of the test range; not every stem has a check digit, so each has three to choose from.
    static func number(_ serial: Int) throws -> NHSNumber {
        guard let number = (serial * 3..<serial * 3 + 3).lazy.compactMap(NHSNumber.init(testSerial:)).first else { throw SceneProblem.noNumber }
        return number
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
            id: ID(at: TestDay.now), site: site, room: rooms[room], clinician: clinician ?? doctor, service: service, scheme: scheme,
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
        let number = try Scene.number(serial)
        let patient = Patient(
            id: id, nhsNumber: number, givenName: given, familyName: family, bornOn: try LocalDate(parsing: born), gender: .female,
            telephone: try TelephoneNumber(parsing: "07700 900123"))
        let home = practice ?? riverside
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

    func principal(_ role: Role, at organisation: OrganisationID? = nil, person: PersonID? = nil) -> Principal {
        let seat: OrganisationID =
            switch role.seat {
            case .practice: organisation ?? riverside
            case .hub, .federation: organisation ?? hub
            }
        return Principal(
            account: AccountID(at: TestDay.now), person: person ?? manager, name: "Robin Sample", role: role, organisation: seat,
            organisationName: "Somewhere", holdsOtherRoles: false, scope: ScopeRules.scope(of: role, at: seat))
    }

    /// What somebody with a role at a practice sees on a day, mergers followed as at sign-in.
    func scope(at practice: OrganisationID, on date: LocalDate) async throws -> Scope {
        let lineage = try await database.read { try OrganisationStore.lineage(of: practice, on: date, in: $0) }
        return ScopeRules.scope(of: .receptionist, at: lineage.heir, carryingOnFor: lineage.predecessors)
    }

    func actor(_ account: AccountID = AccountID(at: TestDay.now)) -> Actor {
        Actor(account: account, person: manager, role: .receptionist, organisation: riverside, request: nil)
    }
}

enum SceneProblem: Error { case noNumber }

/// Runs `count` bodies at once and gives back what each came to.
func atOnce<Value: Sendable>(_ count: Int, _ body: @escaping @Sendable (Int) async throws -> Value) async throws -> [Value] {
    try await withThrowingTaskGroup(of: (Int, Value).self) { group in
        for index in 0..<count { group.addTask { (index, try await body(index)) } }
        var values: [Int: Value] = [:]
        for try await (index, value) in group { values[index] = value }
        return (0..<count).compactMap { values[$0] }
    }
}
