// Finds the route of a path.

/// A route table that cannot be served; it stops the start.
package enum RouteProblem: Error, Hashable, Sendable, CustomStringConvertible {
    case twice(String)
    case illFormed(String)

    package var description: String {
        switch self {
        case .twice(let route): "Two routes answer “\(route)”. Give one of them another address."
        case .illFormed(let pattern): "The address “\(pattern)” must begin with “/”, must not end with it, and its gaps must be whole segments."
        }
    }
}

/// Routes by their segments; a segment as written goes before a gap.
struct RouteIndex: Sendable {
    enum Found {
        case route(RouteTable.Route, gaps: [String: String])
        case otherMethod
        case nothing
    }

    private final class Node: @unchecked Sendable {
        var children: [String: Node] = [:]
        var gap: Node?
        var routes: [Visit.Method: RouteTable.Route] = [:]
    }

    // Built once in `init` and only read after, which is what makes the nodes safe to share.
    private let root = Node()

    init(_ routes: [RouteTable.Route]) throws {
        for route in routes {
            let pattern = route.address.pattern
            guard pattern == "/" || (pattern.hasPrefix("/") && !pattern.hasSuffix("/") && !pattern.contains("//")) else {
                throw RouteProblem.illFormed(pattern)
            }
            var node = root
            for segment in pattern.split(separator: "/") {
                let isGap = segment.hasPrefix("{") && segment.hasSuffix("}")
                guard isGap || !(segment.contains("{") || segment.contains("}")) else { throw RouteProblem.illFormed(pattern) }
                let next = (isGap ? node.gap : node.children[String(segment)]) ?? Node()
                if isGap { node.gap = next } else { node.children[String(segment)] = next }
                node = next
            }
            guard node.routes[route.method] == nil else { throw RouteProblem.twice("\(route.method.rawValue) \(pattern)") }
            node.routes[route.method] = route
        }
    }

    func find(_ method: Visit.Method, _ segments: [String]) -> Found {
        guard let (node, values) = RouteIndex.walk(root, segments[...], method) ?? RouteIndex.walk(root, segments[...], nil) else { return .nothing }
        guard let route = node.routes[method] else { return .otherMethod }
        return .route(route, gaps: Dictionary(zip(route.address.gaps, values), uniquingKeysWith: { first, _ in first }))
    }

    private static func walk(_ node: Node, _ segments: ArraySlice<String>, _ method: Visit.Method?) -> (Node, [String])? {
        guard let first = segments.first else {
            let serves = method.map { node.routes[$0] != nil } ?? !node.routes.isEmpty
            return serves ? (node, []) : nil
        }
        if let child = node.children[first], let found = walk(child, segments.dropFirst(), method) { return found }
        if let gap = node.gap, let (found, values) = walk(gap, segments.dropFirst(), method) { return (found, [first] + values) }
        return nil
    }
}
