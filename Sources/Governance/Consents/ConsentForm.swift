// What is typed to agree or to withdraw.

import Kernel
import Web

enum ConsentForm {
    static let version = "version"
    static let from = "from"
    static let name = "name"
    static let agree = "agree"
    static let lastDay = "last-day"
    static let reason = "reason"

    /// The draft, or nil with what is wrong by field.
    static func draft(_ form: inout FormReader, practice: OrganisationID, undertaking: SchemeID, by person: PersonID) -> ConsentDraft? {
        let from = form.date(ConsentForm.from, orSay: "Enter the first day of taking part")
        let name = form.text(ConsentForm.name, orSay: "Type your full name to sign for the practice", longest: 100)
        if form.fields[agree] != "yes" { form.refuse(agree, "Tick the box to agree for your practice") }
        let version = Int(form.fields[version]) ?? 0
        guard let from, let name, form.isSound else { return nil }
        return ConsentDraft(practice: practice, undertaking: undertaking, termsVersion: version, signedBy: person, signedName: name, from: from)
    }
}

extension FormReader {
    /// Puts what the rules refuse beside the field that it concerns.
    mutating func refuse(_ problem: ConsentProblem) {
        switch problem {
        case .nameMissing: refuse(ConsentForm.name, problem.sentence)
        case .fromBeforeSigning, .untilBeforeFrom, .alreadyInForce, .practiceClosed:
            refuse(ConsentForm.from, problem.sentence, anchor: "\(ConsentForm.from)-day")
        case .withdrawalBeforeToday, .endsAlready: refuse(ConsentForm.lastDay, problem.sentence, anchor: "\(ConsentForm.lastDay)-day")
        case .reasonMissing: refuse(ConsentForm.reason, problem.sentence)
        case .notTheCurrentTerms, .termsNotPublished, .unknownPractice, .unknownUndertaking, .nothingToWithdraw:
            refuse(ConsentForm.agree, problem.sentence)
        }
    }
}
