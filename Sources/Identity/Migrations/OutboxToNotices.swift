// What waited to be emailed becomes notices.

import Store

enum OutboxToNotices {
    // The greeting is added when a notice is sent, so it is taken off here. What had been given up is found among what was not delivered.
    static let migration = Migration(
        "2026-11-29 12 identity outbox becomes notices",
        """
        INSERT INTO outgoing_messages (id, person, channel, rhythm, state, due_at, made_at, settled_at, problem)
        SELECT o.id, a.person, 'email', 'at-once', CASE WHEN o.sent_at IS NULL THEN 'waiting' ELSE 'sent' END, o.written_at, o.written_at,
            o.sent_at, ''
        FROM outbox o
        JOIN accounts a ON a.id = o.account;
        INSERT INTO notices (id, message, person, once_key, template, kind, subject, body, path, written_at)
        SELECT o.id, o.id, a.person, 'account link: ' || o.id, 'account link', 'account links', o.subject,
            CASE WHEN SUBSTR(o.body, 1, LENGTH('Hello ' || a.display_name || ',')) = 'Hello ' || a.display_name || ','
                THEN SUBSTR(o.body, LENGTH('Hello ' || a.display_name || ',') + 3)
                ELSE o.body END,
            '', o.written_at
        FROM outbox o
        JOIN accounts a ON a.id = o.account;
        UPDATE outgoing_messages
        SET state = 'undelivered', settled_at = (SELECT MAX(j.finished_at) FROM jobs j WHERE j.payload = '"' || outgoing_messages.id || '"'),
            problem = COALESCE((SELECT MAX(j.last_error) FROM jobs j WHERE j.payload = '"' || outgoing_messages.id || '"'), '')
        WHERE state = 'waiting'
        AND id IN (SELECT REPLACE(j.payload, '"', '') FROM jobs j WHERE j.kind = 'send letter' AND j.state = 'dead');
        UPDATE jobs
        SET state = 'done'
        WHERE kind = 'send letter' AND state = 'dead';
        UPDATE jobs
        SET kind = 'send notice'
        WHERE kind = 'send letter';
        DROP TABLE outbox
        """)
}
