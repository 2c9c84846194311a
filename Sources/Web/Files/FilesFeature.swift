// Tables and background work of files.

import Files
import Store

/// What files bring: they have no pages and no addresses of their own.
package struct FilesFeature: Feature {
    private let files: FileStore

    package init(files: FileStore) { self.files = files }

    package var migrations: [Migration] { FileMigrations.all }
    package var jobs: [any Job] { [CheckFile(files: files), RemoveUnusedContents()] }
}
