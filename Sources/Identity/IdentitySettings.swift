// What Identity needs to be told at start.

import Kernel

/// Settings of signing in; `App` makes them from the configuration.
package struct IdentitySettings: Sendable {
    package let passcodeKey: PasscodeKey
    /// Where the product is reached from outside, "https://commonweal.example.nhs.uk", without a stroke at its end; heads the links in emails.
    package let baseAddress: String
    /// The name that authenticator apps show.
    package let issuer: String

    /// The library for passwords, passcodes and tokens cannot be used on this machine.
    package struct NoCryptography: Error, Hashable, Sendable {
        package var sentence: String { "libsodium could not start, so nobody could sign in safely. Reinstall it, then start Commonweal again." }
    }

    /// - Throws: `NoCryptography` where libsodium cannot start.
    package init(passcodeKey: PasscodeKey, baseAddress: String, issuer: String = "Commonweal") throws {
        try self.init(passcodeKey: passcodeKey, baseAddress: baseAddress, issuer: issuer, isReady: Sodium.isReady)
    }

    init(passcodeKey: PasscodeKey, baseAddress: String, issuer: String, isReady: Bool) throws {
        guard isReady else { throw NoCryptography() }
        self.passcodeKey = passcodeKey
        self.baseAddress = baseAddress.hasSuffix("/") ? String(baseAddress.dropLast()) : baseAddress
        self.issuer = issuer
    }
}
