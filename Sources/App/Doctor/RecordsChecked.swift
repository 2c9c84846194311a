// Whether records agree.

import Store
import Web

extension Installation {
    /// Each check of records that rooms brought, in its order, with what it found: one sentence each, none where all is well.
    ///
    /// - Throws: `StoreError` where the tables are older than the program.
    package func recordFindings() async throws -> [(check: RecordCheck, findings: [String])] {
        let checks = features.flatMap(\.recordChecks).sorted { $0.order < $1.order }
        return try await database.read { connection in try checks.map { (check: $0, findings: try $0.run(connection)) } }
    }
}
