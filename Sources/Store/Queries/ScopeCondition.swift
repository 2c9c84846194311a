// A person's scope as a condition in SQL.

import Kernel

extension Scope {
    /// The condition that keeps a query to the rows this scope may see. `practice` and `hub` are the expressions that hold a row's registered
    /// practice and its hub: `scope.condition(practice: "p.practice", hub: "s.hub")`. Nil where rows have no hub: a hub then sees none.
    package func condition(practice: SQL, hub: SQL? = nil) -> SQL {
        switch self {
        case .federation: "TRUE"
        case .practice(let own, let others): others.isEmpty ? "\(practice) = \(own)" : "\(practice) IN \([own] + others.sorted())"
        case .hub(let id): hub.map { "\($0) = \(id)" } ?? "FALSE"
        }
    }
}
