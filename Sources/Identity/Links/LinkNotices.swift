// The emails that carry a one-time link.

import Kernel
import Notices

/// Sent with a link to somebody who has been given an account.
struct InvitationNotice: NoticeTemplate {
    static let key = "account invitation"
    static let kind = NoticeKind(
        "account links", title: "Links to your account", explanation: "When an account is made for you, or a new password is asked for.",
        choices: [.atOnce], isUrgent: true)
    static let sample = InvitationNotice(address: "https://commonweal.example.nhs.uk/sign-in/link/1", expires: Instant(milliseconds: 0))

    /// The whole address of the link.
    let address: String
    let expires: Instant

    var subject: String { "Set up your Commonweal account" }
    var body: String {
        """
        An account has been made for you in Commonweal, which your GP federation works with.

        Choose a password here before \(expires.londonText):
        \(address)

        The link works once. If you did not expect this email, tell your federation and do nothing else.
        """
    }
}

/// Sent with a link to somebody who asked for a new password.
struct ResetNotice: NoticeTemplate {
    static let key = "password reset"
    static let kind = InvitationNotice.kind
    static let sample = ResetNotice(address: InvitationNotice.sample.address, expires: InvitationNotice.sample.expires)

    /// The whole address of the link.
    let address: String
    let expires: Instant

    var subject: String { "Choose a new Commonweal password" }
    var body: String {
        """
        Somebody, we hope you, asked to choose a new password for your Commonweal account.

        Choose one here before \(expires.londonText):
        \(address)

        The link works once. If you did not ask for it, do nothing: your password stays as it is.
        """
    }
}
