// A setting, as an operator meets it.

/// A setting that a room reads. Each room declares its own beside what they set; `App` reads them all, and `docs/operators/settings.md` lists them.
package struct Setting: Hashable, Sendable {
    /// "COMMONWEAL_PORT": the same in the environment and in a settings file.
    package let name: String
    package let meaning: String
    /// What holds where nobody says otherwise, in words.
    package let standard: String
    package let example: String
    /// Never shown, not even by `commonweal doctor`.
    package let isSecret: Bool
    /// The whole numbers that are taken, where it is a number.
    package let range: ClosedRange<Int>?

    package init(name: String, meaning: String, standard: String, example: String, isSecret: Bool = false, range: ClosedRange<Int>? = nil) {
        self.name = name
        self.meaning = meaning
        self.standard = standard
        self.example = example
        self.isSecret = isSecret
        self.range = range
    }
}
