// Why a rule said no.

/// What sort of no it is; the status of a page follows from it.
package enum RefusalKind: Hashable, Sendable {
    /// What was typed cannot stand; it is mended in the form.
    case invalid
    /// Somebody else was first, or what was seen has changed since.
    case conflict
    /// There is no such thing, or it is not this person's to see.
    case absent
    /// The role or the organisation does not allow it.
    case notAllowed
}

/// What a rule or a store says when something cannot be done: a sentence that says what to do next, the field of the form that it concerns, and
/// its kind. Nobody compares sentences.
package protocol RuleRefusal: Error, Sendable {
    var sentence: String { get }
    var kind: RefusalKind { get }
    /// The field's name; "" where it concerns the form as a whole.
    var field: String { get }
}

extension RuleRefusal {
    package var kind: RefusalKind { .invalid }
    package var field: String { "" }
}
