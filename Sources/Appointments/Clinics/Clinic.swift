// When care is offered, where and by whom.

import Directory
import Kernel
import Store

/// What repeats each week: a clinician in a room of a hub, for one service, between two times of day, from one date until another.
package struct ClinicPattern: Codable, Hashable, Sendable {
    package enum Status: String, Codable, Hashable, Sendable, SQLBindable { case draft, published, withdrawn }

    /// Where no requirement says how many: enhanced access asks for two weeks (Network Contract DES; `oracles` 5.3).
    package static let usualDaysAhead = 14

    package let id: ID<ClinicPattern>
    package let site: SiteID
    package let room: ID<Room>
    package let clinician: PersonID
    package let service: Service
    package let channel: Channel
    package let scheme: SchemeID
    package let contract: ContractID?
    /// The network whose patients it is for; nil for those of every practice of the federation.
    package let network: OrganisationID?
    package let weekday: Weekday
    package let starts: LocalTime
    package let ends: LocalTime
    package let slotMinutes: Int
    /// How many days before it a slot may be booked: as many as the scheme's requirement asks for when the clinic is planned.
    package let daysAhead: Int
    /// How many slots, the last ones, are kept for the day itself.
    package let sameDaySlots: Int
    package let onBankHolidays: Bool
    package let fromDate: LocalDate
    package let untilDate: LocalDate
    package let status: Status

    package init(
        id: ID<ClinicPattern>, site: SiteID, room: ID<Room>, clinician: PersonID, service: Service, channel: Channel = .faceToFace, scheme: SchemeID,
        contract: ContractID? = nil, network: OrganisationID? = nil, weekday: Weekday, starts: LocalTime, ends: LocalTime, slotMinutes: Int,
        daysAhead: Int = usualDaysAhead, sameDaySlots: Int = 0, onBankHolidays: Bool = false, fromDate: LocalDate, untilDate: LocalDate,
        status: Status = .draft
    ) {
        self.id = id
        self.site = site
        self.room = room
        self.clinician = clinician
        self.service = service
        self.channel = channel
        self.scheme = scheme
        self.contract = contract
        self.network = network
        self.weekday = weekday
        self.starts = starts
        self.ends = ends
        self.slotMinutes = slotMinutes
        self.daysAhead = daysAhead
        self.sameDaySlots = sameDaySlots
        self.onBankHolidays = onBankHolidays
        self.fromDate = fromDate
        self.untilDate = untilDate
        self.status = status
    }
}

/// A date on which a pattern's clinic does not take place.
package struct ClinicException: Codable, Hashable, Sendable {
    package let pattern: ID<ClinicPattern>
    package let date: LocalDate
    package let reason: String

    package init(pattern: ID<ClinicPattern>, date: LocalDate, reason: String) {
        self.pattern = pattern
        self.date = date
        self.reason = reason
    }
}

/// One clinic on one date, as published. It keeps what its pattern said, so that a later change of the pattern leaves it alone.
package struct Clinic: Codable, Hashable, Sendable {
    package enum Status: String, Codable, Hashable, Sendable, SQLBindable {
        case published
        /// Taken off after publishing; its slots are no longer offered.
        case withdrawn
        /// Over, and its unused time written to the activity ledger.
        case closed
    }

    package let id: ID<Clinic>
    package let pattern: ID<ClinicPattern>
    package let site: SiteID
    package let hub: OrganisationID
    /// The practice that hosts the site, which is paid for the time given there.
    package let host: OrganisationID
    package let room: ID<Room>
    package let clinician: PersonID
    package let service: Service
    package let channel: Channel
    package let scheme: SchemeID
    package let contract: ContractID?
    package let network: OrganisationID?
    package let date: LocalDate
    /// The Monday of its week, by which capacity is counted.
    package let week: LocalDate
    package let starts: LocalTime
    package let ends: LocalTime
    package let startsAt: Instant
    package let endsAt: Instant
    package let status: Status
    package let statusReason: String
    /// Since when it takes no more bookings, because it will not run and its patients are being called; nil where it is offered.
    package let stoppedAt: Instant?
    package let closedAt: Instant?
    package let unusedMinutes: Int?
    /// When it was recorded that it did not take place, or ended early; nil where it ran or is to run.
    package let notHeldAt: Instant?
    /// Where it ended early: until when it was held.
    package let heldUntil: Instant?

    /// What its clinician and its room are kept for.
    static let inDiary = "a clinic"
    var diaryEntry: DiaryEntry { DiaryEntry(RecordLink(.clinic, id), title: Clinic.inDiary, startsAt: startsAt, endsAt: endsAt) }
}

extension RecordKind {
    package static let clinic = RecordKind("clinic")
    package static let clinicPattern = RecordKind("clinic-pattern")
}
