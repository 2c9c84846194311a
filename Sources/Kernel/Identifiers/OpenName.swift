// Names of lists that later rooms add to.

/// A coded name of an open list, as it is stored: "care-home". Each room names its own in an extension. Where the list has rows, the room adds its
/// row by a migration; where it has none, the name says its title itself.
package protocol OpenName: RawRepresentable<String>, Codable, Hashable, Sendable, ExpressibleByStringLiteral {
    init(rawValue: String)
}

extension OpenName {
    package init(_ name: String) { self.init(rawValue: name) }
    package init(stringLiteral name: String) { self.init(rawValue: name) }

    /// "Care home" of "care-home".
    package var spelledOut: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst().map { $0 == "-" ? " " : $0 } }
}
