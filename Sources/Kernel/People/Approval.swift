// Who may let something go ahead.

/// The steps that a record may take from state to state and who may take each, written down by a room as a table.
package struct Approval<State: Hashable & Sendable>: Sendable {
    package struct Step: Sendable {
        let from: State
        let to: State
        /// Up to which amount each role may take it; nil where there is no limit.
        let limits: [Role: Money?]
        let needsAnother: Bool

        /// - Parameter needsAnother: whether nobody may take it who prepared the record.
        package init(from: State, to: State, by limits: [Role: Money?], needsAnother: Bool = false) {
            self.from = from
            self.to = to
            self.limits = limits
            self.needsAnother = needsAnother
        }
    }

    /// Why a step is not taken; the first of these that is so.
    package enum Refusal: Error, Hashable, Sendable {
        /// The record stands where no such step begins: somebody was first.
        case noSuchStep
        case notYourRole(Set<Role>)
        case ownWork
        case aboveLimit(Money, others: Set<Role>)

        package var sentence: String {
            switch self {
            case .noSuchStep: "This has changed meanwhile, and cannot be done any more. Open it again to see how it stands."
            case .notYourRole(let roles): "Your role cannot do this. \(Approval.asking(roles))"
            case .ownWork: "You prepared this, so somebody else has to approve it."
            case .aboveLimit(let limit, let others): "Your role may do this up to \(limit.text). \(Approval.asking(others))"
            }
        }
    }

    private let steps: [Step]

    package init(_ steps: [Step]) { self.steps = steps }

    /// Nil where `person`, acting in `role`, may take a record from one state to another.
    /// - Parameter preparers: all who prepared the record as it stands, or changed it since.
    package func refusal(
        from: State, to: State, by person: PersonID, acting role: Role, preparedBy preparers: Set<PersonID>, amount: Money = .zero
    ) -> Refusal? {
        guard let step = steps.first(where: { $0.from == from && $0.to == to }) else { return .noSuchStep }
        guard let limit = step.limits[role] else { return .notYourRole(Set(step.limits.keys)) }
        if step.needsAnother, preparers.contains(person) { return .ownWork }
        guard let limit, amount > limit else { return nil }
        return .aboveLimit(limit, others: Set(step.limits.filter { $0.value.map { amount <= $0 } ?? true }.keys))
    }

    private static func asking(_ roles: Set<Role>) -> String {
        let names = Role.allCases.filter(roles.contains).map { $0.title.lowercased() }
        return names.isEmpty ? "Nobody's role goes further: it needs a decision of the board." : "Ask a \(names.joined(separator: " or a "))."
    }
}
