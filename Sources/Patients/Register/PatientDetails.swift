// What a record holds, field by field.

import Kernel
import Store

/// A field of a patient's record, by the name that forms and the history give it.
package enum PatientField: String, Codable, CaseIterable, Hashable, Sendable, SQLBindable {
    case title
    case givenName = "given-name"
    case familyName = "family-name"
    case bornOn = "born"
    case gender, telephone, email, address, postcode
    case communicationNeeds = "needs"
    case nhsNumber = "nhs-number"
    case practice
    /// From when a practice is the patient's.
    case practiceFrom = "from"
    case diedOn = "died"

    package var label: String {
        switch self {
        case .title: "Title"
        case .givenName: "First name"
        case .familyName: "Last name"
        case .bornOn: "Date of birth"
        case .gender: "Gender"
        case .telephone: "Telephone"
        case .email: "Email address"
        case .address: "Address"
        case .postcode: "Postcode"
        case .communicationNeeds: "Communication needs"
        case .nhsNumber: "NHS number"
        case .practice: "Registered practice"
        case .practiceFrom: "From"
        case .diedOn: "Date of death"
        }
    }
}

/// What can be corrected on a record without touching its number, its practice or whether the patient lives.
package struct PatientDetails: Hashable, Sendable {
    package let title: String
    package let givenName: String
    package let familyName: String
    package let bornOn: LocalDate
    package let gender: Gender
    package let telephone: TelephoneNumber?
    package let email: EmailAddress?
    package let address: String
    package let postcode: Postcode?
    package let communicationNeeds: String

    package static let fields: [PatientField] = [
        .title, .givenName, .familyName, .bornOn, .gender, .telephone, .email, .address, .postcode, .communicationNeeds,
    ]

    package init(
        title: String = "", givenName: String, familyName: String, bornOn: LocalDate, gender: Gender, telephone: TelephoneNumber? = nil,
        email: EmailAddress? = nil, address: String = "", postcode: Postcode? = nil, communicationNeeds: String = ""
    ) {
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
    }

    package init(_ patient: Patient) {
        self.init(
            title: patient.title, givenName: patient.givenName, familyName: patient.familyName, bornOn: patient.bornOn, gender: patient.gender,
            telephone: patient.telephone, email: patient.email, address: patient.address, postcode: patient.postcode,
            communicationNeeds: patient.communicationNeeds)
    }

    /// A field in its stored form; "" where nothing is recorded, and for what is no detail.
    package func stored(_ field: PatientField) -> String {
        switch field {
        case .title: title
        case .givenName: givenName
        case .familyName: familyName
        case .bornOn: bornOn.stored
        case .gender: gender.rawValue
        case .telephone: telephone?.stored ?? ""
        case .email: email?.stored ?? ""
        case .address: address
        case .postcode: postcode?.stored ?? ""
        case .communicationNeeds: communicationNeeds
        case .nhsNumber, .practice, .practiceFrom, .diedOn: ""
        }
    }
}
