// Eight weeks of made-up care, day by day.

import Appointments
import Contracts
import Governance
import Identity
import Kernel
import Store
import Worklist

/// Lives through the days of the demonstration: appointments are booked ahead, kept or not, reported to the practice, and months are closed and paid,
/// each by the same functions that serve people.
struct DemonstrationCare {
    let database: any Database
    let calendar: DemonstrationCalendar
    let bodies: DemonstrationBodies
    let people: DemonstrationPeople
    let terms: DemonstrationTerms
    let patients: DemonstrationPatients

    /// Slots that somebody will want, by the day on which they ask.
    private var wanted: [LocalDate: [Wanted]] = [:]
    private var random: SeededRandom

    private struct Wanted {
        let slot: ID<Slot>
        let network: OrganisationID?
        /// The day on which the patient cancels; nil for those who do not.
        let cancelledOn: LocalDate?
    }

    /// Messages that a practice has not dealt with, by the day on which it will.
    private var reading: [LocalDate: [(message: ID<Message>, practice: OrganisationID)]] = [:]
    private var cancelling: [LocalDate: [ID<Booking>]] = [:]

    private let product = Actor(process: "demonstration")

    init(
        database: any Database, calendar: DemonstrationCalendar, bodies: DemonstrationBodies, people: DemonstrationPeople, terms: DemonstrationTerms,
        patients: DemonstrationPatients, random: SeededRandom
    ) {
        self.database = database
        self.calendar = calendar
        self.bodies = bodies
        self.people = people
        self.terms = terms
        self.patients = patients
        self.random = random
    }

    /// Every day on which anything happens.
    var days: [LocalDate] {
        (0...calendar.today.days(since: calendar.firstClinic.adding(days: -14))).map { calendar.firstClinic.adding(days: $0 - 14) }
    }

    /// Decides which slots will be asked for, and when.
    mutating func plan() async throws {
        let (first, last) = (calendar.firstClinic, calendar.lastClinic)
        let offered = try await database.read { connection in
            try SlotStore.offered(from: first, through: last, in: connection)
        }
        for slot in offered {
            guard random.chance(88) else { continue }
            // Most patients ask within a few days of the appointment, some two weeks before.
            let lead = min(Int.random(in: 0...13, using: &random), Int.random(in: 0...13, using: &random))
            let asked = slot.bookableFrom > calendar.instant(slot.localDate, 0) ? slot.localDate : slot.localDate.adding(days: -lead)
            let cancelledOn = lead >= 2 && random.chance(5) ? slot.localDate.adding(days: -1) : nil
            wanted[asked, default: []].append(Wanted(slot: slot.id, network: slot.network, cancelledOn: cancelledOn))
        }
    }

    mutating func live(through day: LocalDate) async throws {
        try await withdraw(on: day)
        try await book(on: day)
        try await readMessages(on: day)
        try await hold(clinicsOf: day)
        try await closeBooks(on: day)
    }

    // One practice leaves after four weeks, so that a refusal can be seen.
    private func withdraw(on day: LocalDate) async throws {
        guard day == calendar.firstClinic.adding(days: 28), let practice = bodies.practice(DemonstrationTerms.withdrew),
            let manager = people.managers[practice.id]
        else { return }
        let scheme = terms.scheme
        try await database.write(by: product, at: calendar.instant(day, 9)) { transaction in
            _ = try ConsentStore.withdraw(
                practice: practice.id, undertaking: scheme, lastDay: day.adding(days: 21), by: manager.person,
                reason: "We cannot staff the referrals back (made up)",
                in: transaction)
        }
    }

    private mutating func book(on day: LocalDate) async throws {
        let at = calendar.instant(day, day == calendar.today ? 0 : 10)
        guard at <= calendar.now, let coordinator = people.accounts[.hubCoordinator] else { return }
        let moment = day == calendar.today ? calendar.now : at
        var drafts: [(draft: BookingDraft, cancelledOn: LocalDate?)] = []
        for one in wanted[day] ?? [] {
            let practices = bodies.practices.filter { one.network == nil || $0.network == one.network }
            guard let practice = random.pick(practices, by: practices.map(\.registered)),
                let patient = patients.byPractice[practice.id]?.randomElement(using: &random)
            else { continue }
            let note = random.pick(DemonstrationNames.reasons)
            drafts.append((BookingDraft(id: ID(at: moment, using: &random), slot: one.slot, patient: patient, note: note), one.cancelledOn))
        }
        let asked = drafts.map(\.draft)
        let leaving = cancelling[day] ?? []
        guard !asked.isEmpty || !leaving.isEmpty else { return }
        let booked = try await database.write(by: coordinator.actor, at: moment) { transaction in
            for booking in leaving {
                do {
                    try BookingStore.cancel(booking, reason: .patientAsked, note: "", scope: .system("a year lived through"), in: transaction)
                } catch is BookingRefusal {}
            }
            var booked: Set<ID<Booking>> = []
            for draft in asked {
                // A patient with another appointment at that time, or a practice without consent, is refused as anybody would be.
                do {
                    booked.insert(try BookingStore.book(draft, scope: .system("a year lived through"), in: transaction).id)
                } catch is BookingRefusal {}
            }
            try transaction.audit("appointments made up", AuditSubject("demonstration", day.stored), details: ["booked": String(booked.count)])
            return booked
        }
        for (draft, cancelledOn) in drafts where booked.contains(draft.id) {
            if let cancelledOn, cancelledOn > day { cancelling[cancelledOn, default: []].append(draft.id) }
        }
    }

    // What happened at the hubs on a day, as far as the day has come.
    private mutating func hold(clinicsOf day: LocalDate) async throws {
        let evening = calendar.instant(day, 20, 30)
        let moment = min(evening, calendar.now)
        guard let coordinator = people.accounts[.hubCoordinator] else { return }
        let over = moment.adding(minutes: -10)
        let bookings = try await database.read { connection in
            try ClinicStore.clinics(from: day, through: day, in: connection).flatMap { try BookingStore.bookings(in: $0.id, in: connection) }
        }.filter { $0.endsAt <= over }
        var fates: [(booking: Booking, attended: Bool, outcome: String, actionNeeded: Bool)] = []
        // Of the last week some are still to be marked, so that a hub finds work at any hour of any day.
        let isLastWeek = calendar.today.days(since: day) < 7
        for (place, booking) in bookings.enumerated() {
            let outcome = random.chance(60) ? random.pick(DemonstrationNames.outcomes) : ""
            let attended = random.chance(94)
            if isLastWeek, place % 12 == 11 { continue }
            fates.append((booking, attended, outcome, outcome.contains("lease")))
        }
        let decided = fates
        try await database.write(by: coordinator.actor, at: moment) { transaction in
            for fate in decided {
                if fate.attended { try ClinicListStore.mark(fate.booking.id, .arrive, hub: nil, in: transaction) }
                try ClinicListStore.mark(fate.booking.id, fate.attended ? .see : .miss, hub: nil, in: transaction)
                guard fate.attended, !fate.outcome.isEmpty else { continue }
                try ClinicListStore.send(fate.outcome, mustAct: fate.actionNeeded, about: fate.booking.id, hub: nil, in: transaction)
            }
            for clinic in try ClinicStore.clinics(from: day, through: day, in: transaction) { try ClinicStore.close(clinic.id, in: transaction) }
            try transaction.audit("clinics made up", AuditSubject("demonstration", day.stored), details: ["appointments": String(decided.count)])
        }
        let sent = try await database.read { connection in
            try BookingMessages.about(decided.filter(\.attended).map(\.booking.id), in: connection)
        }
        for message in sent where random.chance(97) {
            reading[day.adding(days: Int.random(in: 1...4, using: &random)), default: []].append((message.id, message.practice))
        }
    }

    private func readMessages(on day: LocalDate) async throws {
        let at = calendar.instant(day, 11)
        guard let due = reading[day], at <= calendar.now else { return }
        try await database.write(by: product, at: at) { transaction in
            for (message, practice) in due {
                try MessageStore.close(message, note: "Done (made up)", scope: ScopeRules.practice(practice), in: transaction)
            }
        }
    }

    // A month is closed on the 3rd of the next, its instalment comes in on the 15th, and practices are paid on the 28th.
    private func closeBooks(on day: LocalDate) async throws {
        guard let finance = people.accounts[.financeLead] else { return }
        let month = Month(containing: day).previous
        let at = calendar.instant(day, 12)
        let (scheme, contractStart) = (terms.scheme, Month(containing: calendar.contractStart))
        guard month >= contractStart, at <= calendar.now else { return }
        if day.day == 3 {
            try await database.write(by: finance.actor, at: at) { transaction in
                _ = try CloseStore.close(scheme, month: month, in: transaction)
            }
        }
        if day.day == 15 {
            let id = terms.contract
            try await database.write(by: finance.actor, at: at) { transaction in
                guard let contract = try SchemeStore.contract(id, in: transaction), let amount = contract.instalment(for: month) else { return }
                try ReceiptStore.record(
                    amount, under: contract, on: day, reference: "EXAMPLE \(month.stored)", in: transaction)
            }
        }
        if day.day == 28 {
            try await database.write(by: finance.actor, at: at) { transaction in
                do {
                    _ = try PaymentStore.pay(month, in: transaction)
                } catch is PaymentRefusal {
                    // The month is still open where the demonstration began after its 3rd day.
                    try transaction.audit("payment left out", AuditSubject("demonstration", month.stored))
                }
            }
        }
    }
}
