// Corrects what is recorded of a site.

import Kernel
import Store
import Web

/// Where a site is, as a form shows it and sends it back.
struct SiteFacts: Hashable, Sendable {
    let site: Site
    let address: String

    var place: String {
        guard let latitude = site.latitude, let longitude = site.longitude else { return "" }
        return "\(latitude), \(longitude)"
    }
    /// Everything that the form can change.
    private var values: [String] { [site.name, address, site.postcode?.stored ?? "", place] }
    var text: String { values.filter { !$0.isEmpty }.joined(separator: " / ") }
    var revision: Revision { Revision(of: values) }

    init(site: Site, address: String) {
        self.site = site
        self.address = address
    }

    init?(_ id: SiteID, of organisation: OrganisationID, in connection: any Connection) throws {
        guard let site = try SiteStore.site(id, in: connection), site.organisation == organisation else { return nil }
        self.init(site: site, address: try connection.value(String.self, "SELECT address FROM sites WHERE id = \(id)") ?? "")
    }

    /// Writes these facts over those that were `seen`.
    func save(seen: Revision, reason: String, in transaction: Transaction) throws {
        guard let standing = try SiteFacts(site.id, of: site.organisation, in: transaction) else { throw DirectoryRefusal.nothingToChange }
        try seen.check(against: standing.revision, standsNow: "“\(standing.text)”")
        guard standing.revision != revision else { throw DirectoryRefusal.nothingToChange }
        try transaction.execute(
            """
            UPDATE sites
            SET name = \(site.name), address = \(address), postcode = \(site.postcode), latitude = \(site.latitude), longitude = \(site.longitude)
            WHERE id = \(site.id)
            """)
        try transaction.audit(
            "site corrected", AuditSubject("site", site.id), practice: site.organisation, reason: reason, details: ["was": standing.text])
    }
}

struct SiteCorrectionRoutes: Sendable {
    let database: any Database

    func add(to routes: inout RouteTable) {
        routes.get(DirectoryAddresses.site, DirectoryPermissions.edit) { .page(try await page($0, FormReader())) }
        routes.post(DirectoryAddresses.site, DirectoryPermissions.edit, correct)
    }

    private func facts(_ visit: Visit, _ organisation: Organisation) async throws -> SiteFacts {
        let id: SiteID = try visit.id("site")
        guard let facts = try await database.read({ try SiteFacts(id, of: organisation.id, in: $0) }) else { throw Refusal.notFound }
        return facts
    }

    @Sendable private func correct(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            try await page(visit, $0)
        } read: { form in
            let organisation = try await database.organisation(visit)
            let standing = try await facts(visit, organisation)
            let name = form.text("name", orSay: "Enter the site's name")
            let address = form.optionalText("address")
            let postcode: Postcode? = form.optionalValue("postcode")
            let place = form.coordinates()
            let (reason, seen) = (form.reason(), form.revision)
            guard let name, let reason else { return nil }
            let site = Site(
                id: standing.site.id, organisation: organisation.id, name: name, postcode: postcode, latitude: place?.latitude,
                longitude: place?.longitude)
            return { transaction in
                try SiteFacts(site: site, address: address).save(seen: seen, reason: reason, in: transaction)
                return organisation.done(.siteCorrected)
            }
        }
    }

    private func page(_ visit: Visit, _ form: FormReader) async throws -> FormPage {
        let organisation = try await database.organisation(visit)
        let facts = try await facts(visit, organisation)
        return FormPage(
            "Correct \(facts.site.name)", back: organisation.back,
            lead: ["The name, address and place of a site. Appointments that are booked there show them as they are now."],
            FormView(
                "Correct site", action: DirectoryAddresses.site.path(organisation.id.stored, facts.site.id.stored), form: form,
                [
                    .text("name", "Name", value: facts.site.name, width: .wide), .text("address", "Address", value: facts.address),
                    .postcode(facts.site.postcode), .coordinates(facts.place), .reason, .revision(facts.revision),
                ]))
    }
}

extension FormReader {
    /// "51.5, -0.12" as maps show it. The United Kingdom lies within 49 to 61 north and 9 west to 2 east.
    mutating func coordinates() -> (latitude: Double, longitude: Double)? {
        let text = fields["place"]
        guard !text.isEmpty else { return nil }
        let parts = text.split(separator: ",").map { Double($0.filter { $0 != " " }) }
        guard parts.count == 2, let latitude = parts[0], let longitude = parts[1], (49.0...61).contains(latitude), (-9.0...2).contains(longitude)
        else {
            refuse("place", "Enter latitude and longitude with a comma between them, for example 51.5074, -0.1278")
            return nil
        }
        return (latitude, longitude)
    }
}

extension FormField {
    static func coordinates(_ value: String = "") -> FormField {
        .text(
            "place", "Latitude and longitude",
            hint: "To show it on the map and to find what is nearest, for example 51.5074, -0.1278. May be left out.", value: value, width: .middle)
    }
}
