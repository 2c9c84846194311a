// Lists to which later rooms add.

import Store

extension DirectoryMigrations {
    /// Kinds of organisations, of what they are to each other, of posts, of populations and of imports are open.
    static let openLists = Migration(
        "2026-11-29 83 directory open lists",
        changing: [
            .open("organisations", "kind"), .open("organisation_relationships", "kind"), .open("posts", "kind"), .open("populations", "kind"),
            .open("imports", "kind"),
        ])
}
