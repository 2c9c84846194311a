// Somebody who works for an organisation.

import Kernel
import Store

/// A person of the directory: staff, never a patient.
package struct Person: Codable, Hashable, Sendable {
    package let id: PersonID
    package let givenName: String
    package let familyName: String
    /// "Dr", "Ms"; may be empty.
    package let title: String
    package let registration: ProfessionalRegistration?
    /// "GP", "Physiotherapist", "Practice manager".
    package let profession: String

    package init(
        id: PersonID, givenName: String, familyName: String, title: String = "", registration: ProfessionalRegistration? = nil,
        profession: String = ""
    ) {
        self.id = id
        self.givenName = givenName
        self.familyName = familyName
        self.title = title
        self.registration = registration
        self.profession = profession
    }

    package var fullName: String { [title, givenName, familyName].filter { !$0.isEmpty }.joined(separator: " ") }
}

/// What a person does for an organisation. Open: rooms add theirs.
package struct PostKind: TitledName, SQLBindable {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    package static let partner: PostKind = "partner"
    package static let namedLead: PostKind = "named-lead"
    package static let practiceManager: PostKind = "practice-manager"
    package static let salariedClinician: PostKind = "salaried-clinician"
    package static let clinicalDirector: PostKind = "clinical-director"
    package static let director: PostKind = "director"
    package static let officer: PostKind = "officer"
    package static let staff: PostKind = "staff"

    package static let own: [PostKind] = [
        .partner, .namedLead, .practiceManager, .salariedClinician, .clinicalDirector, .director, .officer, .staff,
    ]
    package static let titles: [PostKind: String] = [.staff: "Member of staff"]
}

/// A post that a person holds at an organisation for a period; both days are inclusive. One named lead at a time.
package struct Post: Codable, Hashable, Sendable, Dated {
    package let id: ID<Post>
    package let personId: PersonID
    package let organisationId: OrganisationID
    package let kind: PostKind
    package let fromDate: LocalDate
    package let untilDate: LocalDate?

    package init(id: ID<Post>, personId: PersonID, organisationId: OrganisationID, kind: PostKind, fromDate: LocalDate, untilDate: LocalDate? = nil) {
        self.id = id
        self.personId = personId
        self.organisationId = organisationId
        self.kind = kind
        self.fromDate = fromDate
        self.untilDate = untilDate
    }

    package var period: DatePeriod { DatePeriod(from: fromDate, until: untilDate) }
}
