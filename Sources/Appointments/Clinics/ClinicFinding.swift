// Finds a clinic by service, day, hub or name.

import Directory
import Kernel
import Store
import Web

enum ClinicFinding {
    /// Patterns that still reach a day, within the scope.
    static func find(_ query: FindQuery, on today: LocalDate, scope: Scope, in connection: any Connection) throws -> [Found] {
        let patterns = try ClinicStore.patterns(reaching: today, in: connection)
        let names = try ClinicNames.read(patterns, on: today, in: connection)
        let sites = try Set(patterns.map(\.site)).filter { try ClinicStore.isWithin(scope, $0, in: connection) }
        return patterns.filter { sites.contains($0.site) }.compactMap { pattern in
            let site = names.sites.first { $0.id == pattern.site }?.name ?? ""
            let clinician = names.people.first { $0.id == pattern.clinician }?.fullName ?? ""
            let title = "\(pattern.service.title), \(pattern.weekday.title) \(pattern.starts.text), \(site)"
            return query.score(title, with: clinician).map {
                Found(.clinic, title, detail: clinician, address: AppointmentsAddresses.pattern.path(pattern.id), score: $0)
            }
        }
    }
}
