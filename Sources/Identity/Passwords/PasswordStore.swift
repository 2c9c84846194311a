// Where password hashes lie.

import Kernel
import Store

enum PasswordStore {
    static func hash(of account: AccountID, in connection: any Connection) throws -> String? {
        try connection.value(String.self, "SELECT hash FROM passwords WHERE account = \(account)")
    }

    static func set(_ hash: String, of account: AccountID, at instant: Instant, in connection: any Connection) throws {
        try connection.execute(
            """
            INSERT INTO passwords (account, hash, changed_at)
            VALUES (\(account), \(hash), \(instant))
            ON CONFLICT (account) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at
            """)
    }

    /// The same password under a higher cost; nothing where it has been changed in the meantime.
    static func replace(_ old: String, by new: String, of account: AccountID, in connection: any Connection) throws {
        try connection.execute("UPDATE passwords SET hash = \(new) WHERE account = \(account) AND hash = \(old)")
    }
}
