// Where passcode secrets and codes lie.

import Kernel
import Store

/// A person's passcode as it is stored.
struct StoredPasscode: Decodable, Hashable, Sendable {
    let sealedSecret: String
    let confirmedAt: Instant?
    let lastStep: Int

    var isConfirmed: Bool { confirmedAt != nil }
}

enum PasscodeStore {
    static func passcode(of account: AccountID, in connection: any Connection) throws -> StoredPasscode? {
        try connection.first(
            StoredPasscode.self, "SELECT sealed_secret, confirmed_at, last_step FROM passcodes WHERE account = \(account)")
    }

    /// Keeps a new secret that waits for its first code. A confirmed one is never overwritten: it must be removed first. False where there is one.
    static func propose(_ sealed: String, of account: AccountID, at instant: Instant, in connection: any Connection) throws -> Bool {
        try connection.execute(
            """
            INSERT INTO passcodes (account, sealed_secret, made_at, confirmed_at, last_step)
            VALUES (\(account), \(sealed), \(instant), NULL, -1)
            ON CONFLICT (account) DO UPDATE SET sealed_secret = excluded.sealed_secret, made_at = excluded.made_at
            WHERE passcodes.confirmed_at IS NULL
            """) == 1
    }

    static func confirm(_ account: AccountID, step: Int, at instant: Instant, in connection: any Connection) throws -> Bool {
        try connection.execute(
            """
            UPDATE passcodes
            SET confirmed_at = \(instant), last_step = \(step)
            WHERE account = \(account) AND confirmed_at IS NULL
            """) == 1
    }

    /// Takes a time step; false where it or a later one has been taken, also by another request in the same moment.
    static func take(step: Int, of account: AccountID, in connection: any Connection) throws -> Bool {
        try connection.execute(
            """
            UPDATE passcodes
            SET last_step = \(step)
            WHERE account = \(account) AND confirmed_at IS NOT NULL AND last_step < \(step)
            """) == 1
    }

    static func remove(of account: AccountID, in connection: any Connection) throws {
        try connection.execute("DELETE FROM recovery_codes WHERE account = \(account)")
        try connection.execute("DELETE FROM passcodes WHERE account = \(account)")
    }

    static func setRecoveryCodes(_ hashes: [String], of account: AccountID, in connection: any Connection) throws {
        try connection.execute("DELETE FROM recovery_codes WHERE account = \(account)")
        try connection.insert("INSERT INTO recovery_codes (account, hash)", hashes.map { "(\(account), \($0))" })
    }

    static func useRecoveryCode(_ hash: String, of account: AccountID, at instant: Instant, in connection: any Connection) throws -> Bool {
        try connection.execute(
            """
            UPDATE recovery_codes
            SET used_at = \(instant)
            WHERE account = \(account) AND hash = \(hash) AND used_at IS NULL
            """) == 1
    }

    static func recoveryCodesLeft(of account: AccountID, in connection: any Connection) throws -> Int {
        try connection.value(Int.self, "SELECT COUNT(*) FROM recovery_codes WHERE account = \(account) AND used_at IS NULL") ?? 0
    }
}
