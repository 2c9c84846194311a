// Finds a scheme by its title.

import Kernel
import Store
import Web

enum UndertakingFinding {
    static func find(_ query: FindQuery, in connection: any Connection) throws -> [Found] {
        try UndertakingStore.undertakings(in: connection).compactMap { undertaking in
            query.score(undertaking.title).map {
                Found(.scheme, undertaking.title, detail: undertaking.kind.title, address: GovernanceAddresses.scheme.path(undertaking.id), score: $0)
            }
        }
    }
}
