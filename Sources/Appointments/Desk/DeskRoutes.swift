// The desk's addresses.

import Kernel
import Patients
import Store
import Web

struct DeskRoutes: Sendable {
    let database: any Database

    func add(to routes: inout RouteTable) {
        routes.get(AppointmentsAddresses.desk, .desk, open)
        routes.post(AppointmentsAddresses.deskSearch, .desk, keepsDraft: false, search)
        routes.post(AppointmentsAddresses.deskResults, .desk, keepsDraft: false, results)
        routes.get(AppointmentsAddresses.deskPatient, .desk, patient)
        routes.post(AppointmentsAddresses.deskPatient, .desk, times)
        routes.post(AppointmentsAddresses.holds, .desk, hold)
        routes.post(AppointmentsAddresses.bookings, .desk, book)
    }

    @Sendable private func open(_ visit: Visit) async throws -> Answer {
        .page(DeskPage(search: DeskSearch(), errors: .none, results: .none))
    }

    /// One person found by the NHS number that they have now is opened at once; otherwise the list is shown.
    @Sendable private func search(_ visit: Visit) async throws -> Answer {
        let typed = visit.form["find"]
        do {
            let query = try PatientQuery(typed: typed)
            let found = try await find(query, visit)
            if case .nhsNumber(let number) = query, found.count == 1, let only = found.first, only.patient.nhsNumber == number {
                return .redirect(to: AppointmentsAddresses.deskPatient.path(only.patient.id))
            }
            let results = DeskResults(found, query, today: visit.today)
            return .page(DeskPage(search: DeskSearch(typed: typed), errors: .none, results: results))
        } catch let problem as ParseProblem {
            let errors = ErrorSummary([.init(problem.expected, field: "find")])
            return .page(
                DeskPage(search: DeskSearch(typed: typed, error: problem.expected), errors: errors, results: .none), status: 422)
        }
    }

    /// As one types: a line that is not finished is no error.
    @Sendable private func results(_ visit: Visit) async throws -> Answer {
        guard let query = try? PatientQuery(typed: visit.form["find"]) else { return .fragment(DeskResults.none) }
        return .fragment(DeskResults(try await find(query, visit), query, today: visit.today))
    }

    private func find(_ query: PatientQuery, _ visit: Visit) async throws -> [RegisteredPatient] {
        let (scope, today) = (try visit.reach, visit.today)
        // Looked for beside the writers, then noted: nobody is shown before the audit trail has taken note.
        let found = try await database.read { try PatientStore.find(query, on: today, scope: scope, in: $0) }
        try await database.write(by: visit.actor, at: visit.now) { try PatientStore.auditSearch(shown: found, in: $0) }
        return found
    }

    @Sendable private func patient(_ visit: Visit) async throws -> Answer {
        .page(try await page(visit, DeskWish(visit.query), FormReader()))
    }

    /// Other times, or another of them. A time that was picked stays until another is; one that was only offered first gives way.
    @Sendable private func times(_ visit: Visit) async throws -> Answer {
        var wish = DeskWish(visit.form)
        if let chosen = try? ID<Slot>(parsing: visit.form["choose"]) {
            wish.chosen = chosen
        } else if visit.form["picked"].isEmpty {
            wish.chosen = nil
        }
        return try await again(visit, wish)
    }

    /// Leads to what was asked for, so that going back asks nothing. What was typed stands in no address: with it the page itself is the answer, also
    /// where it was cleared of what the appointment that is moved says.
    private func again(_ visit: Visit, _ wish: DeskWish) async throws -> Answer {
        guard visit.form["note"].isEmpty, wish.moving == nil else { return .page(try await page(visit, wish, FormReader(visit.form))) }
        let (id, scope, today): (PatientID, Scope, LocalDate) = (try visit.id("patient"), try visit.reach, visit.today)
        guard try await database.read({ try PatientStore.patient(id, on: today, scope: scope, in: $0) }) != nil else { throw Refusal.notFound }
        return .redirect(to: wish.path(id))
    }

    @Sendable private func hold(_ visit: Visit) async throws -> Answer {
        let wish = DeskWish(visit.form)
        let answer = try await database.act(visit) {
            try await page(visit, wish, $0)
        } read: { form in
            guard let slot = wish.chosen else {
                form.refuse("slot", "Choose one of the times below")
                return nil
            }
            let (id, scope, account): (PatientID, Scope, AccountID) = (try visit.id("patient"), try visit.reach, try visit.person.account)
            return { transaction in
                guard try PatientStore.patient(id, on: London.local(transaction.instant).date, scope: scope, in: transaction) != nil else {
                    throw BookingRefusal.patientNotFound
                }
                _ = try SlotStore.hold(slot, for: id, by: account, in: transaction)
                return Done(wish.path(id))
            }
        }
        guard case .redirect = answer else { return answer }
        return try await again(visit, wish)
    }

    /// Books, or moves where the form says from which appointment.
    @Sendable private func book(_ visit: Visit) async throws -> Answer {
        let wish = DeskWish(visit.form)
        return try await database.act(visit) {
            try await page(visit, wish, $0)
        } read: { form in
            let (id, scope): (PatientID, Scope) = (try visit.id("patient"), try visit.reach)
            let today = visit.today
            let needs = try await database.read { try NeedStore.table(on: today, in: $0) }
            guard let draft = BookingDraft.read(&form, patient: id, needs: needs, at: visit.now) else { return nil }
            return { transaction in
                guard let moving = wish.moving else {
                    let booking = try BookingStore.book(draft, scope: scope, in: transaction)
                    return Done(AppointmentsAddresses.booking.path(booking.id), AppointmentsNotice.booked)
                }
                let booking = try BookingStore.move(moving, to: draft, scope: scope, in: transaction)
                return Done(AppointmentsAddresses.booking.path(booking.id), AppointmentsNotice.moved)
            }
        }
    }

    private func alternatives(to slot: ID<Slot>, for id: PatientID, _ visit: Visit) async throws -> [DeskOffer] {
        let (account, scope, now, today) = (try visit.person.account, try visit.reach, visit.now, visit.today)
        return try await database.read { connection in
            guard let practice = try PatientStore.patient(id, on: today, scope: scope, in: connection)?.practice else { return [] }
            let slots = try BookingStore.alternatives(to: slot, practice: practice, holder: account, at: now, in: connection)
            return try DeskOffer.offers(slots, practice: practice, on: today, in: connection)
        }
    }

    /// The desk with one patient; that it was opened goes to the audit trail first. Where somebody else was first, the next free times stand on it.
    private func page(_ visit: Visit, _ wish: DeskWish, _ form: FormReader) async throws -> DeskPatientPage {
        let id: PatientID = try visit.id("patient")
        let (account, scope, now) = (try visit.person.account, try visit.reach, visit.now)
        let patient = try await database.viewPatient(id, scope: scope, purpose: "desk", visit)
        let facts = try await database.read { connection in
            try DeskFacts.read(patient, wish, account: account, scope: scope, at: now, in: connection)
        }
        var others: [DeskOffer] = []
        if (form.refusal as? BookingRefusal)?.asksForAnotherTime == true, let slot = wish.chosen {
            others = try await alternatives(to: slot, for: id, visit)
        }
        return DeskPatientPage(facts, wish, form: form, alternatives: others, at: now)
    }
}
