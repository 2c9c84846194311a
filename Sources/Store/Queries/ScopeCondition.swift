// A person's scope as a condition in SQL.

import Kernel

extension Scope {
    /// The condition that keeps a query to the rows this scope may see: `scope.condition(practice: "p.practice", hub: "s.hub")`. Each argument is the
    /// expression that holds a row's registered practice, its hub, the person whose own it is, the place at which its patient is cared for (who asks by
    /// caseload is asked for the patient besides) and the outside body that it is meant for. What is left out shows no row to that kind of scope.
    package func condition(practice: SQL, hub: SQL? = nil, own: SQL? = nil, care: SQL? = nil, outside: SQL? = nil) -> SQL {
        func equal(_ expression: SQL?, _ value: some SQLBindable) -> SQL { expression.map { "\($0) = \(value)" } ?? "FALSE" }
        switch reach {
        case .federation, .system: return "TRUE"
        case .practice, .network, .named:
            let practices = practices ?? []
            return practices.count == 1 ? equal(practice, practices[0]) : "\(practice) IN \(practices)"
        case .hub(let id): return equal(hub, id)
        case .own(let person): return equal(own, person)
        case .caseload(_, let place): return equal(care, place)
        case .outside(let body): return equal(outside, body)
        }
    }
}
