// Finds a contract by title or reference.

import Kernel
import Store
import Web

enum ContractFinding {
    static func find(_ query: FindQuery, in connection: any Connection) throws -> [Found] {
        try SchemeStore.contracts(in: connection).compactMap { contract in
            query.score(contract.title, with: contract.reference).map {
                Found(
                    .contract, contract.title, detail: "\(contract.reference), until \(contract.until.longText)",
                    address: ContractsAddresses.contract.path(contract.id), score: $0)
            }
        }
    }
}
