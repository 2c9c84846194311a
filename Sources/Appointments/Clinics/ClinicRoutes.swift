// The addresses of planning clinics.

import Directory
import Governance
import Kernel
import Patients
import Store
import Web

struct ClinicRoutes: Sendable {
    let database: any Database
    let contracts: ContractPort

    /// How many weeks the overview shows.
    static let weeks = 3

    func add(to routes: inout RouteTable) {
        routes.get(AppointmentsAddresses.clinics, .clinics, list)
        routes.get(AppointmentsAddresses.newClinic, .clinics, form)
        routes.post(AppointmentsAddresses.newClinic, .clinics, add)
        routes.get(AppointmentsAddresses.pattern, .clinics, show)
        routes.post(AppointmentsAddresses.exceptions, .clinics, leaveOut)
        routes.post(AppointmentsAddresses.publication, .clinics, publish)
    }

    @Sendable private func list(_ visit: Visit) async throws -> Answer {
        let (today, scope, contracts, weekday) = (visit.today, try visit.person.scope, contracts, Weekday(rawValue: visit.query["weekday"]))
        let (now, seesPatients) = (visit.now, Permission.keptAppointments.allows(try visit.person.role))
        let (patterns, names, weeks, calls, afterwards) = try await database.read { connection in
            let all = try ClinicStore.patterns(reaching: today, in: connection)
            let sites = try Set(all.map(\.site)).filter { try ClinicStore.isWithin(scope, $0, in: connection) }
            let patterns = all.filter { (weekday == nil || $0.weekday == weekday) && sites.contains($0.site) }
            return (
                patterns, try ClinicNames.read(patterns, on: today, in: connection),
                try PlannedWeek.read(from: today.monday, count: ClinicRoutes.weeks, contracts, in: connection),
                try StoppedClinic.read(scope, at: now, in: connection).map { LinkView($0.sentence, $0.address) },
                try ClinicRoutes.afterwards(scope, on: today, seesPatients: seesPatients, in: connection)
            )
        }
        return .page(
            ClinicsPage(
                patterns, names, weeks: weeks, weekday: weekday, calls: calls, afterwards: afterwards,
                notices: ClinicRoutes.notices(visit.query["notice"])))
    }

    @Sendable private func form(_ visit: Visit) async throws -> Answer {
        .page(NewClinicPage(FormReader(), try await choices(visit)))
    }

    @Sendable private func add(_ visit: Visit) async throws -> Answer {
        let choices = try await choices(visit)
        let (now, once, contracts, fields) = (visit.now, visit.once, contracts, visit.form)
        let (read, pattern) = try await database.read { connection in
            var form = FormReader(fields)
            let pattern = try ClinicPattern.read(&form, choices, at: now) { try contracts.contract($0, $1, connection) }
            return (form, pattern)
        }
        guard let pattern else { return .page(NewClinicPage(read, choices), status: 422) }
        let address = try await database.write(by: visit.actor, at: now) { transaction in
            try transaction.once(once) {
                try ClinicStore.add(pattern, in: transaction)
                return AppointmentsAddresses.pattern.path(pattern.id)
            }
        }
        return .redirect(to: address, notice: "planned")
    }

    @Sendable private func show(_ visit: Visit) async throws -> Answer {
        try await page(of: try visit.id("pattern"), visit, notices: ClinicRoutes.notices(visit.query["notice"]))
    }

    @Sendable private func leaveOut(_ visit: Visit) async throws -> Answer {
        let id: ID<ClinicPattern> = try visit.id("pattern")
        var form = FormReader(visit.form)
        let date = form.value("date", as: LocalDate.self, orSay: "Choose the date to leave out")
        let reason = form.text("reason", orSay: "Say why the date is left out")
        guard let date, let reason, form.isSound else { return try await page(of: id, visit, form: form, status: 422) }
        try await requirePattern(id, visit)
        do {
            try await database.write(by: visit.actor, at: visit.now) {
                try ClinicStore.except(ClinicException(pattern: id, date: date, reason: reason), in: $0)
            }
            return .redirect(to: AppointmentsAddresses.pattern.path(id))
        } catch let problem as ClinicProblem {
            return try await page(of: id, visit, refusal: problem.sentence, status: 409)
        }
    }

    @Sendable private func publish(_ visit: Visit) async throws -> Answer {
        let id: ID<ClinicPattern> = try visit.id("pattern")
        let (once, contracts) = (visit.once, contracts)
        try await requirePattern(id, visit)
        do {
            let address = try await database.write(by: visit.actor, at: visit.now) { transaction in
                try transaction.once(once) {
                    try ClinicStore.publish(id, contracts, in: transaction)
                    return AppointmentsAddresses.pattern.path(id)
                }
            }
            return .redirect(to: address, notice: "published")
        } catch let problem as ClinicProblem {
            return try await page(of: id, visit, refusal: problem.sentence, status: 409)
        }
    }

    /// What another hub plans is not there.
    private func requirePattern(_ id: ID<ClinicPattern>, _ visit: Visit) async throws {
        let scope = try visit.person.scope
        guard try await database.read({ try ClinicStore.pattern(id, scope: scope, in: $0) }) != nil else { throw Refusal.notFound }
    }

    private func page(
        of id: ID<ClinicPattern>, _ visit: Visit, form: FormReader = FormReader(), refusal: String = "", notices: [Notice] = [], status: Int = 200
    ) async throws -> Answer {
        let (today, scope, contracts) = (visit.today, try visit.person.scope, contracts)
        guard let facts = try await database.read({ try PatternFacts.read(id, on: today, scope: scope, contracts, in: $0) }) else {
            throw Refusal.notFound
        }
        return .page(ClinicPatternPage(facts, form: form, refusal: refusal, notices: notices, at: visit.now), status: status)
    }

    /// What stands after a practice's last day: appointments of its patients, and clinics at hubs that it hosts.
    private static func afterwards(
        _ scope: Scope, on today: LocalDate, seesPatients: Bool, in connection: any Connection
    ) throws -> [LinkView] {
        let kept = try KeptAppointmentStore.groups(from: today, scope: scope, in: connection).map { group in
            LinkView(
                "\(group.practiceName): \(group.counted) \(group.days), \(group.since("its")). Booked before, and kept.",
                seesPatients ? AppointmentsAddresses.keptAppointments.path() : "")
        }
        let hosted = try ClinicStore.hostedWithoutAgreement(from: today, scope: scope, in: connection)
        return kept + hosted.map { LinkView($0.sentence, "") }
    }

    private func choices(_ visit: Visit) async throws -> ClinicChoices {
        let (today, scope) = (visit.today, try visit.person.scope)
        return try await database.read { try ClinicChoices.read(on: today, scope: scope, in: $0) }
    }

    private static func notices(_ key: String) -> [Notice] {
        switch key {
        case "planned":
            [Notice("The clinic is planned", "Check its dates, leave out those on which it does not take place, then publish it.", tone: .news)]
        case "published": [Notice("The clinics are published", "The desk can offer their appointments from two weeks before each.")]
        default: []
        }
    }
}
