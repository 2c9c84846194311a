// What a look at the installation found.

/// One thing that was looked at, how it is, and what to do about it.
package struct Finding: Codable, Hashable, Sendable {
    package enum State: String, Codable, Sendable { case well, warning, ill }

    package let subject: String
    package let state: State
    package let sentence: String
    /// What to do; empty where all is well.
    package let mend: String

    package static func well(_ subject: String, _ sentence: String) -> Finding {
        Finding(subject: subject, state: .well, sentence: sentence, mend: "")
    }
    package static func warning(_ subject: String, _ sentence: String, mend: String) -> Finding {
        Finding(subject: subject, state: .warning, sentence: sentence, mend: mend)
    }
    package static func ill(_ subject: String, _ sentence: String, mend: String) -> Finding {
        Finding(subject: subject, state: .ill, sentence: sentence, mend: mend)
    }
}
