// A person's means of signing in.

import Kernel

/// Belongs to one person in the directory, and that person to one account.
package struct Account: Codable, Hashable, Sendable {
    package let id: AccountID
    package let person: PersonID
    /// As the directory had it when the account was made.
    package let displayName: String
    package let email: EmailAddress
    package let state: AccountState
    package let createdAt: Instant

    package init(id: AccountID, person: PersonID, displayName: String, email: EmailAddress, state: AccountState, createdAt: Instant) {
        self.id = id
        self.person = person
        self.displayName = displayName
        self.email = email
        self.state = state
        self.createdAt = createdAt
    }
}

package enum AccountState: String, CaseIterable, Codable, Hashable, Sendable {
    /// Made, but no way to sign in has been set.
    case invited
    case active
    case disabled

    /// What the state becomes by an act; nil where the act makes no sense in it.
    package func after(_ act: AccountAct) -> AccountState? {
        switch (self, act) {
        case (.invited, .accept), (.active, .accept): .active
        case (.invited, .disable), (.active, .disable): .disabled
        case (.disabled, .enable): .active
        case (.disabled, .accept), (.disabled, .disable), (.invited, .enable), (.active, .enable): nil
        }
    }

    package var title: String {
        switch self {
        case .invited: "Invited"
        case .active: "Active"
        case .disabled: "Disabled"
        }
    }
}

package enum AccountAct: Hashable, Sendable {
    /// A password was set by a one-time link.
    case accept
    case disable
    case enable
}

/// How somebody proves who they are. Other ways, such as NHS CIS2 by OpenID Connect, end in `SignIn.open` as this one does.
package enum SignInMethod: String, Codable, Hashable, Sendable {
    case password
    /// A one-time link, which sets a password.
    case link
}
