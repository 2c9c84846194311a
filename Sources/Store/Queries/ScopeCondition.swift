// A person's scope as a condition in SQL.

import Kernel

extension Scope {
    /// The condition that keeps a query to the rows this scope may see. `practice` and `hub` are the expressions that hold a row's registered
    /// practice and its hub: `scope.condition(practice: "p.practice", hub: "s.hub")`. Rows without a hub give "NULL" for it.
    package func condition(practice: SQL, hub: SQL) -> SQL {
        switch self {
        case .federation: "TRUE"
        case .practice(let id): "\(practice) = \(id)"
        case .hub(let id): "\(hub) = \(id)"
        }
    }
}
