// A weekly pattern, as typed.

import Directory
import Governance
import Kernel
import Web

/// What a person who plans clinics can choose from.
struct ClinicChoices: Sendable {
    struct Place: Sendable {
        let site: Site
        let room: Room
        var label: String { "\(site.name), \(room.name)" }
    }

    let places: [Place]
    let clinicians: [Person]
    let schemes: [Undertaking]
    let networks: [Organisation]
}

extension ClinicPattern {
    /// Reads the form for a new pattern; `contract` gives the contract of a scheme on a date, `daysAhead` how many days ahead it asks to be bookable.
    static func read(
        _ form: inout FormReader, _ choices: ClinicChoices, at now: Instant, daysAhead: (SchemeID, LocalDate) throws -> Int?,
        contract: (SchemeID, LocalDate) throws -> ContractID?
    ) rethrows -> ClinicPattern? {
        let room = form.choice("room", among: choices.places.map(\.room.id.stored), orSay: "Choose the hub and room")
        let clinician = form.choice("clinician", among: choices.clinicians.map(\.id.stored), orSay: "Choose the clinician")
        let service = form.choice("service", as: Service.self, orSay: "Choose the service")
        let channel = form.choice("channel", as: Channel.self, orSay: "Choose how patients are seen")
        let scheme = form.choice("scheme", among: choices.schemes.map(\.id.stored), orSay: "Choose the scheme under which the clinic is given")
        let network = form.choice("network", among: [""] + choices.networks.map(\.id.stored), orSay: "Choose whose patients it is for")
        let weekday = form.choice("weekday", as: Weekday.self, orSay: "Choose the day of the week")
        let starts = form.time("starts", orSay: "Enter when it starts, for example 6:30pm")
        let ends = form.time("ends", orSay: "Enter when it ends, for example 8pm")
        let minutes = form.integer("minutes", in: 5...120, orSay: "Enter how long one appointment is, for example 15")
        let sameDay = form.integer("same-day", in: 0...50, orSay: "Enter how many appointments are kept for the day, or 0")
        let from = form.date("from", orSay: "Enter the first date")
        let until = form.date("until", orSay: "Enter the last date")
        let today = London.local(now).date
        if let from, from < today { form.refuse("from", "The first date must be today or later") }
        let onBankHolidays = !form.ticked("bank-holidays", among: ["yes"]).isEmpty
        guard let place = choices.places.first(where: { $0.room.id.stored == room }), let clinician, let service, let channel, let scheme,
            let network,
            let weekday, let starts, let ends, let minutes, let sameDay, let from, let until, form.isSound,
            let person = choices.clinicians.first(where: { $0.id.stored == clinician }),
            let undertaking = choices.schemes.first(where: { $0.id.stored == scheme })
        else { return nil }
        guard service.isGiven(by: person) else {
            form.refuse(SubstitutionRefusal.lacksProfession(name: person.fullName, profession: person.profession, service: service))
            return nil
        }
        // Which contract it is is settled for each date when it is published.
        let pattern = ClinicPattern(
            id: ID(at: now), site: place.site.id, room: place.room.id, clinician: person.id, service: service, channel: channel,
            scheme: undertaking.id,
            contract: try contract(undertaking.id, from), network: choices.networks.first { $0.id.stored == network }?.id, weekday: weekday,
            starts: starts, ends: ends, slotMinutes: minutes, daysAhead: try daysAhead(undertaking.id, from) ?? usualDaysAhead,
            sameDaySlots: sameDay,
            onBankHolidays: onBankHolidays, fromDate: from, untilDate: until)
        if let refusal = ClinicRules.refusal(of: pattern) {
            form.refuse(refusal)
            return nil
        }
        let dates = ClinicRules.dates(of: pattern)
        let uncovered = try dates.filter { try contract(undertaking.id, $0) == nil }
        guard uncovered.isEmpty else {
            let lack = ClinicRefusal.noContract(scheme: undertaking.title, dates: uncovered)
            form.refuse(uncovered.count == dates.count ? "scheme" : "until", lack.sentence)
            return nil
        }
        return pattern
    }
}
