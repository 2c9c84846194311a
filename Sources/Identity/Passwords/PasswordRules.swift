// Which passwords are taken.

import Foundation
import Kernel

/// A password as it is compared: in Unicode's compatibility form, so that it is the same from every keyboard (NIST SP 800-63B-4, 3.1.1.2).
package struct Password: Sendable {
    let normalised: String

    package init(_ typed: String) { normalised = typed.precomposedStringWithCompatibilityMapping }

    var bytes: [CChar] { normalised.utf8.map { CChar(bitPattern: $0) } }
}

/// Why a password is not taken, in the words beside the field.
package enum PasswordProblem: Error, Hashable, Sendable {
    case tooShort
    case tooLong
    case wellKnown
    case ownAddress
    case notRepeated

    package var sentence: String {
        switch self {
        case .tooShort:
            "Enter a password of \(PasswordRules.shortest) characters or more. Three words that do not belong together are easy to remember"
        case .tooLong: "Enter a password of \(PasswordRules.longest) characters or fewer"
        case .wellKnown: "Choose another password. This one is on the lists that people who break in try first"
        case .ownAddress: "Choose a password that is not your email address"
        case .notRepeated: "Enter the same password in both boxes"
        }
    }
}

/// Length and a list, no rules of composition and no expiry: National Cyber Security Centre, "Password policy: updating your approach", and
/// NIST SP 800-63B-4, 3.1.1.2.
package enum PasswordRules {
    /// In characters.
    package static let shortest = 12
    /// In characters; bounds what is hashed.
    package static let longest = 200

    package static func problem(with typed: String, again: String, email: EmailAddress) -> PasswordProblem? {
        problem(with: typed, email: email) ?? (typed == again ? nil : .notRepeated)
    }

    package static func problem(with typed: String, email: EmailAddress) -> PasswordProblem? {
        let text = Password(typed).normalised.lowercased()
        if text.count < shortest { return .tooShort }
        if text.count > longest { return .tooLong }
        let local = email.stored.split(separator: "@").first.map(String.init) ?? ""
        if text == email.stored || stem(of: text) == local { return .ownAddress }
        if isWellKnown(text) { return .wellKnown }
        return nil
    }

    /// Words that head the published lists of broken passwords, alone, twice, or with digits and signs around them ("Password2026!"), and runs
    /// of one to three characters over and over.
    static func isWellKnown(_ text: String) -> Bool {
        if Set(text).count <= 3 { return true }
        if runs.contains(where: { $0.contains(text) }) { return true }
        let stem = stem(of: text)
        return stem.isEmpty || words.contains(stem) || words.contains { stem == $0 + $0 }
    }

    // The letters between the digits and signs at both ends, which people add to be let through.
    private static func stem(of text: String) -> String {
        let letters = text.drop { !$0.isLetter }
        guard let last = letters.lastIndex(where: \.isLetter) else { return "" }
        return String(letters[...last])
    }

    private static let runs = [
        "qwertyuiopasdfghjklzxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn", "abcdefghijklmnopqrstuvwxyz", "zaq12wsxcde34rfv", "q1w2e3r4t5y6u7i8o9p0",
    ]

    private static let words: Set<String> = [
        "password", "passwort", "passw0rd", "p@ssw0rd", "p@ssword", "passphrase", "qwerty", "qwertyuiop", "azerty", "letmein", "letmeinnow",
        "welcome",
        "welcomeback", "iloveyou", "admin", "administrator", "sysadmin", "superuser", "default", "changeme", "changemenow", "changethis", "temporary",
        "monkey", "dragon", "sunshine", "princess", "football", "liverpool", "arsenal", "chelsea", "manchester", "starwars", "superman", "batman",
        "pokemon", "charlie", "ashley", "michael", "jordan", "whatever", "trustno", "master", "secret", "topsecret", "security", "login", "hello",
        "helloworld", "computer", "internet", "correcthorsebatterystaple", "correct horse battery staple", "summer", "winter", "spring", "autumn",
        "january", "february", "november", "december", "monday", "friday", "london", "england", "nhs", "nhsnhs", "nhspassword", "surgery", "doctor",
        "reception", "receptionist", "practice", "healthcare", "hospital", "nurse", "federation", "commonweal", "enhancedaccess",
    ]
}
