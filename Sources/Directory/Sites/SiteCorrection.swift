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
    /// Everything that the form can change, so that a change by somebody else is noticed.
    var seen: String { [site.name, address, site.postcode?.stored ?? "", place].filter { !$0.isEmpty }.joined(separator: " / ") }

    init(site: Site, address: String) {
        self.site = site
        self.address = address
    }

    init?(_ id: SiteID, of organisation: OrganisationID, in connection: any Connection) throws {
        guard let site = try SiteStore.site(id, in: connection), site.organisation == organisation else { return nil }
        self.init(site: site, address: try connection.value(String.self, "SELECT address FROM sites WHERE id = \(id)") ?? "")
    }

    /// Writes these facts over those that were `seen`.
    func save(seen: String, reason: String, in transaction: Transaction) throws {
        guard let standing = try SiteFacts(site.id, of: site.organisation, in: transaction) else { throw DirectoryProblem.nothingToChange }
        guard standing.seen == seen else { throw DirectoryProblem.changedMeanwhile("“\(standing.seen)”") }
        guard standing.seen != self.seen else { throw DirectoryProblem.nothingToChange }
        try transaction.execute(
            """
            UPDATE sites
            SET name = \(site.name), address = \(address), postcode = \(site.postcode), latitude = \(site.latitude), longitude = \(site.longitude)
            WHERE id = \(site.id)
            """)
        try transaction.audit(
            "site corrected", AuditSubject("site", site.id), practice: site.organisation, reason: reason, details: ["was": standing.seen])
    }
}

struct SiteCorrectionRoutes: Sendable {
    let database: any Database
    private var editing: DirectoryEditing { DirectoryEditing(database: database) }

    init(database: any Database) { self.database = database }

    func add(to routes: inout RouteTable) {
        routes.get(DirectoryAddresses.site, DirectoryPermissions.edit) { visit in
            let organisation = try await editing.organisation(visit)
            return .page(page(organisation, try await facts(visit, organisation), FormReader()))
        }
        routes.post(DirectoryAddresses.site, DirectoryPermissions.edit) { try await correct($0) }
    }

    private func facts(_ visit: Visit, _ organisation: Organisation) async throws -> SiteFacts {
        let id: SiteID = try visit.id("site")
        guard let facts = try await database.read({ try SiteFacts(id, of: organisation.id, in: $0) }) else { throw Refusal.notFound }
        return facts
    }

    private func correct(_ visit: Visit) async throws -> Answer {
        let organisation = try await editing.organisation(visit)
        let standing = try await facts(visit, organisation)
        var form = FormReader(visit.form)
        let name = form.text("name", orSay: "Enter the site's name")
        let address = form.optionalText("address")
        let postcode: Postcode? = form.optionalValue("postcode")
        let place = form.coordinates()
        let reason = form.reason()
        let seen = visit.form["seen"]
        if let name, let reason, form.isSound {
            let site = Site(
                id: standing.site.id, organisation: organisation.id, name: name, postcode: postcode, latitude: place?.latitude,
                longitude: place?.longitude)
            let saved = try await editing.save(visit, organisation, notice: "site-corrected", form: &form, beside: "name") {
                try SiteFacts(site: site, address: address).save(seen: seen, reason: reason, in: $0)
            }
            if let saved { return saved }
        }
        let now = try await facts(visit, organisation)
        return editing.refusal(page(organisation, now, form), seen: seen, now: now.seen)
    }

    private func page(_ organisation: Organisation, _ facts: SiteFacts, _ form: FormReader) -> DirectoryFormPage {
        DirectoryFormPage(
            title: "Correct \(facts.site.name)", back: editing.back(to: organisation),
            intro: "The name, address and place of a site. Appointments that are booked there show them as they are now.", errors: form.summary,
            action: DirectoryAddresses.site.path(organisation.id.stored, facts.site.id.stored), choices: [],
            texts: [
                form.textField("name", "Name", value: facts.site.name, width: .wide), form.textField("address", "Address", value: facts.address),
                form.textField("postcode", "Postcode", hint: "For example, SW1A 1AA", value: facts.site.postcode?.stored ?? "", width: .narrow),
                form.placeField(value: facts.place),
            ], dates: [], reason: form.reasonField(), button: "Correct site", hidden: [HiddenField("seen", facts.seen)])
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

    func placeField(value: String = "") -> TextField {
        textField(
            "place", "Latitude and longitude",
            hint: "To show it on the map and to find what is nearest, for example 51.5074, -0.1278. May be left out.",
            value: value, width: .middle)
    }
}
