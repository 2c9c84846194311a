// Tells the shell who asks.

import Kernel
import Logging
import Store
import Web

/// The shell puts its own prefix before the names.
package enum SessionCookie {
    /// The session's token, until the browser closes.
    package static let session = "session"
    /// Marks a device that has signed in before.
    package static let device = "device"
    /// A year, in seconds.
    static let deviceAge = 365 * 86_400
}

package enum SessionGate {
    /// Looks the session up anew for each request, so that a role taken away or an account disabled counts from the next one, and a merger from its
    /// first day. That a session is used is noted where it can be: a full disk keeps nobody from reading.
    package static func gate(_ database: any Database, _ ports: IdentityPorts, logger: Logger) -> Gate {
        Gate { arrival in
            guard let token = arrival.cookies[SessionCookie.session].flatMap(Token.init(presented:)) else { return nil }
            let today = London.local(arrival.now).date
            let found = try await database.read { connection -> (facts: SessionFacts, lineage: Lineage?)? in
                guard let facts = try SessionStore.facts(token.hash, today: today, in: connection) else { return nil }
                return (facts, try lineage(of: facts, ports, today, connection))
            }
            guard let (facts, lineage) = found, case .open(let principal) = SessionRules.standing(facts, now: arrival.now) else { return nil }
            let isUsed = !arrival.isByItself && SessionRules.needsTouch(facts, now: arrival.now)
            if isUsed {
                do {
                    try await database.maintain { try SessionStore.touch(token.hash, now: arrival.now, in: $0) }
                } catch let fault as StoreError {
                    logger.warning("A session's last use could not be noted.", metadata: ["error": "\(fault.sentence)"])
                }
            }
            return Gate.Session(
                principal: try await following(lineage, principal, ports, today), formToken: facts.formToken,
                endsAt: SessionRules.endsAt(facts, lastUsedAt: isUsed ? arrival.now : facts.lastUsedAt))
        } former: { arrival in
            guard let token = arrival.cookies[SessionCookie.session].flatMap(Token.init(presented:)) else { return [] }
            let today = London.local(arrival.now).date
            let found = try await database.read { connection -> [(SessionFacts, Lineage?)] in
                guard let own = try SessionStore.facts(token.hash, today: today, in: connection) else { return [] }
                // Only whoever is signed in now speaks for the person's other sessions.
                var known = [own]
                if case .open = SessionRules.standing(own, now: arrival.now) {
                    known = try SessionStore.ofSamePerson(token.hash, today: today, in: connection)
                }
                return try known.map { ($0, try lineage(of: $0, ports, today, connection)) }
            }
            var sessions: [Gate.Session] = []
            for (facts, lineage) in found {
                guard let principal = SessionRules.formerPrincipal(facts) else { continue }
                sessions.append(Gate.Session(principal: try await following(lineage, principal, ports, today), formToken: facts.formToken))
            }
            return sessions
        }
    }

    private static func lineage(
        of facts: SessionFacts, _ ports: IdentityPorts, _ today: LocalDate, _ connection: any Connection
    ) throws -> Lineage? {
        guard facts.role?.seat == .practice, let organisation = facts.organisation else { return nil }
        return try ports.lineage(organisation, today, connection)
    }

    private static func following(
        _ lineage: Lineage?, _ principal: Principal, _ ports: IdentityPorts, _ today: LocalDate
    ) async throws -> Principal {
        guard let lineage else { return principal }
        let name = lineage.heir == principal.organisation ? nil : try await ports.organisationName(lineage.heir, today)
        return SessionRules.following(lineage, principal, name: name)
    }
}
