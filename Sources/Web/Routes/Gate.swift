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

        package init(cookies: [String: String], path: String, requestID: String, remoteAddress: String, now: Instant) {
            self.cookies = cookies
            self.path = path
            self.requestID = requestID
            self.remoteAddress = remoteAddress
            self.now = now
        }
    }

    /// Somebody who is signed in with everything that their role asks for, the passcode included.
    package struct Session: Hashable, Sendable {
        package let principal: Principal
        /// What this session's forms carry. It must not be guessable and must not be the session's cookie.
        package let formToken: String

        package init(principal: Principal, formToken: String) {
            self.principal = principal
            self.formToken = formToken
        }
    }

    /// The session of a request's cookies; nil for nobody, an ended session, or one that still waits for its passcode.
    package let session: @Sendable (Arrival) async throws -> Session?

    package init(session: @escaping @Sendable (Arrival) async throws -> Session?) { self.session = session }

    /// Nobody is ever signed in.
    package static let nobody = Gate { _ in nil }
}
