// Where Identity's pages live.

import Web

package enum IdentityAddresses {
    package static let signIn = Address("/sign-in")
    package static let passcode = Address("/sign-in/passcode")
    package static let enrolment = Address("/sign-in/passcode-set-up")
    package static let role = Address("/sign-in/role")
    package static let forgotten = Address("/sign-in/forgotten")
    package static let signOut = Address("/sign-out")
    /// The token is in the address because an email can carry nothing else; it works once.
    package static let link = Address("/sign-in/link/{token}")

    package static let account = Address("/account")
    package static let accountPassword = Address("/account/password")
    package static let accountPasscode = Address("/account/passcode")
    package static let accountRecoveryCodes = Address("/account/recovery-codes")
    package static let accountSessions = Address("/account/sessions")
    package static let accountSessionEnd = Address("/account/sessions/{session}/end")

    package static let accountNotices = Address("/account/notices")

    package static let people = Address("/people")
    package static let invitation = Address("/people/invitation")
    package static let person = Address("/people/{account}")
    package static let personRoles = Address("/people/{account}/roles")
    package static let personRoleEnd = Address("/people/{account}/roles/{assignment}/end")
    package static let personState = Address("/people/{account}/state")
    package static let personInvitation = Address("/people/{account}/invitation")
    package static let personSessions = Address("/people/{account}/sessions")
    package static let personPasscode = Address("/people/{account}/passcode")
}
