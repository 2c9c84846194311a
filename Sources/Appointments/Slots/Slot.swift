// A time that can be given to a patient.

import Kernel
import Store

/// A stretch of a clinic that one patient can have. Whether it is free follows from its clinic, bookings and holds; `free_slots` finds those that are.
package struct Slot: Codable, Hashable, Sendable {
    package let id: ID<Slot>
    package let clinic: ID<Clinic>
    package let startsAt: Instant
    package let endsAt: Instant
    package let localDate: LocalDate
    package let localTime: LocalTime
    package let minutes: Int
    /// Until then it is kept back.
    package let bookableFrom: Instant
}

/// What a slot is at a moment.
package enum SlotStatus: String, Codable, Hashable, Sendable {
    case free, held, booked, keptBack = "kept-back", over, withdrawn

    package var title: String {
        switch self {
        case .free: "Free"
        case .held: "Held"
        case .booked: "Booked"
        case .keptBack: "Kept back"
        case .over: "Over"
        case .withdrawn: "Withdrawn"
        }
    }
}

/// A slot that is free now, with what a person who offers it has to say.
package struct FreeSlot: Codable, Hashable, Sendable {
    package let id: ID<Slot>
    package let clinic: ID<Clinic>
    package let startsAt: Instant
    package let endsAt: Instant
    package let localDate: LocalDate
    package let localTime: LocalTime
    package let minutes: Int
    package let bookableFrom: Instant
    package let service: Service
    package let channel: Channel
    package let scheme: SchemeID
    package let network: OrganisationID?
    package let site: SiteID
    package let hub: OrganisationID
    package let clinician: PersonID
}

/// That somebody keeps a slot for a patient while they talk.
package struct SlotHold: Codable, Hashable, Sendable {
    package let slot: ID<Slot>
    package let patient: PatientID
    package let heldBy: AccountID
    package let heldAt: Instant
    package let expiresAt: Instant

    /// How long a hold lasts.
    package static let seconds = 120
}

/// Which free slots are asked for. Nil and empty mean no matter.
package struct SlotWish: Hashable, Sendable {
    package enum TimeOfDay: String, Codable, CaseIterable, Hashable, Sendable {
        case morning, afternoon, evening

        package var title: String {
            switch self {
            case .morning: "Morning, before midday"
            case .afternoon: "Afternoon, midday to 5pm"
            case .evening: "Evening, from 5pm"
            }
        }

        /// From the first time up to, and without, the second.
        package var range: Range<Int> {
            switch self {
            case .morning: 0..<720
            case .afternoon: 720..<1020
            case .evening: 1020..<1440
            }
        }
    }

    package var services: [Service]
    package var date: LocalDate?
    package var timeOfDay: TimeOfDay?
    package var site: SiteID?
    package var clinician: PersonID?
    package var slot: ID<Slot>?

    package init(
        services: [Service] = [], date: LocalDate? = nil, timeOfDay: TimeOfDay? = nil, site: SiteID? = nil, clinician: PersonID? = nil,
        slot: ID<Slot>? = nil
    ) {
        self.services = services
        self.date = date
        self.timeOfDay = timeOfDay
        self.site = site
        self.clinician = clinician
        self.slot = slot
    }
}
