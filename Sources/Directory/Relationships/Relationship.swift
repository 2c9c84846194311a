// How one body stands to another, and when.

import Kernel
import Store

/// What the first organisation is to the second. At one time an organisation has at most one relationship of each kind.
package enum RelationshipKind: String, Codable, CaseIterable, Hashable, Sendable, SQLBindable {
    case commissionedBy = "commissioned-by"
    case memberOfNetwork = "member-of-network"
    case memberOfFederation = "member-of-federation"
    case memberOfLocality = "member-of-locality"
    case operatedBy = "operated-by"
    case hostedBy = "hosted-by"
    case succeededBy = "succeeded-by"

    package var title: String {
        switch self {
        case .commissionedBy: "Commissioned by"
        case .memberOfNetwork: "Member of network"
        case .memberOfFederation: "Member of federation"
        case .memberOfLocality: "Member of locality"
        case .operatedBy: "Operated by"
        case .hostedBy: "Hosted by"
        case .succeededBy: "Succeeded by"
        }
    }

    /// What the other organisation has to be.
    package var others: [OrganisationKind] {
        switch self {
        case .memberOfNetwork: [.network]
        case .memberOfFederation: [.federation]
        case .memberOfLocality: [.locality]
        case .commissionedBy: [.commissioner, .integratedCareBoard, .council]
        case .succeededBy, .hostedBy: [.practice]
        case .operatedBy: OrganisationKind.allCases
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
