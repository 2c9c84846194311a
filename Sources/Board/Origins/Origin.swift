// Which entries a figure is made of.

import Activity
import Kernel
import Web

/// The days, bodies and kinds that a figure was worked out from. It travels in the address of the page on which the figure opens.
package struct Origin: Hashable, Sendable {
    /// What part of the postings to what is owed to practices is meant.
    package enum Part: String, CaseIterable, Hashable, Sendable {
        case earned, paid, owed, income
        /// Parts of what was earned.
        case care
        case notAttended = "not-attended"
        case unused

        func takes(_ purpose: PostingPurpose) -> Bool {
            switch self {
            case .earned: purpose.isEarned
            case .care: purpose == .care
            case .notAttended: purpose == .notAttended
            case .unused: purpose == .unused
            case .paid: purpose == .payment
            case .owed, .income: true
            }
        }
    }

    /// Practices that are put together though no network holds them.
    package enum Group: String, CaseIterable, Hashable, Sendable {
        case withoutNetwork = "no-network"
        case former

        package var title: String {
            switch self {
            case .withoutNetwork: "In no network"
            case .former: "No longer a member"
            }
        }
    }

    package var from: LocalDate
    package var through: LocalDate
    package var network: OrganisationID?
    package var practice: OrganisationID?
    package var group: Group?
    package var kind: ActivityKind?
    /// Nil for all that were not cancelled.
    package var outcome: Outcome?
    package var part: Part?
    /// The day as of whose knowledge populations count; nil for now.
    package var known: LocalDate?
    /// The last row of the page before; "" on the first page.
    package var after: String

    package init(
        from: LocalDate, through: LocalDate, network: OrganisationID? = nil, practice: OrganisationID? = nil, group: Group? = nil,
        kind: ActivityKind? = nil, outcome: Outcome? = nil, part: Part? = nil, known: LocalDate? = nil, after: String = ""
    ) {
        self.from = from
        self.through = through
        self.network = network
        self.practice = practice
        self.group = group
        self.kind = kind
        self.outcome = outcome
        self.part = part
        self.known = known
        self.after = after
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
            practice: try value("practice") { try? OrganisationID(parsing: $0) }, group: try value("group", Group.init(rawValue:)),
            kind: try value("kind", ActivityKind.init(rawValue:)), outcome: try value("outcome", Outcome.init(rawValue:)),
            part: try value("part", Part.init(rawValue:)), known: try value("known") { try? LocalDate(parsing: $0) },
            after: try value("after") { try? ID<Origin>(parsing: $0).stored } ?? "")
    }

    package func path(_ address: Address) -> String {
        var pairs = [("from", from.stored), ("through", through.stored)]
        if let network { pairs.append(("network", network.stored)) }
        if let practice { pairs.append(("practice", practice.stored)) }
        if let group { pairs.append(("group", group.rawValue)) }
        if let kind { pairs.append(("kind", kind.rawValue)) }
        if let outcome { pairs.append(("outcome", outcome.rawValue)) }
        if let part { pairs.append(("part", part.rawValue)) }
        if let known { pairs.append(("known", known.stored)) }
        if !after.isEmpty { pairs.append(("after", after)) }
        return address.pattern + "?" + pairs.map { "\(Address.encode($0.0))=\(Address.encode($0.1))" }.joined(separator: "&")
    }

    /// The same from the row after `row` on; nil for the first page.
    func page(after row: String?) -> Origin {
        var page = self
        page.after = row ?? ""
        return page
    }

    var outcomes: [Outcome] { outcome.map { [$0] } ?? Outcome.allCases.filter { $0 != .cancelled } }

    var days: String { from == through ? from.longText : "\(from.longText) to \(through.longText)" }
    var months: String {
        let (first, last) = (Month(containing: from), Month(containing: through))
        return first == last ? first.title : "\(first.title) to \(last.title)"
    }
}
