// Where one-time links lie.

import Kernel
import Store

extension LinkPurpose: SQLBindable {}

package enum OneTimeLinkStore {
    /// Makes a link good and those sent before it for the same purpose worthless.
    static func make(_ token: Token, account: AccountID, purpose: LinkPurpose, at instant: Instant, in connection: any Connection) throws {
        try connection.execute(
            "DELETE FROM one_time_links WHERE account = \(account) AND purpose = \(purpose) AND used_at IS NULL")
        try connection.execute(
            """
            INSERT INTO one_time_links (token_hash, account, purpose, made_at, expires_at, used_at)
            VALUES (\(token.hash), \(account), \(purpose), \(instant), \(instant.adding(minutes: purpose.validMinutes)), NULL)
            """)
    }

    /// The link, if it would work now. Looking does not use it up: mail filters open links before people do.
    static func open(_ token: Token, now: Instant, in connection: any Connection) throws -> OpenLink? {
        try connection.first(
            OpenLink.self,
            """
            SELECT l.account, l.purpose, a.display_name, a.email
            FROM one_time_links l
            JOIN accounts a ON a.id = l.account
            WHERE l.token_hash = \(token.hash) AND l.used_at IS NULL AND l.expires_at > \(now) AND a.state <> 'disabled'
            """)
    }

    /// Uses the link up; false where it has been used, also by another request in the same moment, or no longer works.
    static func use(_ token: Token, at instant: Instant, in connection: any Connection) throws -> Bool {
        try connection.execute(
            """
            UPDATE one_time_links
            SET used_at = \(instant)
            WHERE token_hash = \(token.hash) AND used_at IS NULL AND expires_at > \(instant)
            """) == 1
    }

    /// Makes every open link of the account worthless: after a password was set, or when the account is disabled.
    static func cancelAll(of account: AccountID, in connection: any Connection) throws {
        try connection.execute("DELETE FROM one_time_links WHERE account = \(account) AND used_at IS NULL")
    }

    static func sweep(now: Instant, in connection: any Connection) throws {
        try connection.execute("DELETE FROM one_time_links WHERE expires_at < \(now.adding(minutes: -24 * 60))")
    }
}
