// Who is cared for.

import Kernel
import Store

/// A patient as a hub needs to know one: who, how to reach them, and which practice is responsible for them.
package struct Patient: Codable, Hashable, Sendable {
    package let id: PatientID
    package let nhsNumber: NHSNumber
    package let title: String
    package let givenName: String
    package let familyName: String
    package let bornOn: LocalDate
    package let gender: Gender
    package let telephone: TelephoneNumber?
    package let email: EmailAddress?
    package let address: String
    package let postcode: Postcode?
    /// What staff must do so that the patient can use the appointment: "British Sign Language interpreter". Empty for nothing recorded.
    package let communicationNeeds: String
    /// A patient who has died is neither invited nor booked.
    package let diedOn: LocalDate?

    package init(
        id: PatientID, nhsNumber: NHSNumber, title: String = "", givenName: String, familyName: String, bornOn: LocalDate, gender: Gender,
        telephone: TelephoneNumber? = nil, email: EmailAddress? = nil, address: String = "", postcode: Postcode? = nil,
        communicationNeeds: String = "", diedOn: LocalDate? = nil
    ) {
        self.id = id
        self.nhsNumber = nhsNumber
        self.title = title
        self.givenName = givenName
        self.familyName = familyName
        self.bornOn = bornOn
        self.gender = gender
        self.telephone = telephone
        self.email = email
        self.address = address
        self.postcode = postcode
        self.communicationNeeds = communicationNeeds
        self.diedOn = diedOn
    }

    package var fullName: String { "\(givenName) \(familyName)" }
}

/// Gender as the registering practice recorded it (FHIR R4 administrative gender, as UK Core uses it).
package enum Gender: String, Codable, CaseIterable, Hashable, Sendable, SQLBindable {
    case female, male, other, unknown

    package var title: String {
        switch self {
        case .female: "Female"
        case .male: "Male"
        case .other: "Other"
        case .unknown: "Not known"
        }
    }
}

/// That a patient is on a practice's list, both days inclusive. One patient has at most one open registration.
package struct Registration: Codable, Hashable, Sendable, Dated {
    package let id: ID<Registration>
    package let patient: PatientID
    package let practice: OrganisationID
    package let fromDate: LocalDate
    package let untilDate: LocalDate?

    package init(id: ID<Registration>, patient: PatientID, practice: OrganisationID, fromDate: LocalDate, untilDate: LocalDate? = nil) {
        self.id = id
        self.patient = patient
        self.practice = practice
        self.fromDate = fromDate
        self.untilDate = untilDate
    }

    package var period: DatePeriod { DatePeriod(from: fromDate, until: untilDate) }
}

/// A patient with the practice responsible for them on the day that was asked about; nil where they are on no list.
package struct RegisteredPatient: Hashable, Sendable {
    package let patient: Patient
    package let practice: OrganisationID?
    package let practiceName: String

    package init(patient: Patient, practice: OrganisationID?, practiceName: String) {
        self.patient = patient
        self.practice = practice
        self.practiceName = practiceName
    }
}
