// What somebody saw of a record.

/// Which state of a record a person saw when they opened its form: the number of its last change, or what stood there. The form carries it, and a
/// change that rests on an older state is refused.
package struct Revision: Hashable, Sendable, ExpressibleByIntegerLiteral {
    package let stored: String

    package init(stored: String) { self.stored = stored }

    /// The number of the last change; 0 before the first.
    package init(_ number: Int) { self.init(stored: String(number)) }

    package init(integerLiteral number: Int) { self.init(number) }

    /// What stood there, for records that keep no number.
    package init(of values: [String]) { self.init(stored: values.map { "\($0.utf8.count):\($0)" }.joined()) }

    /// The number, where it is one.
    package var number: Int { Int(stored) ?? -1 }

    /// Throws where something else stands now.
    package func check(against standing: Revision, standsNow: String = "") throws(ChangedMeanwhile) {
        guard self == standing else { throw ChangedMeanwhile(standsNow: standsNow) }
    }
}

/// Somebody else changed a record while its form was open.
package struct ChangedMeanwhile: RuleRefusal, Hashable {
    /// What stands now, in a few words; "" where the page shows it.
    package let standsNow: String
    package let field: String

    package init(standsNow: String = "", field: String = "") {
        self.standsNow = standsNow
        self.field = field
    }

    package var kind: RefusalKind { .conflict }
    package var sentence: String {
        standsNow.isEmpty
            ? "Somebody else changed this while you were typing. Look at what stands now, then send yours again if it still holds."
            : "Somebody else changed this while you were typing. It is now \(standsNow). What you typed is kept: send it again if it still holds."
    }
}
