// Lists to which later rooms add.

import Store

enum OpenLists {
    /// Another role, another purpose of a link or another thing that is guessed at is a change of the program and no longer one of the database.
    static let migration = Migration(
        "2026-11-29 84 identity open lists",
        changing: [.open("role_assignments", "role"), .open("one_time_links", "purpose"), .open("guesses", "kind")])
}
