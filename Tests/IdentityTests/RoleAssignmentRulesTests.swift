// Who may give which role.

import Kernel
import TestKit
import Testing

@testable import Identity

@Suite("Giving roles")
struct RoleAssignmentRulesTests {
    private let practice = OrganisationID(at: TestDay.now)
    private let giver = PersonID(at: TestDay.now)
    private let person = PersonID(at: TestDay.now)

    private func draft(_ role: Role = .receptionist, from: Int = 0, until: Int? = nil, reason: String = "New receptionist") -> RoleDraft {
        RoleDraft(
            role: role, organisation: practice, fromDate: TestDay.today.adding(days: from), untilDate: until.map { TestDay.today.adding(days: $0) },
            reason: reason)
    }

    private func refusal(
        _ draft: RoleDraft, to person: PersonID? = nil, held: [RoleAssignment] = [], places: Set<OrganisationID>? = nil,
        acting: Role = .federationManager
    ) -> RoleRefusal? {
        RoleAssignmentRules.refusal(
            of: draft, to: person ?? self.person, held: held, places: places ?? [practice], by: giver, acting: acting, today: TestDay.today)
    }

    @Test("A role that may be given is")
    func given() { #expect(refusal(draft()) == nil) }

    @Test("Nobody gives themselves a role, not even a system administrator", arguments: Role.allCases)
    func own(role: Role) { #expect(refusal(draft(role), to: giver, acting: .systemAdministrator) == .ownRole) }

    @Test("Only system administrators and federation managers give roles", arguments: Role.allCases)
    func givers(acting: Role) {
        let mayGive = acting == .systemAdministrator || acting == .federationManager
        #expect(refusal(draft(), acting: acting) == (mayGive ? nil : .giverMayNot))
    }

    @Test("Only a system administrator makes a system administrator")
    func administrators() {
        #expect(refusal(draft(.systemAdministrator)) == .onlyAdministrators)
        #expect(refusal(draft(.systemAdministrator), acting: .systemAdministrator) == nil)
    }

    @Test("A role that sees patients needs a reason, another does not", arguments: Role.allCases)
    func reasons(role: Role) {
        #expect(refusal(draft(role, reason: "  "), acting: .systemAdministrator) == (role.seesPatients ? .reasonMissing : nil))
    }

    @Test("The organisation must be one that the role is held at")
    func places() { #expect(refusal(draft(), places: []) == .wrongOrganisation(.practice)) }

    @Test("A role begins today or later and ends no earlier than it begins")
    func periods() {
        #expect(refusal(draft(from: -1)) == .startsTooEarly)
        #expect(refusal(draft(from: 2, until: 1)) == .endsBeforeStart)
        #expect(refusal(draft(from: 2, until: 2)) == nil)
    }

    @Test("The same role at the same place is not held twice on any day")
    func twice() {
        let held = RoleAssignment(
            id: ID(at: TestDay.now), person: person, role: .receptionist, organisation: practice, fromDate: TestDay.today.adding(days: -10),
            untilDate: TestDay.today.adding(days: 5))
        #expect(refusal(draft(from: 5), held: [held]) == .alreadyHeld)
        #expect(refusal(draft(from: 6), held: [held]) == nil)
        #expect(refusal(draft(.practiceManager), held: [held]) == nil)
    }

    @Test("A role ended today had its last day yesterday; one that began today goes altogether")
    func lastDay() {
        func assignment(from: Int) -> RoleAssignment {
            RoleAssignment(
                id: ID(at: TestDay.now), person: person, role: .receptionist, organisation: practice, fromDate: TestDay.today.adding(days: from),
                untilDate: nil)
        }
        #expect(RoleAssignmentRules.lastDay(of: assignment(from: -3), endedOn: TestDay.today) == TestDay.today.adding(days: -1))
        #expect(RoleAssignmentRules.lastDay(of: assignment(from: 0), endedOn: TestDay.today) == nil)
        #expect(RoleAssignmentRules.lastDay(of: assignment(from: 4), endedOn: TestDay.today) == nil)
    }
}
