// How each kind of work is paid for.

import Activity
import Finance
import Kernel
import Store

/// How a kind of work is paid for under a scheme, as a row of `work_rules`: a room whose work schemes pay for adds one for each of its kinds.
package struct WorkRule: Codable, Hashable, Sendable {
    package let kind: ActivityKind
    /// Where its lines stand among those of other kinds.
    package let position: Int
    /// The rule by which the work is posted, and the one by which it is taken back.
    package let rule: PostingRule
    package let takingBack: PostingRule
    /// Whether the federation keeps its share of the value, as of time not used.
    package let isShared: Bool
    /// "{work} not attended, {time}"
    package let words: String
    /// "appointment", "appointments"
    package let one: String
    package let many: String

    package init(
        kind: ActivityKind, position: Int, rule: PostingRule, takingBack: PostingRule, isShared: Bool, words: String, one: String, many: String
    ) {
        self.kind = kind
        self.position = position
        self.rule = rule
        self.takingBack = takingBack
        self.isShared = isShared
        self.words = words
        self.one = one
        self.many = many
    }

    func sentence(count: Int, minutes: Int) -> String {
        words.replacing("{work}", with: count == 1 ? "1 \(one)" : "\(count.grouped) \(many)").replacing("{time}", with: minutes.hoursAndMinutes)
    }
}

extension CloseStore {
    package static func workRules(in connection: any Connection) throws -> [WorkRule] {
        try connection.all(
            """
            SELECT work_rules.kind, activity_kinds.position, work_rules.rule, work_rules.taking_back, work_rules.is_shared, work_rules.words,
                work_rules.one, work_rules.many
            FROM work_rules
            JOIN activity_kinds ON activity_kinds.kind = work_rules.kind
            ORDER BY activity_kinds.position, work_rules.kind
            """)
    }
}
