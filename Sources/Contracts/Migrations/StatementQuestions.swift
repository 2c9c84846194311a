// Statement questions move to the worklist.

import Store

extension Migration {
    // There was no clock for an answer, so what still waits has no day, and the days for the next time are those of today.
    static let statementQuestions = Migration(
        "2026-11-29 22 contracts statement questions",
        """
        INSERT INTO questions (id, record_kind, record_id, record_part, organisation, asked_by, answer_role, answer_organisation, answer_days,
            answered_at)
        SELECT q.id, 'statement', q.statement, q.posting, s.practice, q.asked_by, 'finance-lead', COALESCE(f.organisation_id, s.practice), 7,
            q.answered_at
        FROM statement_queries q
        JOIN statements s ON s.id = q.statement
        LEFT JOIN served_federation f ON f.slot = 1;
        INSERT INTO question_entries (question, number, kind, text, written_by, written_at)
        SELECT id, 1, 'asked', question, asked_by, asked_at
        FROM statement_queries;
        INSERT INTO question_entries (question, number, kind, text, written_by, written_at)
        SELECT id, 2, 'answered', answer, COALESCE(answered_by, asked_by), answered_at
        FROM statement_queries
        WHERE answered_at IS NOT NULL;
        DROP TABLE statement_queries
        """)
}
