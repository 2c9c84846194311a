// How one body stands to another, and when.

import Kernel
import Store

/// What the first organisation is to the second. At one time an organisation has at most one relationship of each kind. Open: rooms add theirs.
package struct RelationshipKind: TitledName, SQLBindable {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    package static let commissionedBy: RelationshipKind = "commissioned-by"
    package static let memberOfNetwork: RelationshipKind = "member-of-network"
    package static let memberOfFederation: RelationshipKind = "member-of-federation"
    package static let memberOfLocality: RelationshipKind = "member-of-locality"
    package static let operatedBy: RelationshipKind = "operated-by"
    package static let hostedBy: RelationshipKind = "hosted-by"
    package static let succeededBy: RelationshipKind = "succeeded-by"

    package static let own: [RelationshipKind] = [
        .commissionedBy, .memberOfNetwork, .memberOfFederation, .memberOfLocality, .operatedBy, .hostedBy, .succeededBy,
    ]
    package static let titles: [RelationshipKind: String] = [:]

    /// What the other organisation has to be; nil where it may be any.
    package var others: [OrganisationKind]? {
        switch self {
        case .memberOfNetwork: [.network]
        case .memberOfFederation: [.federation]
        case .memberOfLocality: [.locality]
        case .commissionedBy: [.commissioner, .integratedCareBoard, .council]
        case .succeededBy, .hostedBy: [.practice]
        default: nil
        }
    }

    /// The kinds that make a practice one of another body's members.
    package static let memberships: [RelationshipKind] = [.commissionedBy, .memberOfNetwork, .memberOfFederation, .memberOfLocality, .operatedBy]
}

/// One relationship with its period; both days are inclusive.
package struct Relationship: Codable, Hashable, Sendable, Dated {
    package let id: ID<Relationship>
    package let organisationId: OrganisationID
    package let kind: RelationshipKind
    package let otherId: OrganisationID
    package let fromDate: LocalDate
    package let untilDate: LocalDate?
    /// Where it is stated: "epraccur of 30 June 2022", "entered by hand".
    package let source: String

    package init(
        id: ID<Relationship>, organisationId: OrganisationID, kind: RelationshipKind, otherId: OrganisationID, fromDate: LocalDate,
        untilDate: LocalDate? = nil, source: String
    ) {
        self.id = id
        self.organisationId = organisationId
        self.kind = kind
        self.otherId = otherId
        self.fromDate = fromDate
        self.untilDate = untilDate
        self.source = source
    }

    package var period: DatePeriod { DatePeriod(from: fromDate, until: untilDate) }
}
