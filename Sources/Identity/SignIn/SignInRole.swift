// Chooses and changes the role acted in.

import Kernel
import Store

extension SignIn {
    /// Acts in one of the person's roles in force from now on, under a new token. `over` where the session has ended, `refused` for a role that the
    /// person does not hold today.
    package func choose(_ assignment: ID<RoleAssignment>, session token: Token, from origin: Origin) async throws -> Outcome {
        let found = try await database.read { connection -> (SessionFacts, RoleAssignment?)? in
            guard let facts = try SessionStore.facts(token.hash, today: origin.today, in: connection) else { return nil }
            return (facts, try RoleAssignmentStore.inForce(facts.person, on: origin.today, in: connection).first { $0.id == assignment })
        }
        guard let (facts, chosen) = found else { return .over }
        switch SessionRules.standing(facts, now: origin.now) {
        case .ended, .passcodeWanted: return .over
        case .roleWanted, .enrolmentWanted, .open: break
        }
        guard let chosen else { return .refused }
        let name = try await organisationName(chosen, on: origin.today)
        let (newToken, formToken) = (Token(from: random), Token(from: random))
        let actor = Actor(
            account: facts.account, person: facts.person, role: chosen.role, organisation: chosen.organisation, request: origin.requestID)
        let renewed = try await database.write(by: actor, at: origin.now) { tx -> Bool in
            guard
                try SessionStore.renew(
                    token.hash, as: newToken, formToken: formToken, assignment: chosen.id, organisationName: name, hasPasscode: facts.hasPasscode,
                    at: origin.now, in: tx)
            else { return false }
            try tx.audit("role chosen", AuditSubject("account", facts.account))
            return true
        }
        guard renewed else { return .over }
        return .entered(try await entry(newToken, device: origin.device ?? Token(from: random), from: origin))
    }
}
