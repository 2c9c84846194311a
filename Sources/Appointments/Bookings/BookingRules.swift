// Who may have which slot.

import Governance
import Kernel

/// What is known of a slot when somebody wants it.
package struct SlotFacts: Hashable, Sendable {
    package let startsAt: Instant
    package let endsAt: Instant
    package let localDate: LocalDate
    package let bookableFrom: Instant
    package let isOffered: Bool
    package let isTaken: Bool
    /// Held by somebody else at the moment in question.
    package let isHeld: Bool

    package init(
        startsAt: Instant, endsAt: Instant, localDate: LocalDate, bookableFrom: Instant, isOffered: Bool = true, isTaken: Bool = false,
        isHeld: Bool = false
    ) {
        self.startsAt = startsAt
        self.endsAt = endsAt
        self.localDate = localDate
        self.bookableFrom = bookableFrom
        self.isOffered = isOffered
        self.isTaken = isTaken
        self.isHeld = isHeld
    }
}

/// What is known of a patient who wants a slot.
package struct PatientFacts: Hashable, Sendable {
    package struct Appointment: Hashable, Sendable {
        package let startsAt: Instant
        package let endsAt: Instant

        package init(startsAt: Instant, endsAt: Instant) {
            self.startsAt = startsAt
            self.endsAt = endsAt
        }
    }

    package let isDeceased: Bool
    /// Nil where the patient is on no practice's list on the day.
    package let practice: OrganisationID?
    package let practiceName: String
    package let isInFederation: Bool
    /// Whether the practice belongs to the network that the clinic is for; true where the clinic is for all.
    package let isInNetwork: Bool
    /// The consent that the practice has not given; nil where it is in force on the appointment's date.
    package let missingConsent: MissingConsent?
    /// The patient's other live appointments near the slot's time.
    package let appointments: [Appointment]

    package init(
        isDeceased: Bool = false, practice: OrganisationID?, practiceName: String, isInFederation: Bool = true, isInNetwork: Bool = true,
        missingConsent: MissingConsent? = nil, appointments: [Appointment] = []
    ) {
        self.isDeceased = isDeceased
        self.practice = practice
        self.practiceName = practiceName
        self.isInFederation = isInFederation
        self.isInNetwork = isInNetwork
        self.missingConsent = missingConsent
        self.appointments = appointments
    }
}

/// Whether a patient may have a slot, from facts alone.
package enum BookingRules {
    /// The first reason, in the order of `BookingRefusal`, why the patient cannot have the slot; nil where they can.
    package static func refusal(of slot: SlotFacts, for patient: PatientFacts, at now: Instant) -> BookingRefusal? {
        if patient.isDeceased { return .deceased }
        guard patient.practice != nil else { return .notRegistered }
        guard slot.isOffered else { return .notOffered }
        guard patient.isInFederation else { return .outsideFederation(practice: patient.practiceName) }
        guard patient.isInNetwork else { return .outsideNetwork(practice: patient.practiceName) }
        if let missing = patient.missingConsent { return .consentMissing(missing) }
        if let refusal = refusal(of: slot, at: now) { return refusal }
        if let other = patient.appointments.first(where: { $0.startsAt < slot.endsAt && slot.startsAt < $0.endsAt }) {
            return .overlaps(other.startsAt)
        }
        return nil
    }

    /// The first reason why nobody can have the slot now.
    package static func refusal(of slot: SlotFacts, at now: Instant) -> BookingRefusal? {
        guard slot.isOffered else { return .notOffered }
        guard slot.startsAt > now else { return .past }
        guard slot.bookableFrom <= now else {
            let opens = London.local(slot.bookableFrom).date
            return opens < slot.localDate ? .tooFarAhead(opens: opens) : .keptBack(until: slot.bookableFrom)
        }
        guard !slot.isTaken else { return .taken }
        guard !slot.isHeld else { return .held }
        return nil
    }

    /// Whether an appointment can be cancelled or moved; after its start the clinic list decides.
    package static func refusalToEnd(_ status: BookingStatus, startsAt: Instant, at now: Instant) -> BookingRefusal? {
        guard status == .booked else { return .alreadyEnded(status) }
        guard startsAt > now else { return .alreadyBegun }
        return nil
    }
}
