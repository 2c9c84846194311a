// A link to a record of any room.

/// A kind of record that others may point at, as it is stored: "statement". Each room names its own in an extension.
package struct RecordKind: OpenName {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
}

/// Points at a record without importing its room: where an action comes from, what a question is about, what shows that work was done.
package struct RecordLink: TextValue {
    package let kind: RecordKind
    package let identifier: String

    package init(kind: RecordKind, identifier: String) {
        self.kind = kind
        self.identifier = identifier
    }

    package init<Subject>(_ kind: RecordKind, _ id: ID<Subject>) { self.init(kind: kind, identifier: id.stored) }

    /// "statement:0193…"
    package init(parsing text: String) throws {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2, text.utf8.count <= 200 else {
            throw ParseProblem(input: text, expected: "This link is not complete. Go back and follow it again.")
        }
        self.init(kind: RecordKind(parts[0]), identifier: parts[1])
    }

    package var stored: String { "\(kind.rawValue):\(identifier)" }
}
