// Every account, for the command line.

import Kernel
import Store

extension AccountStore {
    /// All accounts by email address. Pages show them a page at a time.
    package static func all(in connection: any Connection) throws -> [Account] {
        try connection.all(
            Account.self,
            """
            SELECT id, person, display_name, email, state, created_at
            FROM accounts
            ORDER BY email
            """)
    }
}
