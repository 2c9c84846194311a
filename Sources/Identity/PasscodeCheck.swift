// Whether passcodes can be opened.

import Web

package enum PasscodeCheck {
    /// - Parameter opens: whether the key opens the passcodes that are in the database.
    package static func finding(opens: Bool) -> CheckFinding {
        opens
            ? .well("Passcodes", "The key opens them.")
            : .ill(
                "Passcodes", "They were set up under another key: nobody whose role asks for one can sign in.",
                mend: "Put back the key that belongs to this database, in secret.key or COMMONWEAL_SECRET.")
    }
}
