// Whether work has been turned into money.

import Activity
import Kernel
import Store

extension CloseStore {
    /// Whether a close has settled a unit of work, whatever it came to.
    package static func isSettled(_ entry: ID<ActivityEntry>, in connection: any Connection) throws -> Bool {
        try connection.value(Bool.self, "SELECT TRUE FROM month_close_activities WHERE activity = \(entry) LIMIT 1") ?? false
    }
}
