// The table of how work is paid for.

import Store

extension Migration {
    /// A room whose work schemes pay for adds rows. A line of a close names what it was for in the words of its row; `is_shared` says that the
    /// federation keeps its share.
    static let workRuleTable = Migration(
        "2026-11-29 82 contracts work rules",
        """
        CREATE TABLE work_rules (
            kind TEXT NOT NULL PRIMARY KEY REFERENCES activity_kinds (kind),
            rule TEXT NOT NULL REFERENCES posting_rules (rule),
            taking_back TEXT NOT NULL REFERENCES posting_rules (rule),
            is_shared BOOLEAN NOT NULL,
            words TEXT NOT NULL CHECK (words <> ''),
            one TEXT NOT NULL,
            many TEXT NOT NULL
        );
        INSERT INTO work_rules (kind, rule, taking_back, is_shared, words, one, many) VALUES
            ('appointment-delivered', 'price per delivered hour', 'taken back: price per delivered hour', FALSE, '{work}, {time} delivered',
                'appointment', 'appointments'),
            ('appointment-not-attended', 'share of time not attended', 'taken back: share of time not attended', TRUE,
                '{work} not attended, {time}', 'appointment', 'appointments'),
            ('capacity-unused', 'share of time not used', 'taken back: share of time not used', TRUE, '{time} not used', 'time', 'times');
        """)
}
