// Errors whose words may be shown and logged.

/// An error of ours with a sentence that says what to do next and holds no patient's details. Of any other error only the type's name is written down,
/// as its text may quote what it was about.
package protocol ErrorInWords: Error {
    var sentence: String { get }
}

extension ParseProblem: ErrorInWords {
    /// What was expected, without the input.
    package var sentence: String { expected }
}
