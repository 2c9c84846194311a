// Finds the account of a person.

import Kernel
import Store
import Web

enum AccountFinding {
    static func find(_ query: FindQuery, in connection: any Connection) throws -> [Found] {
        // All are weighed: a federation has some two thousand.
        try AccountStore.all(in: connection).compactMap { account in
            query.score(account.displayName, with: account.email.stored).map {
                Found(
                    .account, account.displayName, detail: "\(account.email.stored), \(account.state.title.lowercased())",
                    address: IdentityAddresses.person.path(account.id), score: $0)
            }
        }
    }
}
