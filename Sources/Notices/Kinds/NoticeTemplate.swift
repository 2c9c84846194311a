// The words in which people are told.

/// What a room may tell a person, as a type of the room's own. Its properties are the gaps in its words, so that a gap nobody filled does not
/// compile. It says nothing clinical and has no gap for a patient; it says that something waits and where, and the page says what.
package protocol NoticeTemplate: Sendable {
    /// Stored with each notice: a noun and what happened to it, "account invitation".
    static var key: String { get }
    static var kind: NoticeKind { get }
    /// Filled in, for the test that reads every template.
    static var sample: Self { get }
    /// One line of plain letters, 78 or fewer.
    var subject: String { get }
    /// Without greeting and without the link to `path`, which are added.
    var body: String { get }
    /// The page on which to go on, "/actions/…"; "" for none.
    var path: String { get }
}

extension NoticeTemplate {
    package var path: String { "" }
}
