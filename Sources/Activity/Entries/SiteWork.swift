// Until when work at a site is on record.

import Kernel
import Store

extension ActivityStore {
    /// The last day of work at a site that the ledger holds; nil where it holds none. Such work stays with the practice that hosted it.
    package static func lastDay(at site: SiteID, in connection: any Connection) throws -> LocalDate? {
        try connection.value(LocalDate.self, "SELECT MAX(local_date) FROM activity_entries WHERE site = \(site)")
    }
}
