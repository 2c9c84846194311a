// Clinics follow the practice that hosts them.

import Directory
import Governance
import Kernel
import Store

/// A clinic would go to a practice that does not take part in its scheme on its day.
struct NewHostHasNotAgreed: RuleRefusal, Hashable {
    let host: String
    let scheme: String
    let date: LocalDate

    var field: String { "host" }
    var sentence: String {
        "\(host) has not agreed to \(scheme) for \(date.longText), on which a clinic is published here. Its practice manager can agree to it on the "
            + "Schemes page first."
    }
}

extension ClinicStore {
    /// How many clinics are published after a day, of those that `which` selects.
    static func published(_ which: SQL, after date: LocalDate, in connection: any Connection) throws -> Int {
        try connection.value(
            Int.self,
            """
            SELECT CAST(COUNT(*) AS BIGINT)
            FROM clinics
            WHERE \(which)
              AND date > \(date)
              AND status = 'published'
            """) ?? 0
    }

    /// Gives each published clinic at a site from `from` on the practice that hosts the site on its day, after the directory has recorded another. A
    /// clinic that is over and closed keeps the practice that it was closed with. Refused where the new host has not agreed to a clinic's scheme for its
    /// day, as it would be when the clinic is published.
    package static func hostAgain(at site: SiteID, from: LocalDate, in transaction: Transaction) throws {
        let clinics: [Clinic] = try transaction.all(
            "SELECT * FROM clinics WHERE site = \(site) AND date >= \(from) AND status = 'published' ORDER BY starts_at, id")
        var moved = 0
        for clinic in clinics {
            guard let host = try SiteStore.hostPractice(of: site, on: clinic.date, in: transaction), host != clinic.host else { continue }
            guard try ConsentStore.inForce(practice: host, undertaking: clinic.scheme, on: clinic.date, in: transaction) != nil else {
                throw NewHostHasNotAgreed(
                    host: try OrganisationStore.organisation(host, on: clinic.date, in: transaction)?.name ?? "This practice",
                    scheme: try UndertakingStore.undertaking(clinic.scheme, in: transaction)?.title ?? "the scheme", date: clinic.date)
            }
            try transaction.execute("UPDATE clinics SET host = \(host) WHERE id = \(clinic.id)")
            moved += 1
        }
        guard moved > 0 else { return }
        try transaction.audit("clinics given another host", AuditSubject("site", site), details: ["clinics": "\(moved)", "from": from.stored])
    }
}
