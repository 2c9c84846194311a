// What the pages about one date's clinic read.

import Directory
import Kernel
import Store

/// One date's clinic with everything that its pages show.
struct ClinicDateFacts: Sendable {
    let clinic: Clinic
    let siteName: String
    let rooms: [Room]
    let people: [Person]
    /// Live appointments in the order of their times.
    let patients: [ListedBooking]
    /// Where the clinic is recorded as not held: who was not seen.
    let turnedAway: [ListedBooking]
    let slots: Int
    /// Newest first.
    let substitutions: [Substitution]
    /// What of the standard hours would be without a GP if it did not take place.
    let newGaps: [StandardHours.Gap]
    /// What of the standard hours is without a GP that day as it is.
    let gaps: [StandardHours.Gap]
    /// Whom and where it could be given to; empty where the page does not ask.
    let candidates: [Person]
    let busyPeople: Set<String>
    let busyRooms: Set<String>

    func person(_ id: PersonID) -> String { people.first { $0.id == id }?.fullName ?? "" }
    func room(_ id: ID<Room>) -> String { rooms.first { $0.id == id }?.name ?? "" }

    var waiting: [ListedBooking] { patients.filter { $0.booking.status == .booked } }
}

extension ClinicDateFacts {
    static func read(
        _ id: ID<Clinic>, scope: Scope, today: LocalDate, _ contracts: ContractPort, in connection: any Connection
    ) throws -> ClinicDateFacts? {
        guard let clinic = try ClinicDateStore.clinic(id, scope: scope, in: connection) else { return nil }
        let substitutions = try ClinicDateStore.substitutions(of: id, in: connection)
        let candidates = try ClinicChoices.people(at: clinic.hub, on: clinic.date, in: connection)
        let named = substitutions.flatMap { [$0.clinicianBefore, $0.clinicianAfter] + ($0.changedBy.map { [$0] } ?? []) } + [clinic.clinician]
        let doctors = try ClinicDateStore.doctors(on: clinic.date, in: connection)
        let hours = try contracts.doctorHours(clinic.date, clinic.date, connection)
        return ClinicDateFacts(
            clinic: clinic, siteName: try SiteStore.site(clinic.site, in: connection)?.name ?? "",
            rooms: try SiteStore.rooms(at: clinic.site, in: connection), people: try PersonStore.people(Array(Set(named)), in: connection),
            patients: try ClinicListStore.list([id], on: today, in: connection),
            turnedAway: try clinic.notHeldAt.map { try ClinicListStore.list([id], on: today, turnedAwayAt: $0, in: connection) } ?? [],
            slots: try SlotStore.counts(of: [id], in: connection)[id] ?? 0,
            substitutions: substitutions, newGaps: SubstitutionRules.newGaps(without: clinic, doctors: doctors, in: hours),
            gaps: StandardHours.gaps(in: hours, doctors: doctors.map(\.stretch)),
            candidates: candidates, busyPeople: try DiaryStore.busy(.person, during: clinic.diaryEntry, in: connection),
            busyRooms: try DiaryStore.busy(.room, during: clinic.diaryEntry, in: connection))
    }
}

extension ClinicChoices {
    /// How far back somebody who has had a clinic at a hub counts as one of its people.
    static let rememberedDays = 90

    /// Those who work at a hub: with a post there, or with a clinic there lately or to come.
    static func people(at hub: OrganisationID, on date: LocalDate, in connection: any Connection) throws -> [Person] {
        var people: [PersonID: Person] = [:]
        for person in try PersonStore.people(at: hub, on: date, in: connection) { people[person.id] = person }
        let seen: [PersonID] = try connection.values(
            """
            SELECT DISTINCT clinician
            FROM clinics
            WHERE hub = \(hub)
              AND date >= \(date.adding(days: -rememberedDays))
            """)
        for person in try PersonStore.people(seen.filter { people[$0] == nil }, in: connection) { people[person.id] = person }
        return people.values.sorted { ($0.familyName, $0.givenName, $0.id) < ($1.familyName, $1.givenName, $1.id) }
    }
}
