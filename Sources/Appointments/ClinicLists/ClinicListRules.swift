// What may happen to an appointment on the day.

import Activity
import Kernel

/// What somebody at the hub does with an appointment on the clinic list.
package enum BookingAct: String, Codable, CaseIterable, Hashable, Sendable {
    case arrive, call, see
    case miss = "did-not-attend"
    /// Takes back the last act.
    case correct

    package var title: String {
        switch self {
        case .arrive: "Arrived"
        case .call: "Call in"
        case .see: "Seen"
        case .miss: "Did not attend"
        case .correct: "Correct"
        }
    }
}

/// Why an act is refused.
package enum ActRefusal: RuleRefusal, Hashable {
    case notFound
    case notFrom(BookingStatus, BookingAct)
    case notToday(LocalDate)
    case notBeforeStart(Instant)
    case onlyOnTheDay
    case reasonMissing
    case notSeenYet
    /// A clinic that is to be closed.
    case notOver

    package var sentence: String {
        switch self {
        case .notFound: "This appointment is not on your list."
        case .notFrom(let status, let act):
            "This appointment is marked “\(status.title.lowercased())” now, so it cannot be marked “\(act.title.lowercased())”. Somebody may have changed it; "
                + "look at the list again."
        case .notToday(let date): "This appointment is on \(date.longText). It can be marked on that day and after it."
        case .notBeforeStart(let start):
            "The appointment starts at \(start.londonTimeText). Wait until then before marking that the patient did not attend."
        case .onlyOnTheDay: "Clinicians can correct a record on the day itself. Ask the hub coordinator to correct this one."
        case .reasonMissing: "Choose why it is corrected."
        case .notSeenYet: "Mark the appointment as seen or did not attend first, then write to the practice."
        case .notOver: "This clinic is not over yet. Close it when its time has passed."
        }
    }

    package var kind: RefusalKind {
        switch self {
        case .notFound: .absent
        case .notFrom, .notOver: .conflict
        case .notToday, .notBeforeStart, .onlyOnTheDay, .reasonMissing, .notSeenYet: .invalid
        }
    }
}

/// What the rules need to know.
package struct ActFacts: Hashable, Sendable {
    package let status: BookingStatus
    package let startsAt: Instant
    package let localDate: LocalDate
    package let now: Instant
    /// Whether the person may correct on later days: a hub coordinator.
    package let correctsLater: Bool

    package init(status: BookingStatus, startsAt: Instant, localDate: LocalDate, now: Instant, correctsLater: Bool = false) {
        self.status = status
        self.startsAt = startsAt
        self.localDate = localDate
        self.now = now
        self.correctsLater = correctsLater
    }
}

package enum ClinicListRules {
    /// What a person may choose from to say why a mark is wrong.
    package static func reasons(against status: BookingStatus) -> [ReversalReason] {
        switch status {
        case .seen: [.wrongMark, .wrongAppointment, .patientDidNotCome, .other]
        case .didNotAttend: [.wrongMark, .wrongAppointment, .patientCame, .other]
        case .booked, .arrived, .called, .cancelled: []
        }
    }

    /// How long after its time a patient who is not in counts as late.
    package static let lateAfterMinutes = 5

    /// The status after an act, whatever the time: the whole table of transitions. Nil where the act does not fit.
    package static func status(after act: BookingAct, from status: BookingStatus) -> BookingStatus? {
        switch (status, act) {
        case (.booked, .arrive): .arrived
        case (.booked, .call), (.arrived, .call): .called
        case (.arrived, .see), (.called, .see): .seen
        case (.booked, .miss), (.arrived, .miss), (.called, .miss): .didNotAttend
        case (.arrived, .correct): .booked
        case (.called, .correct), (.seen, .correct): .arrived
        case (.didNotAttend, .correct): .booked
        default: nil
        }
    }

    /// The status after an act at a moment, or why it is refused.
    package static func status(after act: BookingAct, facts: ActFacts) throws(ActRefusal) -> BookingStatus {
        guard let next = status(after: act, from: facts.status) else { throw .notFrom(facts.status, act) }
        let today = London.local(facts.now).date
        guard today >= facts.localDate else { throw .notToday(facts.localDate) }
        if act == .miss, facts.now < facts.startsAt { throw .notBeforeStart(facts.startsAt) }
        if act == .correct, today > facts.localDate, !facts.correctsLater { throw .onlyOnTheDay }
        return next
    }

    /// The acts that fit now, in the order of the buttons.
    package static func acts(_ facts: ActFacts) -> [BookingAct] {
        BookingAct.allCases.filter { act in (try? status(after: act, facts: facts)) != nil }
    }

    /// Minutes after its time, where the appointment is late: the patient has not come, or has come and has not been called.
    package static func lateMinutes(_ facts: ActFacts) -> Int? {
        guard facts.status == .booked || facts.status == .arrived else { return nil }
        let minutes = facts.now.seconds(since: facts.startsAt).dividedDown(by: 60)
        return minutes >= lateAfterMinutes ? minutes : nil
    }

    /// The appointment to deal with next: the one called in, else who has arrived first, else the next one due.
    package static func next(_ bookings: [Booking]) -> ID<Booking>? {
        let open = bookings.sorted { ($0.startsAt, $0.id) < ($1.startsAt, $1.id) }
        return (open.first { $0.status == .called } ?? open.first { $0.status == .arrived } ?? open.first { $0.status == .booked })?.id
    }
}
