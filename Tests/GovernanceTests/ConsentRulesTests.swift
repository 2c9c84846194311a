// Who may agree, leave and return.

import Governance
import Kernel
import TestKit
import Testing

@Suite("Consent rules")
struct ConsentRulesTests {
    let today = TestDay.today
    let scheme: SchemeID = Cast.id(100)

    func terms(_ versions: [(Int, LocalDate, LocalDate?)]) -> [TermsVersion] {
        versions.map { TermsVersion(undertaking: scheme, version: $0.0, text: "Terms \($0.0)", publishedOn: $0.1, olderUntil: $0.2) }
    }

    var first: [TermsVersion] { terms([(1, Cast.date(2026, 3, 1), nil)]) }

    func draft(version: Int = 1, from: LocalDate? = nil, until: LocalDate? = nil, name: String = "Pat Marlow") -> ConsentDraft {
        ConsentDraft(
            practice: Cast.riverside, undertaking: scheme, termsVersion: version, signedBy: Cast.pat, signedName: name, from: from ?? today,
            until: until)
    }

    func consent(
        _ ordinal: Int = 1, version: Int = 1, from: LocalDate, until: LocalDate? = nil, ending: Consent.Ending? = nil
    ) -> Consent {
        Consent(
            id: Cast.id(200 + UInt64(ordinal)), practice: Cast.riverside, undertaking: scheme, ordinal: ordinal, termsVersion: version,
            signedBy: Cast.pat,
            signedName: "Pat Marlow", signedAt: TestDay.now, from: from, until: until, ending: ending, endedAt: ending == nil ? nil : TestDay.now)
    }

    @Test("Who never answered owes an answer, and who agreed to terms that have ended; who left or signed newer ones does not")
    func unanswered() {
        let (start, end) = (Cast.date(2026, 4, 1), today.adding(days: -1))
        let newer = terms([(1, Cast.date(2026, 3, 1), nil), (2, Cast.date(2026, 10, 1), end)])
        func owes(_ history: [Consent], _ terms: [TermsVersion], on date: LocalDate? = nil) -> Bool {
            ConsentRules.isUnanswered(history, terms: terms, today: date ?? today)
        }
        #expect(owes([], first))
        #expect(!owes([consent(from: start)], first))
        #expect(owes([consent(from: start)], newer))
        #expect(!owes([consent(from: start)], newer, on: end))
        #expect(!owes([consent(from: start, until: end, ending: .withdrawal)], newer))
        // It had run out by itself before the older terms ended.
        #expect(!owes([consent(from: start, until: Cast.date(2026, 9, 30))], newer))
        let signed = consent(2, version: 2, from: today.adding(days: 5))
        #expect(!owes([consent(from: start, until: today.adding(days: 4), ending: .newerTerms), signed], newer))
    }

    @Test("A first consent starts a chain")
    func firstConsent() throws {
        #expect(try ConsentRules.give(draft(), terms: first, history: [], closedOn: nil, signedOn: today) == .begins(after: nil))
    }

    @Test("A consent is refused with the reason that a person can act on")
    func refusals() {
        func problem(_ draft: ConsentDraft, terms: [TermsVersion]? = nil, history: [Consent] = [], closedOn: LocalDate? = nil) -> ConsentRefusal? {
            do throws(ConsentRefusal) {
                _ = try ConsentRules.give(draft, terms: terms ?? first, history: history, closedOn: closedOn, signedOn: today)
                return nil
            } catch { return error }
        }
        #expect(problem(draft(), terms: []) == .termsNotPublished)
        #expect(problem(draft(), terms: terms([(1, today.adding(days: 1), nil)])) == .termsNotPublished)
        #expect(problem(draft(), terms: terms([(1, Cast.date(2026, 3, 1), nil), (2, today, nil)])) == .notTheCurrentTerms(current: 2))
        #expect(problem(draft(name: "")) == .nameMissing)
        #expect(problem(draft(from: today.adding(days: -1))) == .fromBeforeSigning(earliest: today))
        #expect(problem(draft(until: today.adding(days: -1))) == .untilBeforeFrom(today))
        #expect(problem(draft(), closedOn: today.adding(days: -1)) == .practiceClosed(today.adding(days: -1)))
        #expect(problem(draft(), closedOn: today) == nil)
        let open = consent(from: Cast.date(2026, 4, 1))
        #expect(problem(draft(), history: [open]) == .alreadyInForce(from: open.from, until: nil))
        let leaving = consent(from: Cast.date(2026, 4, 1), until: Cast.date(2026, 11, 30), ending: .withdrawal)
        #expect(problem(draft(), history: [leaving]) == .alreadyInForce(from: leaving.from, until: leaving.until))
        let later = consent(from: today.adding(days: 30))
        #expect(problem(draft(), history: [later]) == .alreadyInForce(from: later.from, until: nil))
    }

    @Test("A practice that has left may return by signing again")
    func comingBack() throws {
        let left = consent(from: Cast.date(2026, 4, 1), until: Cast.date(2026, 9, 30), ending: .withdrawal)
        #expect(
            try ConsentRules.give(draft(), terms: first, history: [left], closedOn: nil, signedOn: today) == .begins(after: Cast.date(2026, 9, 30)))
        let ends = consent(from: Cast.date(2026, 4, 1), until: today, ending: .withdrawal)
        #expect(
            try ConsentRules.give(draft(from: today.adding(days: 1)), terms: first, history: [ends], closedOn: nil, signedOn: today)
                == .begins(after: today))
    }

    @Test("Agreeing to newer terms takes over from the older consent the day before")
    func newerTerms() throws {
        let both = terms([(1, Cast.date(2026, 3, 1), nil), (2, today, Cast.date(2026, 12, 31))])
        let open = consent(from: Cast.date(2026, 4, 1))
        #expect(
            try ConsentRules.give(draft(version: 2, from: Cast.date(2026, 12, 1)), terms: both, history: [open], closedOn: nil, signedOn: today)
                == .takesOver(older: [open.id], olderUntil: Cast.date(2026, 11, 30)))
    }

    @Test("Withdrawing before signed newer terms begin ends the older consent too")
    func withdrawingBoth() throws {
        let older = consent(1, from: Cast.date(2026, 4, 1), until: Cast.date(2026, 12, 31), ending: .newerTerms)
        let newer = consent(2, version: 2, from: Cast.date(2027, 1, 1))
        let ended = try ConsentRules.withdraw(lastDay: today, reason: "Too far away", history: [older, newer], today: today)
        #expect(ended.map(\.consent.id) == [older.id, newer.id])
        #expect(ended.map(\.until) == [today, Cast.date(2026, 12, 31)])
    }

    @Test("Withdrawing keeps today, and takes a consent that has not begun back whole")
    func withdrawing() throws {
        let open = consent(from: Cast.date(2026, 4, 1))
        let ends = try ConsentRules.withdraw(lastDay: today, reason: "Too far away", history: [open], today: today)
        #expect(ends.map(\.until) == [today])
        let later = consent(from: today.adding(days: 10))
        let taken = try ConsentRules.withdraw(lastDay: today, reason: "Changed our mind", history: [later], today: today)
        #expect(taken.map(\.until) == [today.adding(days: 9)])
        #expect(throws: ConsentRefusal.withdrawalBeforeToday(today)) {
            try ConsentRules.withdraw(lastDay: today.adding(days: -1), reason: "x", history: [open], today: today)
        }
        #expect(throws: ConsentRefusal.reasonMissing) { try ConsentRules.withdraw(lastDay: today, reason: "", history: [open], today: today) }
        #expect(throws: ConsentRefusal.nothingToWithdraw) { try ConsentRules.withdraw(lastDay: today, reason: "x", history: [], today: today) }
        let gone = consent(from: Cast.date(2026, 4, 1), until: today.adding(days: -1), ending: .withdrawal)
        #expect(throws: ConsentRefusal.nothingToWithdraw) { try ConsentRules.withdraw(lastDay: today, reason: "x", history: [gone], today: today) }
        let term = consent(from: Cast.date(2026, 4, 1), until: Cast.date(2027, 3, 31))
        #expect(throws: ConsentRefusal.endsAlready(Cast.date(2027, 3, 31))) {
            try ConsentRules.withdraw(lastDay: Cast.date(2027, 4, 5), reason: "x", history: [term], today: today)
        }
    }

    @Test(
        "A consent is in force on its first and last day, and not a day outside",
        arguments: [
            (LocalDate(daysSince1970: 20_543), false), (LocalDate(daysSince1970: 20_544), true), (LocalDate(daysSince1970: 20_573), true),
            (LocalDate(daysSince1970: 20_574), false),
        ])
    func period(day: LocalDate, isInForce: Bool) {
        // 1 April 2026 is day 20,544 since 1970 and 30 April is day 20,573.
        let held = consent(from: Cast.date(2026, 4, 1), until: Cast.date(2026, 4, 30))
        #expect((ConsentRules.inForce([held], terms: first, closedOn: nil, on: day) != nil) == isInForce)
    }

    @Test("Older consents stand until the day that newer terms set, or for good where they set none")
    func lapses() {
        let open = consent(from: Cast.date(2026, 4, 1))
        let lapsing = terms([(1, Cast.date(2026, 3, 1), nil), (2, Cast.date(2026, 10, 1), Cast.date(2026, 12, 31))])
        #expect(ConsentRules.inForce([open], terms: lapsing, closedOn: nil, on: Cast.date(2026, 12, 31)) != nil)
        #expect(ConsentRules.inForce([open], terms: lapsing, closedOn: nil, on: Cast.date(2027, 1, 1)) == nil)
        let standing = terms([(1, Cast.date(2026, 3, 1), nil), (2, Cast.date(2026, 10, 1), nil)])
        #expect(ConsentRules.inForce([open], terms: standing, closedOn: nil, on: Cast.date(2027, 1, 1)) != nil)
    }

    @Test("A consent ends with the practice that gave it")
    func closure() {
        let open = consent(from: Cast.date(2026, 4, 1))
        #expect(ConsentRules.inForce([open], terms: first, closedOn: Cast.date(2026, 9, 30), on: Cast.date(2026, 9, 30)) != nil)
        #expect(ConsentRules.inForce([open], terms: first, closedOn: Cast.date(2026, 9, 30), on: Cast.date(2026, 10, 1)) == nil)
    }

    @Test("Whatever is given and withdrawn, at most one consent is in force on any day")
    func never2() {
        var random = SeededGenerator(seed: 4)
        for _ in 0..<200 {
            var history: [Consent] = []
            var day = Cast.date(2026, 4, 1)
            var all = terms([(1, Cast.date(2026, 3, 1), nil)])
            for _ in 0..<12 {
                day = day.adding(days: Int.random(in: 0...20, using: &random))
                switch Int.random(in: 0..<4, using: &random) {
                case 0:
                    all.append(TermsVersion(undertaking: scheme, version: all.count + 1, text: "x", publishedOn: day, olderUntil: nil))
                case 1:
                    let ended = try? ConsentRules.withdraw(
                        lastDay: day.adding(days: Int.random(in: 0...9, using: &random)), reason: "x", history: history, today: day)
                    for ending in ended ?? [] { history[ending.consent.ordinal - 1] = ending.consent.ending(.withdrawal, until: ending.until) }
                    if let ended, let last = ended.map(\.until).max() {
                        #expect(history.allSatisfy { $0.isEmpty || ($0.until.map { $0 <= last } ?? false) })
                    }
                default:
                    let wish = draft(version: all.count, from: day.adding(days: Int.random(in: 0...20, using: &random)))
                    guard let decision = try? ConsentRules.give(wish, terms: all, history: history, closedOn: nil, signedOn: day) else { continue }
                    if case .takesOver(let older, let until) = decision {
                        history = history.map { older.contains($0.id) ? $0.ending(.newerTerms, until: until) : $0 }
                    }
                    history.append(consent(history.count + 1, version: all.count, from: wish.from))
                }
                for ahead in 0..<60 {
                    let date = day.adding(days: ahead)
                    let standing = history.filter { $0.from <= date && ($0.until.map { $0 >= date } ?? true) }
                    #expect(standing.count <= 1)
                }
            }
        }
    }

    @Test("The refusal says which consent is missing and who can give it")
    func sentence() {
        let missing = MissingConsent(practiceName: "Riverside Surgery", undertakingTitle: "Enhanced access 2026/27", date: Cast.date(2026, 11, 24))
        #expect(
            missing.sentence
                == "Riverside Surgery has not agreed to Enhanced access 2026/27 for 24 November 2026. Its practice manager can agree to it on the Schemes page."
        )
    }
}

extension Consent {
    fileprivate func ending(_ ending: Ending, until: LocalDate) -> Consent {
        Consent(
            id: id, practice: practice, undertaking: undertaking, ordinal: ordinal, termsVersion: termsVersion, signedBy: signedBy,
            signedName: signedName, signedAt: signedAt, from: from, until: until, ending: ending, endedAt: TestDay.now)
    }
}
