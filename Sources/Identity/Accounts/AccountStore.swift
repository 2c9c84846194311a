// Where accounts lie.

import Kernel
import Notices
import Store
import Web

extension AccountState: SQLBindable {}

package enum AccountStore {
    private static let columns: SQL = "id, person, display_name, email, state, created_at"

    /// Throws `StoreError.duplicate` where the person or the email address has an account.
    package static func add(_ account: Account, in tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO accounts (id, person, display_name, email, state, created_at)
            VALUES (\(account.id), \(account.person), \(account.displayName), \(account.email.stored), \(account.state), \(account.createdAt))
            """)
        try tx.audit("account created", AuditSubject("account", account.id))
    }

    package static func account(_ id: AccountID, in connection: any Connection) throws -> Account? {
        try connection.first(Account.self, "SELECT \(columns) FROM accounts WHERE id = \(id)")
    }

    package static func account(email: EmailAddress, in connection: any Connection) throws -> Account? {
        try connection.first(Account.self, "SELECT \(columns) FROM accounts WHERE email = \(email.stored)")
    }

    package static func account(person: PersonID, in connection: any Connection) throws -> Account? {
        try connection.first(Account.self, "SELECT \(columns) FROM accounts WHERE person = \(person)")
    }

    /// How somebody is reached by email; nil for whoever has no account, or a disabled one.
    package static func recipient(_ person: PersonID, in connection: any Connection) throws -> Recipient? {
        try account(person: person, in: connection).flatMap {
            $0.state == .disabled ? nil : Recipient(name: $0.displayName, email: $0.email)
        }
    }

    /// The names of those of `people` who have an account.
    package static func names(of people: [PersonID], in connection: any Connection) throws -> [PersonID: String] {
        struct Named: Decodable {
            let person: PersonID
            let displayName: String
        }
        let named = try connection.all(Named.self, "SELECT person, display_name FROM accounts WHERE person IN \(people)")
        return Dictionary(uniqueKeysWithValues: named.map { ($0.person, $0.displayName) })
    }

    /// Those of `people` who have an account.
    package static func holders(among people: [PersonID], in connection: any Connection) throws -> Set<PersonID> {
        Set(try connection.values(PersonID.self, "SELECT person FROM accounts WHERE person IN \(people)"))
    }

    static func counts(in connection: any Connection) throws -> [AccountState: Int] {
        struct Count: Decodable {
            let state: AccountState
            let count: Int
        }
        let counts: [Count] = try connection.all("SELECT state, CAST(COUNT(*) AS BIGINT) AS count FROM accounts GROUP BY state")
        return Dictionary(uniqueKeysWithValues: counts.map { ($0.state, $0.count) })
    }

    static func set(_ state: AccountState, of account: AccountID, in connection: any Connection) throws {
        try connection.execute("UPDATE accounts SET state = \(state) WHERE id = \(account)")
    }

    /// Accounts whose name or email address holds `text`.
    static func listed(text: String, state: AccountState?) -> SQL {
        let pattern = "%" + text.lowercased().filter { $0 != "%" && $0 != "_" } + "%"
        let ofState: SQL = state.map { "state = \($0)" } ?? "TRUE"
        return """
            SELECT \(columns)
            FROM accounts
            WHERE (LOWER(display_name) LIKE \(pattern) OR email LIKE \(pattern)) AND \(ofState)
            """
    }
}
