// Which entries a figure is made of.

import Kernel

/// The days and bodies that a figure was worked out from. It travels in the address of the page on which the figure opens; rooms add what they alone
/// tell apart, such as a kind of work.
package struct Origin: Hashable, Sendable {
    package var from: LocalDate
    package var through: LocalDate
    package var network: OrganisationID?
    package var practice: OrganisationID?
    package var group: ReportFrame.Group?
    /// The day as of whose knowledge populations count; nil for now.
    package var known: LocalDate?

    package init(
        from: LocalDate, through: LocalDate, network: OrganisationID? = nil, practice: OrganisationID? = nil,
        group: ReportFrame.Group? = nil, known: LocalDate? = nil
    ) {
        self.from = from
        self.through = through
        self.network = network
        self.practice = practice
        self.group = group
        self.known = known
    }

    /// Reads what an address carries. A link that somebody shortened or changed is refused with a sentence.
    package init(_ query: Fields) throws(Refusal) {
        func value<Value>(_ name: String, _ read: (String) -> Value?) throws(Refusal) -> Value? { try Origin.value(name, of: query, read) }
        guard let from = try value("from", { try? LocalDate(parsing: $0) }), let through = try value("through", { try? LocalDate(parsing: $0) }),
            from <= through
        else { throw Origin.incomplete }
        self.init(
            from: from, through: through, network: try value("network") { try? OrganisationID(parsing: $0) },
            practice: try value("practice") { try? OrganisationID(parsing: $0) },
            group: try value("group", ReportFrame.Group.init(rawValue:)), known: try value("known") { try? LocalDate(parsing: $0) })
    }

    /// What a room's own part of the address says; nil where it says nothing.
    package static func value<Value>(_ name: String, of query: Fields, _ read: (String) -> Value?) throws(Refusal) -> Value? {
        guard !query[name].isEmpty else { return nil }
        guard let value = read(query[name]) else { throw incomplete }
        return value
    }

    package static let incomplete = Refusal.badRequest("This link is not complete. Go back and follow it again.")

    /// With what the room adds, in its order.
    package func path(_ address: Address, _ own: [(name: String, value: String)] = []) -> String {
        var pairs = [("from", from.stored), ("through", through.stored)]
        if let network { pairs.append(("network", network.stored)) }
        if let practice { pairs.append(("practice", practice.stored)) }
        if let group { pairs.append(("group", group.rawValue)) }
        pairs += own.map { ($0.name, $0.value) }
        if let known { pairs.append(("known", known.stored)) }
        return address.pattern + "?" + pairs.map { "\(Address.encode($0.0))=\(Address.encode($0.1))" }.joined(separator: "&")
    }

    /// What of an address says which entries are meant, before what the room adds.
    package static let names = ["from", "through", "network", "practice", "group", "known"]

    package var days: String { from == through ? from.longText : "\(from.longText) to \(through.longText)" }
    package var months: String {
        let (first, last) = (Month(containing: from), Month(containing: through))
        return first == last ? first.title : "\(first.title) to \(last.title)"
    }
}

/// Where the figures of a report open, as far as all rooms' figures do alike.
package struct FigureLinks: Sendable {
    package let frame: ReportFrame

    package init(_ frame: ReportFrame) { self.frame = frame }

    package var whole: Origin {
        Origin(from: frame.span.from, through: frame.span.through, network: frame.network?.id, known: frame.known)
    }

    package func unit(_ unit: ReportFrame.Unit) -> Origin {
        var origin = whole
        if let group = unit.group {
            origin.group = group
        } else if unit.practices == [unit.body.id] {
            (origin.network, origin.practice) = (nil, unit.body.id)
        } else {
            origin.network = unit.body.id
        }
        return origin
    }

    package func week(_ week: LocalDate) -> Origin {
        var origin = whole
        (origin.from, origin.through) = (week, week.adding(days: 6))
        return origin
    }
}
