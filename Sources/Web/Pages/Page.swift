// A page is a plain struct and a template.

import Kernel

/// The data of one page. Plain values only: text ready to read, flags, lists and nested structs; no optionals (a nil would show the outer page's
/// value), no markup. The template may name its properties and nothing else; a test renders each with its sample.
package protocol Page: Encodable, Sendable {
    /// The template's name: "desk" for `Templates/desk.mustache` of the page's room.
    static var template: String { get }
    /// A filled-in example, every list with at least one row, for the test of templates and the page of components.
    static var sample: Self { get }
    /// The page's name in the browser's title bar; "Error: " goes before it where `hasProblems`.
    var title: String { get }
    var hasProblems: Bool { get }
    /// Wide for work pages (1,100 px), otherwise the 960 px of reading pages.
    var isWide: Bool { get }
    /// Pages of other rooms inside this one, by the name under which its template shows them, `{{#below}}{{{.}}}{{/below}}`. Each is rendered with its own
    /// template.
    var pieces: [String: [any Page]] { get }
}

extension Page {
    package var hasProblems: Bool { false }
    package var isWide: Bool { true }
    package var pieces: [String: [any Page]] { [:] }
}

/// A template that a room brings: its name and its text, taken from the room's embedded resources.
package struct Template: Hashable, Sendable {
    package let name: String
    package let text: String

    package init(_ name: String, _ bytes: [UInt8]) {
        self.name = name
        self.text = String(decoding: bytes, as: UTF8.self)
    }
}
