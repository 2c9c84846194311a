// Registering a patient, as typed.

import Directory
import Kernel
import Web

extension PatientRules {
    /// The fields of a new patient that a search already said; none where the line could not be read.
    static func fields(ofSearch typed: String) -> Fields {
        switch try? PatientQuery(typed: typed) {
        case .nhsNumber(let number): return Fields([(name: "nhs-number", value: number.spaced)])
        case .person(_, let bornOn):
            let words = typed.prefix { !$0.isNumber }.split { $0.isWhitespace || $0 == "," }.map(String.init)
            let names = words.map { $0 == $0.lowercased() ? $0.prefix(1).uppercased() + $0.dropFirst() : $0 }
            var pairs = [
                (name: "given-name", value: names.dropLast().joined(separator: " ")), (name: "family-name", value: names.last ?? ""),
            ]
            if let bornOn {
                pairs += [("day", bornOn.day), ("month", bornOn.month), ("year", bornOn.year)].map { (name: "born-\($0.0)", value: String($0.1)) }
            }
            return Fields(pairs)
        case nil: return Fields()
        }
    }
}

/// A patient as typed, with the practice whose list they are on.
struct PatientDraft: Sendable {
    let patient: Patient
    let practice: OrganisationID

    /// `practices` are those that the person may register for: one's own, or at a hub any of the federation.
    static func read(_ form: inout FormReader, practices: [Organisation], today: LocalDate, at now: Instant) -> PatientDraft? {
        let number = form.value("nhs-number", as: NHSNumber.self, orSay: "Enter the NHS number, for example 999 000 0018")
        let given = form.text("given-name", orSay: "Enter the first name", longest: 80)
        let family = form.text("family-name", orSay: "Enter the last name", longest: 80)
        let born = form.birth(today: today)
        let gender = form.choice("gender", as: Gender.self, orSay: "Choose what the practice has recorded")
        let telephone = form.value("telephone", as: TelephoneNumber.self, orSay: "Enter a telephone number that reaches the patient")
        let email: EmailAddress? = form.optionalValue("email")
        let postcode: Postcode? = form.optionalValue("postcode")
        let address = form.optionalText("address", longest: 300)
        let needs = form.optionalText("needs", longest: 300, lines: .several)
        let chosen = form.choice("practice", among: practices.map(\.id.stored), orSay: "Choose the practice whose list the patient is on")
        guard let number, let given, let family, let born, let gender, let telephone,
            let practice = chosen.flatMap({ try? OrganisationID(parsing: $0) }),
            form.isSound
        else { return nil }
        let patient = Patient(
            id: ID(at: now), nhsNumber: number, givenName: given, familyName: family, bornOn: born, gender: gender, telephone: telephone,
            email: email,
            address: address, postcode: postcode, communicationNeeds: needs)
        return PatientDraft(patient: patient, practice: practice)
    }
}
