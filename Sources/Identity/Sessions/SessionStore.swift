// Where sessions lie.

import Kernel
import Store

/// A session about to begin.
struct NewSession: Sendable {
    let id: SessionID
    let token: Token
    let formToken: Token
    let account: AccountID
    let assignment: ID<RoleAssignment>?
    let organisationName: String
    let hasPasscode: Bool
    let remoteAddress: String
}

package enum SessionStore {
    /// One query by the token's hash: the session, the account, the role and whether a passcode is set, as they are at this moment.
    static func facts(_ tokenHash: String, today: LocalDate, in connection: any Connection) throws -> SessionFacts? {
        try connection.first(SessionFacts.self, lookup(tokenHash, today: today))
    }

    /// The session and all others of its account that are remembered.
    static func ofSamePerson(_ tokenHash: String, today: LocalDate, in connection: any Connection) throws -> [SessionFacts] {
        try connection.all(
            SessionFacts.self,
            """
            \(lookup(today: today))
            WHERE s.account = (SELECT account FROM sessions WHERE token_hash = \(tokenHash))
            """)
    }

    static func lookup(_ tokenHash: String, today: LocalDate) -> SQL {
        """
        \(lookup(today: today))
        WHERE s.token_hash = \(tokenHash)
        """
    }

    private static func lookup(today: LocalDate) -> SQL {
        """
        SELECT s.id, s.account, a.person, a.display_name, a.email, a.state, r.id AS assignment, r.role, r.organisation, r.from_date, r.until_date,
            s.organisation_name, s.has_passcode, (p.confirmed_at IS NOT NULL) AS is_enrolled, s.form_token, s.signed_in_at, s.last_used_at,
            s.ended_at,
            (SELECT COUNT(*)
            FROM role_assignments o
            WHERE o.person = a.person AND \(SQL.inForce(on: today, "o"))
                AND (s.assignment IS NULL OR o.id <> s.assignment)) AS other_roles
        FROM sessions s
        JOIN accounts a ON a.id = s.account
        LEFT JOIN role_assignments r ON r.id = s.assignment
        LEFT JOIN passcodes p ON p.account = s.account
        """
    }

    static func open(_ session: NewSession, at instant: Instant, in connection: any Connection) throws {
        try connection.execute(
            """
            INSERT INTO sessions (token_hash, id, account, assignment, organisation_name, has_passcode, form_token, signed_in_at, last_used_at,
                remote_address)
            VALUES (\(session.token.hash), \(session.id), \(session.account), \(session.assignment), \(session.organisationName),
                \(session.hasPasscode), \(session.formToken.text), \(instant), \(instant), \(session.remoteAddress))
            """)
    }

    /// Gives the session a new token and a new form token, so that one seen before its rights grew is worth nothing. False where the session has
    /// gone or another request has done the same.
    static func renew(
        _ tokenHash: String, as token: Token, formToken: Token, assignment: ID<RoleAssignment>?, organisationName: String, hasPasscode: Bool,
        at instant: Instant, in connection: any Connection
    ) throws -> Bool {
        try connection.execute(
            """
            UPDATE sessions
            SET token_hash = \(token.hash), form_token = \(formToken.text), assignment = \(assignment), organisation_name = \(organisationName),
                has_passcode = \(hasPasscode), last_used_at = \(instant)
            WHERE token_hash = \(tokenHash) AND ended_at IS NULL
            """) == 1
    }

    /// Notes that the session is in use, at most once a minute.
    static func touch(_ tokenHash: String, now: Instant, in connection: any Connection) throws {
        try connection.execute("UPDATE sessions SET last_used_at = \(now) WHERE token_hash = \(tokenHash) AND last_used_at < \(now)")
    }

    /// The session goes on as one in which no passcode was given.
    static func forgetPasscode(_ tokenHash: String, in connection: any Connection) throws {
        try connection.execute("UPDATE sessions SET has_passcode = FALSE WHERE token_hash = \(tokenHash)")
    }

    static func end(_ tokenHash: String, in connection: any Connection) throws {
        try connection.execute("DELETE FROM sessions WHERE token_hash = \(tokenHash)")
    }

    /// Ends one of the account's own sessions from the list. It is remembered, so that its browser is told why.
    static func end(_ id: SessionID, of account: AccountID, in tx: Transaction) throws -> Bool {
        try tx.execute("UPDATE sessions SET ended_at = \(tx.instant) WHERE id = \(id) AND account = \(account) AND ended_at IS NULL") == 1
    }

    /// Ends all sessions of the account, but for the one with the token's hash `except`. Returns how many ended.
    @discardableResult
    package static func endAll(of account: AccountID, except tokenHash: String = "", in tx: Transaction) throws -> Int {
        try tx.execute(
            "UPDATE sessions SET ended_at = \(tx.instant) WHERE account = \(account) AND token_hash <> \(tokenHash) AND ended_at IS NULL")
    }

    static func lines(of account: AccountID, since: Instant, in connection: any Connection) throws -> [SessionLine] {
        try connection.all(
            SessionLine.self,
            """
            SELECT s.id, s.signed_in_at, s.last_used_at, s.remote_address, r.role
            FROM sessions s
            LEFT JOIN role_assignments r ON r.id = s.assignment
            WHERE s.account = \(account) AND s.signed_in_at > \(since) AND s.ended_at IS NULL
            ORDER BY s.last_used_at DESC, s.id
            """)
    }

    /// Forgets sessions that ended long enough ago for nobody to come back to them.
    static func sweep(now: Instant, in connection: any Connection) throws {
        try connection.execute("DELETE FROM sessions WHERE signed_in_at < \(now.adding(minutes: -48 * 60))")
    }
}

/// Devices that have signed in to an account before; they are not slowed down by what others do. One device may know many accounts, as the
/// computer at a reception does.
enum DeviceStore {
    static func isKnown(_ token: Token, to account: AccountID, in connection: any Connection) throws -> Bool {
        try connection.value(Int.self, "SELECT COUNT(*) FROM known_devices WHERE token_hash = \(token.hash) AND account = \(account)") == 1
    }

    static func know(_ token: Token, account: AccountID, at instant: Instant, in connection: any Connection) throws {
        try connection.execute(
            """
            INSERT INTO known_devices (token_hash, account, known_since, last_used_at)
            VALUES (\(token.hash), \(account), \(instant), \(instant))
            ON CONFLICT (token_hash, account) DO UPDATE SET last_used_at = excluded.last_used_at
            """)
    }

    static func forgetAll(of account: AccountID, in connection: any Connection) throws {
        try connection.execute("DELETE FROM known_devices WHERE account = \(account)")
    }

    /// A device that has not signed in for a year is a stranger again.
    static func sweep(now: Instant, in connection: any Connection) throws {
        try connection.execute("DELETE FROM known_devices WHERE last_used_at < \(now.adding(minutes: -365 * 24 * 60))")
    }
}
