// Why a text is not the value it claims.

/// A text that cannot be read as the value it was given for. The sentence is fit to show beside the field:
/// what was expected, with an example. It quotes the input only where `quoted` is asked for, as input may be a patient's.
package struct ParseProblem: Error, Hashable, Sendable, CustomStringConvertible {
    package let input: String
    /// A sentence in plain English that says what to enter.
    package let expected: String

    package init(input: String, expected: String) {
        self.input = input
        self.expected = expected
    }

    package var description: String { expected }

    /// The sentence with the input before it, for files and the command line where no patient is concerned.
    package var quoted: String { "“\(input.prefix(60))” was not understood. \(expected)" }
}

/// A value that is written as one word of text, in databases, forms, files and addresses alike.
package protocol TextValue: Codable, Hashable, Sendable, CustomStringConvertible {
    /// Reads what a person typed; throws a `ParseProblem` that says what to enter.
    init(parsing text: String) throws
    /// The form that is stored and sent; `init(parsing:)` reads it back.
    var stored: String { get }
}

extension TextValue {
    package init(from decoder: any Decoder) throws {
        try self.init(parsing: decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(stored)
    }

    package var description: String { stored }
}
