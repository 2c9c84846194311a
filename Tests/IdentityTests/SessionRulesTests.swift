// What sessions may do, case by case.

import Kernel
import TestKit
import Testing

@testable import Identity

@Suite("Session rules")
struct SessionRulesTests {
    static func facts(
        role: Role? = .receptionist, state: AccountState = .active, hasPasscode: Bool = true, isEnrolled: Bool = true, until: LocalDate? = nil,
        signedInAt: Instant = TestDay.now, lastUsedAt: Instant = TestDay.now, otherRoles: Int = 0
    ) throws -> SessionFacts {
        SessionFacts(
            id: ID(at: TestDay.now), account: ID(at: TestDay.now), person: ID(at: TestDay.now), displayName: "Amina Example",
            email: try EmailAddress(parsing: "amina@example.nhs.uk"), state: state, assignment: role.map { _ in ID(at: TestDay.now) }, role: role,
            organisation: role.map { _ in ID(at: TestDay.now) }, fromDate: role.map { _ in TestDay.today.adding(days: -30) }, untilDate: until,
            organisationName: "Riverside Surgery", hasPasscode: hasPasscode, isEnrolled: isEnrolled, formToken: "t", signedInAt: signedInAt,
            lastUsedAt: lastUsedAt, otherRoles: otherRoles)
    }

    static func isOpen(_ standing: SessionStanding) -> Bool {
        if case .open = standing { true } else { false }
    }

    @Test("A role that sees patients is idle for thirty minutes at the most, another for eight hours", arguments: Role.allCases)
    func idle(role: Role) throws {
        let minutes = role.seesPatients ? 30 : 480
        let facts = try Self.facts(role: role)
        #expect(Self.isOpen(SessionRules.standing(facts, now: TestDay.now.adding(seconds: minutes * 60 - 1))))
        #expect(SessionRules.standing(facts, now: TestDay.later(minutes: minutes)) == .ended(.idle))
    }

    @Test("No session lasts longer than twelve hours, however busy")
    func longest() throws {
        let later = TestDay.later(minutes: 12 * 60)
        let busy = try Self.facts(role: .boardMember, lastUsedAt: later.adding(seconds: -5))
        #expect(Self.isOpen(SessionRules.standing(busy, now: later.adding(seconds: -1))))
        #expect(SessionRules.standing(busy, now: later) == .ended(.tooLong))
    }

    @Test("What is still to come: passcode, role, setting up a passcode, nothing")
    func steps() throws {
        #expect(SessionRules.standing(try Self.facts(hasPasscode: false), now: TestDay.now) == .passcodeWanted)
        #expect(SessionRules.standing(try Self.facts(role: nil, hasPasscode: false), now: TestDay.now) == .passcodeWanted)
        #expect(SessionRules.standing(try Self.facts(role: nil), now: TestDay.now) == .roleWanted)
        #expect(SessionRules.standing(try Self.facts(hasPasscode: false, isEnrolled: false), now: TestDay.now) == .enrolmentWanted)
        #expect(Self.isOpen(SessionRules.standing(try Self.facts(role: .financeLead, hasPasscode: false, isEnrolled: false), now: TestDay.now)))
        #expect(SessionRules.standing(try Self.facts(role: .financeLead, hasPasscode: false), now: TestDay.now) == .passcodeWanted)
    }

    @Test("A role counts on its last day and not on the day after")
    func lastDay() throws {
        #expect(Self.isOpen(SessionRules.standing(try Self.facts(until: TestDay.today), now: TestDay.now)))
        #expect(SessionRules.standing(try Self.facts(until: TestDay.today.adding(days: -1)), now: TestDay.now) == .roleWanted)
    }

    @Test("An account that is not active has no session", arguments: [AccountState.invited, .disabled])
    func disabled(state: AccountState) throws {
        #expect(SessionRules.standing(try Self.facts(state: state), now: TestDay.now) == .ended(.disabled))
    }

    @Test("Each role sees its practice, its hub or the federation, and nothing else", arguments: Role.allCases)
    func scope(role: Role) {
        let organisation = OrganisationID(at: TestDay.now)
        let expected: Scope =
            switch role {
            case .receptionist, .practiceManager, .practiceClinician: .practice(organisation)
            case .hubClinician, .hubCoordinator: .hub(organisation)
            case .financeLead, .federationManager, .boardMember, .systemAdministrator: .federation
            }
        #expect(ScopeRules.scope(of: role, at: organisation) == expected)
    }

    @Test(
        "A coordinator looks for any patient, a hub's clinician for those in their own care there, everybody else within their scope",
        arguments: Role.allCases)
    func patients(role: Role) {
        let (organisation, person) = (OrganisationID(at: TestDay.now), PersonID(at: TestDay.now))
        let scope = ScopeRules.scope(of: role, at: organisation)
        let expected: Scope =
            switch role {
            case .hubCoordinator: .federation
            case .hubClinician: .reaching(.caseload(person, at: organisation))
            default: scope
            }
        #expect(ScopeRules.patients(of: role, scope: scope, person: person, at: organisation) == expected)
    }

    @Test(
        "Only a path within the product is gone back to",
        arguments: [
            ("/desk", "/desk"), ("/desk?day=2026-11-21", "/desk?day=2026-11-21"), ("//evil.example", nil), ("https://evil.example", nil), ("", nil),
            ("/\\evil.example", nil), ("desk", nil), ("/desk\r\nSet-Cookie: a=b", nil), ("/sign-in", nil), ("/sign-out", nil), ("/dé", nil),
            ("/" + String(repeating: "a", count: 600), nil), ("javascript:alert(1)", nil),
        ] as [(String, String?)])
    func next(text: String, path: String?) {
        #expect(SessionRules.localPath(text) == path)
    }

    @Test("An account's state changes only as it may")
    func states() {
        #expect(AccountState.invited.after(.accept) == .active)
        #expect(AccountState.active.after(.disable) == .disabled)
        #expect(AccountState.invited.after(.disable) == .disabled)
        #expect(AccountState.disabled.after(.enable) == .active)
        #expect(AccountState.disabled.after(.accept) == nil)
        #expect(AccountState.disabled.after(.disable) == nil)
        #expect(AccountState.active.after(.enable) == nil)
    }
}
