// What Identity needs to be told at start.

import Kernel

/// Settings of signing in; `App` makes them from the configuration.
package struct IdentitySettings: Sendable {
    package let passcodeKey: PasscodeKey
    /// Where the product is reached from outside, "https://commonweal.example.nhs.uk", without a stroke at its end; heads the links in emails.
    package let baseAddress: String
    /// The name that authenticator apps show.
    package let issuer: String

    package init(passcodeKey: PasscodeKey, baseAddress: String, issuer: String = "Commonweal") {
        self.passcodeKey = passcodeKey
        self.baseAddress = baseAddress.hasSuffix("/") ? String(baseAddress.dropLast()) : baseAddress
        self.issuer = issuer
    }
}
