// Which entries a figure is made of.

import Activity
import Kernel
import Web

/// The days, bodies and kinds that a figure was worked out from. It travels in the address of the page on which the figure opens.
package struct Origin: Hashable, Sendable {
    /// What part of the postings to what is owed to practices is meant.
    package enum Part: String, CaseIterable, Hashable, Sendable { case earned, paid, owed, income }

    package var from: LocalDate
    package var through: LocalDate
    package var network: OrganisationID?
    package var practice: OrganisationID?
    package var kind: ActivityKind?
    /// Nil for all that were not cancelled.
    package var outcome: Outcome?
    package var part: Part?

    package init(
        from: LocalDate, through: LocalDate, network: OrganisationID? = nil, practice: OrganisationID? = nil, kind: ActivityKind? = nil,
        outcome: Outcome? = nil, part: Part? = nil
    ) {
        self.from = from
        self.through = through
        self.network = network
        self.practice = practice
        self.kind = kind
        self.outcome = outcome
        self.part = part
    }

    /// Reads what an address carries. A link that somebody shortened or changed is refused with a sentence.
    init(_ query: Fields) throws(Refusal) {
        func value<Value>(_ name: String, _ read: (String) -> Value?) throws(Refusal) -> Value? {
            guard !query[name].isEmpty else { return nil }
            guard let value = read(query[name]) else { throw .badRequest("This link is not complete. Go back and follow it again.") }
            return value
        }
        guard let from = try value("from", { try? LocalDate(parsing: $0) }), let through = try value("through", { try? LocalDate(parsing: $0) }),
            from <= through
        else { throw .badRequest("This link is not complete. Go back and follow it again.") }
        self.init(
            from: from, through: through, network: try value("network") { try? OrganisationID(parsing: $0) },
            practice: try value("practice") { try? OrganisationID(parsing: $0) }, kind: try value("kind", ActivityKind.init(rawValue:)),
            outcome: try value("outcome", Outcome.init(rawValue:)), part: try value("part", Part.init(rawValue:)))
    }

    package func path(_ address: Address, _ more: (name: String, value: String)...) -> String {
        var pairs = [("from", from.stored), ("through", through.stored)]
        if let network { pairs.append(("network", network.stored)) }
        if let practice { pairs.append(("practice", practice.stored)) }
        if let kind { pairs.append(("kind", kind.rawValue)) }
        if let outcome { pairs.append(("outcome", outcome.rawValue)) }
        if let part { pairs.append(("part", part.rawValue)) }
        pairs += more.map { ($0.name, $0.value) }
        return address.pattern + "?" + pairs.map { "\(Address.encode($0.0))=\(Address.encode($0.1))" }.joined(separator: "&")
    }

    var outcomes: [Outcome] { outcome.map { [$0] } ?? Outcome.allCases.filter { $0 != .cancelled } }

    var days: String { from == through ? from.longText : "\(from.longText) to \(through.longText)" }
    var months: String {
        let (first, last) = (Month(containing: from), Month(containing: through))
        return first == last ? first.title : "\(first.title) to \(last.title)"
    }
}
