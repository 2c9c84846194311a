// Who may have which slot, by examples.

import Appointments
import Governance
import Kernel
import TestKit
import Testing

@Suite("Booking rules")
struct BookingRulesTests {
    let now = TestDay.now
    let today = TestDay.today
    let practice = OrganisationID(at: TestDay.now)

    private func slot(
        minutesAhead: Int = 60, released: Int = -60, isOffered: Bool = true, isTaken: Bool = false, isHeld: Bool = false
    ) -> SlotFacts {
        let start = now.adding(minutes: minutesAhead)
        return SlotFacts(
            startsAt: start, endsAt: start.adding(minutes: 15), localDate: London.local(start).date, bookableFrom: now.adding(minutes: released),
            isOffered: isOffered, isTaken: isTaken, isHeld: isHeld)
    }

    private func patient(
        isDeceased: Bool = false, isListed: Bool = true, isInFederation: Bool = true, isInNetwork: Bool = true, missing: MissingConsent? = nil,
        appointments: [PatientFacts.Appointment] = []
    ) -> PatientFacts {
        PatientFacts(
            isDeceased: isDeceased, practice: isListed ? practice : nil, practiceName: "Riverside Surgery", isInFederation: isInFederation,
            isInNetwork: isInNetwork, missingConsent: missing, appointments: appointments)
    }

    private func refusal(_ slot: SlotFacts, _ patient: PatientFacts) -> BookingRefusal? {
        BookingRules.refusal(of: slot, for: patient, at: now)
    }

    @Test("A free slot is given to a patient of a practice that has agreed")
    func free() { #expect(refusal(slot(), patient()) == nil) }

    @Test("Each reason alone refuses, with its own answer")
    func oneReason() {
        let missing = MissingConsent(practiceName: "Riverside Surgery", undertakingTitle: "Enhanced access", date: today)
        let other = PatientFacts.Appointment(startsAt: now.adding(minutes: 70), endsAt: now.adding(minutes: 90))
        #expect(refusal(slot(), patient(isDeceased: true)) == .deceased)
        #expect(refusal(slot(), patient(isListed: false)) == .notRegistered)
        #expect(refusal(slot(isOffered: false), patient()) == .notOffered)
        #expect(refusal(slot(), patient(isInFederation: false)) == .outsideFederation(practice: "Riverside Surgery"))
        #expect(refusal(slot(), patient(isInNetwork: false)) == .outsideNetwork(practice: "Riverside Surgery"))
        #expect(refusal(slot(), patient(missing: missing)) == .consentMissing(missing))
        #expect(refusal(slot(minutesAhead: -1), patient()) == .past)
        #expect(refusal(slot(released: 30), patient()) == .keptBack(until: now.adding(minutes: 30)))
        #expect(refusal(slot(isTaken: true), patient()) == .taken)
        #expect(refusal(slot(isHeld: true), patient()) == .held)
        #expect(refusal(slot(), patient(appointments: [other])) == .overlaps(other.startsAt))
    }

    @Test("Where several reasons hold, the one that matters most to the patient is said")
    func ranked() {
        let missing = MissingConsent(practiceName: "Riverside Surgery", undertakingTitle: "Enhanced access", date: today)
        #expect(refusal(slot(isTaken: true), patient(isDeceased: true, missing: missing)) == .deceased)
        #expect(refusal(slot(isTaken: true), patient(missing: missing)) == .consentMissing(missing))
        #expect(refusal(slot(minutesAhead: -5, isTaken: true), patient()) == .past)
        #expect(refusal(slot(isTaken: true, isHeld: true), patient()) == .taken)
    }

    @Test("Before the day from which a slot can be booked that day is said; what is kept for the day itself says until when")
    func released() throws {
        // Saturday 21 November and 14 days: Saturday 5 December is in, Sunday 6 December opens on Sunday 22 November.
        func facts(_ day: String, from bookable: String) throws -> SlotFacts {
            let (date, opens) = (try LocalDate(parsing: day), try LocalDate(parsing: bookable))
            let start = London.instant(LocalDateTime(date: date, time: LocalTime(clamping: 1430)))
            return SlotFacts(
                startsAt: start, endsAt: start.adding(minutes: 5), localDate: date,
                bookableFrom: London.instant(LocalDateTime(date: opens, time: .midnight)))
        }
        #expect(try refusal(facts("2026-12-05", from: "2026-11-21"), patient()) == nil)
        let opens = try LocalDate(parsing: "2026-11-22")
        #expect(try refusal(facts("2026-12-06", from: "2026-11-22"), patient()) == .tooFarAhead(opens: opens))
        let midnight = London.instant(LocalDateTime(date: try LocalDate(parsing: "2026-11-23"), time: .midnight))
        #expect(try refusal(facts("2026-11-23", from: "2026-11-23"), patient()) == .keptBack(until: midnight))
    }

    @Test("An appointment that ends when the other starts does not overlap it")
    func touching() {
        let before = PatientFacts.Appointment(startsAt: now.adding(minutes: 45), endsAt: now.adding(minutes: 60))
        let after = PatientFacts.Appointment(startsAt: now.adding(minutes: 75), endsAt: now.adding(minutes: 90))
        #expect(refusal(slot(), patient(appointments: [before, after])) == nil)
    }

    @Test("Only a booked appointment whose time has not come can be cancelled or moved")
    func ending() {
        let later = now.adding(minutes: 10)
        #expect(BookingRules.refusalToEnd(.booked, startsAt: later, at: now) == nil)
        #expect(BookingRules.refusalToEnd(.booked, startsAt: now, at: now) == .alreadyBegun)
        for status in BookingStatus.allCases where status != .booked {
            #expect(BookingRules.refusalToEnd(status, startsAt: later, at: now) == .alreadyEnded(status))
        }
    }

    @Test("Every refusal says what to do in a sentence that ends")
    func sentences() {
        let missing = MissingConsent(practiceName: "Riverside Surgery", undertakingTitle: "Enhanced access", date: today)
        let all: [BookingRefusal] = [
            .patientNotFound, .deceased, .notRegistered, .notOffered, .outsideFederation(practice: "A"), .outsideNetwork(practice: "A"),
            .consentMissing(missing), .past, .tooFarAhead(opens: today), .keptBack(until: now), .taken, .held, .overlaps(now),
            .alreadyEnded(.seen), .alreadyBegun,
        ]
        for refusal in all { #expect(refusal.sentence.hasSuffix("."), "\(refusal)") }
        #expect(missing.sentence.contains("Riverside Surgery has not agreed to Enhanced access"))
        #expect(BookingRefusal.consentMissing(missing).sentence.contains("practice manager"))
    }
}
