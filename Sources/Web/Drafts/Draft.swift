// What was typed and has not been sent.

import Kernel

/// What a person typed into a form and has not sent. It stands in the same form again when that person comes back to it, and is shown to nobody else.
struct Draft: Sendable {
    /// Where the form is sent, with its query. Whom or what a form is about is told by this and by its hidden fields.
    let address: String
    /// Without passwords, codes and files; the form's own key is among them.
    let fields: Fields
    let cause: Cause
    let changedAt: Instant

    /// Why it was not sent.
    enum Cause: String, Sendable {
        /// The person has not sent it yet.
        case typed
        /// The session had ended when it was sent.
        case signedOut = "signed-out"
        /// It was sent and could not be done.
        case refused
    }

    /// What the page says above the form.
    var sentence: String {
        switch cause {
        case .typed: "What you typed on \(changedAt.londonText) stands below. It has not been sent."
        case .signedOut:
            "What stands below came on \(changedAt.londonText) from a browser that had been signed out. Nothing of it has been saved. "
                + "Read it before you send it, and discard it where you did not type it."
        case .refused:
            "This could not be done when you sent it on \(changedAt.londonText). What you typed stands below; look whether it is still to be sent."
        }
    }
}

/// Whose a draft is: the person, and the organisation for which they acted, as a page such as "my practice" is about another one in another role.
struct DraftOwner: Hashable, Sendable {
    let person: PersonID
    let organisation: OrganisationID

    init(_ principal: Principal) { (person, organisation) = (principal.person, principal.organisation) }

    /// As it is sealed with a draft, so that a row moved to somebody else is nobody's.
    var text: String { "\(person.stored) \(organisation.stored)" }
}
