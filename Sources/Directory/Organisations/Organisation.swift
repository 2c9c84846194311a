// A body in the directory, as on a date.

import Kernel
import Store

/// What a body is. Open: a room that works with other bodies names theirs in an extension and brings the name by its feature.
package struct OrganisationKind: TitledName, SQLBindable {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    package static let practice: OrganisationKind = "practice"
    package static let network: OrganisationKind = "network"
    package static let federation: OrganisationKind = "federation"
    package static let commissioner: OrganisationKind = "commissioner"
    package static let integratedCareBoard: OrganisationKind = "integrated-care-board"
    package static let hub: OrganisationKind = "hub"
    package static let trust: OrganisationKind = "trust"
    package static let council: OrganisationKind = "council"
    package static let voluntary: OrganisationKind = "voluntary"
    package static let supplier: OrganisationKind = "supplier"
    package static let locality: OrganisationKind = "locality"
    package static let other: OrganisationKind = "other"

    package static let own: [OrganisationKind] = [
        .practice, .network, .federation, .commissioner, .integratedCareBoard, .hub, .trust, .council, .voluntary, .supplier, .locality, .other,
    ]
    package static let titles: [OrganisationKind: String] = [
        .network: "Primary care network", .trust: "NHS trust", .voluntary: "Voluntary organisation", .other: "Other organisation",
    ]
}

/// Whether a body works, in the words of the Organisation Data Service's status codes A, C, D and P. Closed: the service has no other.
package enum OrganisationStatus: String, Codable, CaseIterable, Hashable, Sendable, SQLBindable {
    case active, closed, dormant, proposed

    package var title: String {
        switch self {
        case .active: "Open"
        case .closed: "Closed"
        case .dormant: "Dormant"
        case .proposed: "Proposed"
        }
    }
}

/// A body with its name, code and postcode as they were on the date that was asked for.
package struct Organisation: Codable, Hashable, Sendable {
    package let id: OrganisationID
    package let kind: OrganisationKind
    package let odsCode: ODSCode?
    package let name: String
    package let postcode: Postcode?
    package let openedOn: LocalDate?
    /// The last day on which it was open.
    package let closedOn: LocalDate?
    package let status: OrganisationStatus

    package init(
        id: OrganisationID, kind: OrganisationKind, odsCode: ODSCode? = nil, name: String, postcode: Postcode? = nil, openedOn: LocalDate? = nil,
        closedOn: LocalDate? = nil, status: OrganisationStatus = .active
    ) {
        self.id = id
        self.kind = kind
        self.odsCode = odsCode
        self.name = name
        self.postcode = postcode
        self.openedOn = openedOn
        self.closedOn = closedOn
        self.status = status
    }

    package var isOpen: Bool { status == .active }
}

/// What one organisation's past looks like: each fact with its period.
package struct OrganisationHistory: Hashable, Sendable {
    package struct Dated: Codable, Hashable, Sendable {
        package let text: String
        package let fromDate: LocalDate
        package let untilDate: LocalDate?
    }

    package let codes: [Dated]
    package let names: [Dated]
    package let statuses: [Dated]
    package let addresses: [Dated]
}

/// Days that stand for "as far back as anybody knows".
package enum Timeline {
    /// The first day of a fact whose beginning no source states.
    package static let beginning = LocalDate(daysSince1970: -25_567)
    /// A day by which everything that is on record, for the future too, has come to pass: 31 December 9999.
    package static let end = LocalDate(daysSince1970: 2_932_896)
}
