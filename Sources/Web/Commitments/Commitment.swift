// What stands planned after a day.

import Kernel

/// Something that a room has planned after a day for somebody or something that ends on it: appointments, clinics, visits, sessions.
package struct Commitment: Sendable {
    /// What ends: a practice's part in a scheme, a scheme, a site.
    package enum Subject: Hashable, Sendable {
        case practice(OrganisationID, under: SchemeID)
        case scheme(SchemeID)
        case site(SiteID)
    }

    /// How it is said to whoever ends the subject: what stands, until when, and what becomes of it.
    package let sentence: String
    /// "3 clinics are published", for sentences that go on with where and after which day.
    package let what: String
    /// Who settles it first, where the subject may not end before: "Ask a hub coordinator to withdraw them first."
    package let remedy: String
    /// Where it is shown to people of the subject; "" where it is not.
    package let address: String

    package init(sentence: String = "", what: String, remedy: String, address: String = "") {
        self.sentence = sentence
        self.what = what
        self.remedy = remedy
        self.address = address
    }
}
