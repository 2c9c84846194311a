// What a session may do now.

import Kernel
import Web

/// How far a session has come.
package enum SessionStanding: Hashable, Sendable {
    case ended(SessionEnd)
    /// The password was right; the passcode is still to come.
    case passcodeWanted
    /// No role is chosen, or the one that was has ended.
    case roleWanted
    /// The role sees patients and the person has no passcode: nothing but setting one up.
    case enrolmentWanted
    case open(Principal)
}

/// Why a session is over.
package enum SessionEnd: Hashable, Sendable {
    case idle
    case tooLong
    case disabled
    /// By its person from another device, by an administrator, or by a new password.
    case elsewhere

    package var sentence: String {
        switch self {
        case .idle: "You were signed out because nothing was done for a while. Sign in to carry on where you were."
        case .tooLong:
            "You were signed out because you had been signed in for \(SessionRules.longestHours) hours. Sign in to carry on where you were."
        case .disabled: "This account is disabled. Ask your federation’s system administrator."
        case .elsewhere:
            "You were signed out from another device or by an administrator, or your password was changed. Sign in to carry on where you were."
        }
    }
}

package enum SessionRules {
    /// From signing in, whatever is done.
    package static let longestHours = 12
    /// How long a person may be doing something else, in minutes: shorter where a screen left open shows patients, and before a role is chosen.
    package static func idleMinutes(_ role: Role?) -> Int { role?.seesPatients ?? true ? 30 : 480 }
    /// How seldom the last use is written, in seconds.
    static let touchInterval = 60

    package static func standing(_ facts: SessionFacts, now: Instant) -> SessionStanding {
        if let end = end(of: facts, now: now) { return .ended(end) }
        if facts.isEnrolled, !facts.hasPasscode { return .passcodeWanted }
        guard let role = facts.role, let organisation = facts.organisation, let from = facts.fromDate,
            DatePeriod(from: from, until: facts.untilDate).contains(London.local(now).date)
        else { return .roleWanted }
        if role.seesPatients, !facts.hasPasscode { return .enrolmentWanted }
        return .open(principal(facts, role, at: organisation))
    }

    private static func principal(_ facts: SessionFacts, _ role: Role, at organisation: OrganisationID) -> Principal {
        Principal(
            account: facts.account, person: facts.person, name: facts.displayName, role: role, organisation: organisation,
            organisationName: facts.organisationName, holdsOtherRoles: facts.otherRoles > 0, scope: ScopeRules.scope(of: role, at: organisation))
    }

    /// Who acted in a session, whether or not it has run out; nil where nobody did, for an account that is disabled, and where somebody ended the
    /// session, as they may have because it was stolen. It lets nobody in.
    static func formerPrincipal(_ facts: SessionFacts) -> Principal? {
        guard facts.state == .active, facts.endedAt == nil, let role = facts.role, let organisation = facts.organisation,
            facts.hasPasscode || !(facts.isEnrolled || role.seesPatients)
        else { return nil }
        return principal(facts, role, at: organisation)
    }

    /// Somebody with a role at a practice acts for the one that carries on for it, and sees what belonged to every practice that it took over.
    static func following(_ lineage: Lineage, _ principal: Principal, name: String?) -> Principal {
        Principal(
            account: principal.account, person: principal.person, name: principal.name, role: principal.role, organisation: lineage.heir,
            organisationName: name ?? principal.organisationName, holdsOtherRoles: principal.holdsOtherRoles,
            scope: ScopeRules.scope(of: principal.role, at: lineage.heir, carryingOnFor: lineage.predecessors))
    }

    static func end(of facts: SessionFacts, now: Instant) -> SessionEnd? {
        if facts.state != .active { return .disabled }
        if facts.endedAt != nil { return .elsewhere }
        if now.seconds(since: facts.signedInAt) >= longestHours * 3600 { return .tooLong }
        if now.seconds(since: facts.lastUsedAt) >= idleMinutes(facts.role) * 60 { return .idle }
        return nil
    }

    /// When the session ends where nothing more is done.
    static func endsAt(_ facts: SessionFacts, lastUsedAt: Instant) -> Instant {
        min(lastUsedAt.adding(minutes: idleMinutes(facts.role)), facts.signedInAt.adding(minutes: longestHours * 60))
    }

    static func needsTouch(_ facts: SessionFacts, now: Instant) -> Bool { now.seconds(since: facts.lastUsedAt) >= touchInterval }

    /// A path within this product to go back to after signing in, or nil: never another site, never a path that means something else to a browser
    /// ("//elsewhere", a backslash, a control character).
    package static func localPath(_ text: String) -> String? {
        guard text.hasPrefix("/"), !text.hasPrefix("//"), text.utf8.count <= 500, !text.contains("\\"),
            text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F && $0 < 0x80 }), !text.hasPrefix(IdentityAddresses.signIn.pattern),
            !text.hasPrefix(IdentityAddresses.signOut.pattern)
        else { return nil }
        return text
    }
}
