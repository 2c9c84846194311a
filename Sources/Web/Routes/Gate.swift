// How the shell learns who asks.

import Kernel

/// What the shell needs from Identity: who is behind a request. Tests give one that lets any role in.
package struct Gate: Sendable {
    /// What a request shows of itself before anybody is known.
    package struct Arrival: Sendable {
        package let cookies: [String: String]
        package let path: String
        package let requestID: String
        package let remoteAddress: String
        package let now: Instant
        /// Whether a page asks by itself while nobody may be there: that keeps no session from being idle.
        package let isByItself: Bool

        package init(
            cookies: [String: String], path: String, requestID: String, remoteAddress: String, now: Instant, isByItself: Bool = false
        ) {
            self.cookies = cookies
            self.path = path
            self.requestID = requestID
            self.remoteAddress = remoteAddress
            self.now = now
            self.isByItself = isByItself
        }
    }

    /// Somebody who is signed in with everything that their role asks for, the passcode included.
    package struct Session: Hashable, Sendable {
        package let principal: Principal
        /// What this session's forms carry. It must not be guessable and must not be the session's cookie.
        package let formToken: String
        /// When it ends where nothing more is done; nil where it does not.
        package let endsAt: Instant?

        package init(principal: Principal, formToken: String, endsAt: Instant? = nil) {
            self.principal = principal
            self.formToken = formToken
            self.endsAt = endsAt
        }
    }

    /// The session of a request's cookies; nil for nobody, an ended session, or one that still waits for its passcode.
    package let session: @Sendable (Arrival) async throws -> Session?

    /// The session that the cookie still names, though it has run out, and all others of its person where somebody is signed in by it: whose a form
    /// is that was shown before a session ran out. None that somebody ended is among them. They let nobody in.
    package let former: @Sendable (Arrival) async throws -> [Session]

    package init(
        session: @escaping @Sendable (Arrival) async throws -> Session?, former: @escaping @Sendable (Arrival) async throws -> [Session] = { _ in [] }
    ) {
        self.session = session
        self.former = former
    }

    /// Nobody is ever signed in.
    package static let nobody = Gate { _ in nil }
}
