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
        routes.get(AppointmentsAddresses.newClinic, .clinics) { .page(try await newPage($0, FormReader())) }
        routes.post(AppointmentsAddresses.newClinic, .clinics, add)
        routes.get(AppointmentsAddresses.pattern, .clinics) { .page(try await page($0, FormReader())) }
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
        return try await database.answer(visit, ClinicsPage.list(patterns, names, visit)) {
            ClinicsPage($0, weeks: weeks, calls: calls, afterwards: afterwards)
        }
    }

    private func newPage(_ visit: Visit, _ form: FormReader) async throws -> FormPage { .newClinic(try await choices(visit), form) }

    @Sendable private func add(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            try await newPage(visit, $0)
        } read: { form in
            let (choices, now, contracts, typed) = (try await choices(visit), visit.now, contracts, form)
            let (read, pattern) = try await database.read { connection in
                var form = typed
                let pattern = try ClinicPattern.read(&form, choices, at: now, daysAhead: { try contracts.daysAhead($0, $1, connection) }) {
                    try contracts.contract($0, $1, connection)
                }
                return (form, pattern)
            }
            form = read
            guard let pattern else { return nil }
            return { transaction in
                try ClinicStore.add(pattern, in: transaction)
                return Done(AppointmentsAddresses.pattern.path(pattern.id), AppointmentsNotice.clinicPlanned)
            }
        }
    }

    @Sendable private func leaveOut(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            try await page(visit, $0)
        } read: { form in
            let date = form.value("date", as: LocalDate.self, orSay: "Choose the date to leave out")
            let reason = form.text("reason", orSay: "Say why the date is left out")
            let id = try await pattern(visit)
            guard let date, let reason else { return nil }
            return { transaction in
                try ClinicStore.except(ClinicException(pattern: id, date: date, reason: reason), in: transaction)
                return Done(AppointmentsAddresses.pattern.path(id), AppointmentsNotice.dateLeftOut)
            }
        }
    }

    @Sendable private func publish(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            try await page(visit, $0)
        } read: { _ in
            let (id, contracts) = (try await pattern(visit), contracts)
            return { transaction in
                try ClinicStore.publish(id, contracts, in: transaction)
                return Done(AppointmentsAddresses.pattern.path(id), AppointmentsNotice.clinicPublished)
            }
        }
    }

    /// What another hub plans is not there.
    private func pattern(_ visit: Visit) async throws -> ID<ClinicPattern> {
        let (id, scope): (ID<ClinicPattern>, Scope) = (try visit.id("pattern"), try visit.person.scope)
        guard try await database.read({ try ClinicStore.pattern(id, scope: scope, in: $0) }) != nil else { throw Refusal.notFound }
        return id
    }

    private func page(_ visit: Visit, _ form: FormReader) async throws -> ClinicPatternPage {
        let (today, scope, contracts) = (visit.today, try visit.person.scope, contracts)
        let id: ID<ClinicPattern> = try visit.id("pattern")
        guard let facts = try await database.read({ try PatternFacts.read(id, on: today, scope: scope, contracts, in: $0) }) else {
            throw Refusal.notFound
        }
        return ClinicPatternPage(facts, form: form, at: visit.now)
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
}
