// The desk's addresses.

import Kernel
import Patients
import Store
import Web

struct DeskRoutes: Sendable {
    let database: any Database

    func add(to routes: inout RouteTable) {
        routes.get(AppointmentsAddresses.desk, .desk, open)
        routes.post(AppointmentsAddresses.deskSearch, .desk, search)
        routes.post(AppointmentsAddresses.deskResults, .desk, results)
        routes.get(AppointmentsAddresses.deskPatient, .desk, patient)
        routes.post(AppointmentsAddresses.holds, .desk, hold)
        routes.post(AppointmentsAddresses.bookings, .desk, book)
    }

    @Sendable private func open(_ visit: Visit) async throws -> Answer {
        .page(DeskPage(search: DeskSearch(), errors: .none, notices: DeskRoutes.notices(visit.query["notice"]), results: .none))
    }

    /// One person found by NHS number is opened at once; otherwise the list is shown.
    @Sendable private func search(_ visit: Visit) async throws -> Answer {
        let typed = visit.form["find"]
        do {
            let query = try PatientQuery(typed: typed)
            let found = try await find(query, visit)
            if case .nhsNumber = query, let only = found.first { return .redirect(to: AppointmentsAddresses.deskPatient.path(only.patient.id)) }
            let results = DeskResults(found, today: visit.today)
            return .page(DeskPage(search: DeskSearch(typed: typed), errors: .none, notices: [], results: results))
        } catch let problem as ParseProblem {
            let errors = ErrorSummary([.init(problem.expected, field: "find")])
            return .page(
                DeskPage(search: DeskSearch(typed: typed, error: problem.expected), errors: errors, notices: [], results: .none), status: 422)
        }
    }

    /// As one types: a line that is not finished is no error.
    @Sendable private func results(_ visit: Visit) async throws -> Answer {
        guard let query = try? PatientQuery(typed: visit.form["find"]) else { return .fragment(DeskResults.none) }
        return .fragment(DeskResults(try await find(query, visit), today: visit.today))
    }

    private func find(_ query: PatientQuery, _ visit: Visit) async throws -> [RegisteredPatient] {
        let (scope, today) = (try visit.reach, visit.today)
        // Looked for beside the writers, then noted: nobody is shown before the audit trail has taken note.
        let found = try await database.read { try PatientStore.find(query, on: today, scope: scope, in: $0) }
        try await database.write(by: visit.actor, at: visit.now) { try PatientStore.auditSearch(shown: found, in: $0) }
        return found
    }

    @Sendable private func patient(_ visit: Visit) async throws -> Answer {
        try await page(of: try visit.id("patient"), DeskWish(visit.query), visit, notices: DeskRoutes.notices(visit.query["notice"]))
    }

    @Sendable private func hold(_ visit: Visit) async throws -> Answer {
        let id: PatientID = try visit.id("patient")
        let (person, scope, wish) = (try visit.person, try visit.reach, DeskWish(visit.form))
        guard let slot = wish.chosen else { throw Refusal.badRequest("Choose one of the times first.") }
        do {
            try await database.write(by: visit.actor, at: visit.now) { transaction in
                guard try PatientStore.patient(id, on: London.local(transaction.instant).date, scope: scope, in: transaction) != nil else {
                    throw Refusal.notFound
                }
                _ = try SlotStore.hold(slot, for: id, by: person.account, in: transaction)
            }
            return .redirect(to: wish.path(id, slot: slot), notice: "held")
        } catch let refusal as BookingRefusal {
            return try await refused(refusal, id, slot, wish, FormReader(visit.form), visit)
        }
    }

    /// Books, or moves where the form says from which appointment.
    @Sendable private func book(_ visit: Visit) async throws -> Answer {
        let id: PatientID = try visit.id("patient")
        let (scope, wish, once) = (try visit.reach, DeskWish(visit.form), visit.once)
        var form = FormReader(visit.form)
        guard let draft = BookingDraft.read(&form, patient: id, at: visit.now) else {
            return try await page(of: id, wish, visit, attempt: .init(form: form), status: 422)
        }
        do {
            let address = try await database.write(by: visit.actor, at: visit.now) { transaction in
                try transaction.once(once) {
                    let booking =
                        if let moving = wish.moving {
                            try BookingStore.move(moving, to: draft, scope: scope, in: transaction)
                        } else {
                            try BookingStore.book(draft, scope: scope, in: transaction)
                        }
                    return AppointmentsAddresses.booking.path(booking.id)
                }
            }
            return .redirect(to: address, notice: wish.moving == nil ? "booked" : "moved")
        } catch let refusal as BookingRefusal {
            return try await refused(refusal, id, draft.slot, wish, form, visit)
        }
    }

    /// The desk again, with the reason, what was typed, and the next three free times where somebody else was first.
    private func refused(
        _ refusal: BookingRefusal, _ id: PatientID, _ slot: ID<Slot>, _ wish: DeskWish, _ form: FormReader, _ visit: Visit
    ) async throws -> Answer {
        if refusal == .patientNotFound { throw Refusal.notFound }
        var attempt = DeskPatientPage.Attempt(refusal: refusal, form: form)
        if refusal.isConflict { attempt.alternatives = try await alternatives(to: slot, for: id, visit) }
        return try await page(of: id, wish, visit, attempt: attempt, status: refusal.isConflict ? 409 : 422)
    }

    private func alternatives(to slot: ID<Slot>, for id: PatientID, _ visit: Visit) async throws -> [DeskOffer] {
        let (account, scope, now, today) = (try visit.person.account, try visit.reach, visit.now, visit.today)
        return try await database.read { connection in
            guard let practice = try PatientStore.patient(id, on: today, scope: scope, in: connection)?.practice else { return [] }
            let slots = try BookingStore.alternatives(to: slot, practice: practice, holder: account, at: now, in: connection)
            return try DeskOffer.offers(slots, practice: practice, on: today, in: connection)
        }
    }

    /// The desk with one patient; that it was opened goes to the audit trail first.
    private func page(
        of id: PatientID, _ wish: DeskWish, _ visit: Visit, attempt: DeskPatientPage.Attempt = .init(), notices: [Notice] = [], status: Int = 200
    ) async throws -> Answer {
        let (account, scope, now) = (try visit.person.account, try visit.reach, visit.now)
        let patient = try await database.viewPatient(id, scope: scope, purpose: "desk", visit)
        let facts = try await database.read { connection in
            try DeskFacts.read(patient, wish, account: account, scope: scope, at: now, in: connection)
        }
        return .page(DeskPatientPage(facts, wish, attempt: attempt, notices: notices, at: now), status: status)
    }

    private static func notices(_ key: String) -> [Notice] {
        switch key {
        case "held": [Notice("The time is held for two minutes", "Nobody else can book it until then. Book it before it runs out.", tone: .news)]
        case "registered": [Notice("The patient is registered", "Choose what it is about, then a time.")]
        case "moved-away":
            [
                Notice(
                    "The change of practice is recorded",
                    "Your practice does not see the record any more; the new practice finds the patient on its desk.")
            ]
        case "cancelled": [Notice("The appointment is cancelled", "Its time can be booked by others now.")]
        default: []
        }
    }
}
