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

/// An open list without rows: a name spells out its title, or `titles` has it.
package protocol TitledName: OpenName {
    /// The names of the room whose list it is, in the order in which forms offer them.
    static var own: [Self] { get }
    /// Titles that the name does not spell out.
    static var titles: [Self: String] { get }
}

extension TitledName {
    package var title: String { Self.titles[self] ?? spelledOut }

    /// What forms offer: the room's own, and what later rooms bring.
    package static func offered(with others: [any OpenName]) -> [Self] { own + others.compactMap { $0 as? Self }.filter { !own.contains($0) } }
}
