// Who cares for a patient, and until when.

import Kernel
import Store

/// That a place, a team or a person cares for a patient for a while. Whoever stands in one may see the patient; nobody is shown a patient for care
/// that no relation says.
package struct CareRelation: Hashable, Sendable {
    /// Who cares.
    package enum Party: Hashable, Sendable {
        /// A hub or another organisation that delivers care: all who act there.
        case place(OrganisationID)
        case team(ID<CareTeam>)
        case person(PersonID)
    }

    /// Why the patient is seen. Rooms add their own.
    package struct Purpose: RawRepresentable, Hashable, Sendable, SQLBindable {
        package let rawValue: String
        package init(rawValue: String) { self.rawValue = rawValue }

        /// Diagnosis, treatment and what belongs to them (Data Security and Protection Toolkit, "direct care").
        package static let directCare = Purpose(rawValue: "direct-care")
    }

    package let id: ID<CareRelation>
    package let patient: PatientID
    package let party: Party
    package let purpose: Purpose
    /// Both days inclusive; `until` is nil for no end.
    package let from: LocalDate
    package let until: LocalDate?
    /// What shows it: the appointment, the referral. A relation ends when its evidence is called off.
    package let evidence: RecordLink

    package init(
        id: ID<CareRelation>, patient: PatientID, party: Party, purpose: Purpose = .directCare, from: LocalDate, until: LocalDate? = nil,
        evidence: RecordLink
    ) {
        self.id = id
        self.patient = patient
        self.party = party
        self.purpose = purpose
        self.from = from
        self.until = until
        self.evidence = evidence
    }
}

/// People who care for patients together. No room keeps teams yet.
package enum CareTeam {}
