// What waits for somebody.

import Kernel

/// Something that waits for a person in the role that they act in: one line under "What needs me" on their home page. Rooms contribute them through
/// `Feature.needs`.
package struct HomeNeed: Hashable, Sendable {
    /// How much hangs on it.
    package enum Weight: Int, Hashable, Sendable {
        /// A patient may come to harm while it waits.
        case safety
        case task
        /// Good to know; nobody has to clear it, so the header does not count it.
        case news
    }

    /// "3 messages about your patients are not read."
    package let sentence: String
    /// What it means, or what to do.
    package let detail: String
    /// The words of the link: "Open messages".
    package let action: String
    package let address: String
    package let weight: Weight
    /// The last day on which it is in time; nil where none is set.
    package let due: LocalDate?
    /// How many things it stands for.
    package let count: Int

    package init(
        _ sentence: String, detail: String = "", action: String, address: String, weight: Weight = .task, due: LocalDate? = nil, count: Int = 1
    ) {
        self.sentence = sentence
        self.detail = detail
        self.action = action
        self.address = address
        self.weight = weight
        self.due = due
        self.count = count
    }

    package func isLate(on today: LocalDate) -> Bool { due.map { $0 < today } ?? false }
}

extension [HomeNeed] {
    /// What may harm a patient first, then what is late, then by the day on which it is due; news last.
    package func inOrder(on today: LocalDate) -> [HomeNeed] {
        enumerated().sorted { left, right in
            let (one, other) = (left.element, right.element)
            if one.weight != other.weight { return one.weight.rawValue < other.weight.rawValue }
            if one.isLate(on: today) != other.isLate(on: today) { return one.isLate(on: today) }
            if one.due != other.due { return one.due.map { day in other.due.map { day < $0 } ?? true } ?? false }
            // Rooms bring their own in the order that they mean.
            return left.offset < right.offset
        }
        .map(\.element)
    }
}

/// How many things wait for somebody, for the header of every page.
package struct NeedCount: Hashable, Sendable {
    package let open: Int
    package let late: Int

    package static let none = NeedCount(open: 0, late: 0)

    private init(open: Int, late: Int) {
        self.open = open
        self.late = late
    }

    package init(_ needs: [HomeNeed], on today: LocalDate) {
        let counted = needs.filter { $0.weight != .news }
        open = counted.map(\.count).reduce(0, +)
        late = counted.filter { $0.isLate(on: today) }.map(\.count).reduce(0, +)
    }

    /// "5, 2 late", "" for nothing.
    var figure: String { open == 0 ? "" : open.grouped + (late == 0 ? "" : ", \(late.grouped) late") }

    /// "5 things need you, 2 of them late"
    package var words: String {
        guard open > 0 else { return "" }
        let lateness = late == 0 ? "" : open == 1 ? ", late" : late == open ? ", all late" : ", \(late.grouped) of them late"
        return (open == 1 ? "1 thing needs you" : "\(open.grouped) things need you") + lateness
    }
}
