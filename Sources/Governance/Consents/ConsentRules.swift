// Who has agreed to what, on which day.

import Kernel

/// Taking part is by consent, per practice and per undertaking, and can end ("everything you do will be by consent": One Care's offer to practices);
/// who has left may return by signing again.
package enum ConsentRules {
    /// What giving a consent comes to.
    package enum Decision: Hashable, Sendable {
        /// The practice's first consent, or its return after the last had ended; that one's last day, if there was one.
        case begins(after: LocalDate?)
        /// A newer version of the terms takes over; the last day of the older consents, which reach beyond it, becomes `olderUntil`.
        case takesOver(older: [ID<Consent>], olderUntil: LocalDate)
    }

    /// Whether `draft`, signed on `signedOn`, may be given. `closedOn` is the practice's last day, if it has closed.
    package static func give(
        _ draft: ConsentDraft, terms: [TermsVersion], history: [Consent], closedOn: LocalDate?, signedOn: LocalDate
    ) throws(ConsentRefusal) -> Decision {
        guard let current = UndertakingRules.current(terms, on: signedOn) else { throw .termsNotPublished }
        guard draft.termsVersion == current.version else { throw .notTheCurrentTerms(current: current.version) }
        if let closedOn, closedOn < draft.from { throw .practiceClosed(closedOn) }
        guard !draft.signedName.isEmpty else { throw .nameMissing }
        guard draft.from >= signedOn else { throw .fromBeforeSigning(earliest: signedOn) }
        if let until = draft.until, until < draft.from { throw .untilBeforeFrom(draft.from) }

        let reaching = history.reaching(draft.from)
        guard let last = reaching.last else { return .begins(after: history.lastDayInForce(before: draft.from)) }
        guard last.termsVersion < draft.termsVersion, last.ending == nil else { throw .alreadyInForce(from: last.from, until: last.until) }
        return .takesOver(older: reaching.map(\.id), olderUntil: draft.from.adding(days: -1))
    }

    /// Which consents a withdrawal ends, and when. `lastDay` is the last day of taking part: today or later, as care given today was given with consent.
    /// A consent that has not begun by then is taken back whole.
    package static func withdraw(
        lastDay: LocalDate, reason: String, history: [Consent], today: LocalDate
    ) throws(ConsentRefusal) -> [(consent: Consent, until: LocalDate)] {
        guard let last = history.reaching(today).last else { throw .nothingToWithdraw }
        guard !reason.isEmpty else { throw .reasonMissing }
        guard lastDay >= today else { throw .withdrawalBeforeToday(today) }
        if let until = last.until, lastDay >= until { throw .endsAlready(until) }
        return history.reaching(lastDay.adding(days: 1)).map { ($0, max(lastDay, $0.from.adding(days: -1))) }
    }

    /// The consent in force on `date` among `history`, one practice's consents to one undertaking. It ends with its period, with the date that a newer
    /// version of the terms set for older ones, and with the practice's own last day.
    package static func inForce(_ history: [Consent], terms: [TermsVersion], closedOn: LocalDate?, on date: LocalDate) -> Consent? {
        if let closedOn, closedOn < date { return nil }
        return history.first { $0.isInForce(on: date) && (lapse(of: $0, terms: terms) ?? date) >= date }
    }

    /// Whether a practice with this `history` still owes an answer: it never gave one, or newer terms have ended the one it gave. Who has
    /// withdrawn, or signed from a later day on, has answered.
    package static func isUnanswered(_ history: [Consent], terms: [TermsVersion], today: LocalDate) -> Bool {
        guard let last = history.max(by: { $0.ordinal < $1.ordinal }) else { return true }
        guard last.ending == nil, let lapse = lapse(of: last, terms: terms), lapse < today else { return false }
        return last.until.map { $0 > lapse } ?? true
    }

    /// The last day that newer terms leave to a consent to older ones; nil where none has set a day.
    package static func lapse(of consent: Consent, terms: [TermsVersion]) -> LocalDate? {
        terms.filter { $0.version > consent.termsVersion }.compactMap(\.olderUntil).min()
    }
}

extension [Consent] {
    /// Those in force on `date` or later, in their order.
    fileprivate func reaching(_ date: LocalDate) -> [Consent] {
        filter { !$0.isEmpty && !$0.period.isOver(on: date) }.sorted { $0.ordinal < $1.ordinal }
    }

    /// The last day that ended before `date` on which one of them was in force.
    package func lastDayInForce(before date: LocalDate) -> LocalDate? {
        filter { !$0.isEmpty }.compactMap(\.until).filter { $0 < date }.max()
    }
}
