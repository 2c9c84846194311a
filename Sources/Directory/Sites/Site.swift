// Where care is given: sites and their rooms.

import Kernel

/// A building, or part of one, that an organisation works from.
package struct Site: Codable, Hashable, Sendable {
    package let id: SiteID
    package let organisation: OrganisationID
    package let name: String
    package let postcode: Postcode?
    /// Degrees north; nil where nobody has placed the site on the map.
    package let latitude: Double?
    /// Degrees east.
    package let longitude: Double?

    package init(id: SiteID, organisation: OrganisationID, name: String, postcode: Postcode? = nil, latitude: Double? = nil, longitude: Double? = nil)
    {
        self.id = id
        self.organisation = organisation
        self.name = name
        self.postcode = postcode
        self.latitude = latitude
        self.longitude = longitude
    }
}

/// A room at a site in which one clinician can work.
package struct Room: Codable, Hashable, Sendable {
    package let id: ID<Room>
    package let site: SiteID
    package let name: String

    package init(id: ID<Room>, site: SiteID, name: String) {
        self.id = id
        self.site = site
        self.name = name
    }
}
