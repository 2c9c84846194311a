// A session that was ended is remembered.

import Store

enum EndedSessions {
    // Until it is swept: the browser that comes with it is told why it is over, and what was typed there is kept for its person.
    static let migration = Migration("2026-11-29 61 identity ended sessions", "ALTER TABLE sessions ADD COLUMN ended_at TEXT")
}
