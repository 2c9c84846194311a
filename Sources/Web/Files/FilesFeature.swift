// Tables and background work of files.

import Files
import Store

/// What files bring: they have no pages and no addresses of their own.
package struct FilesFeature: Feature {
    private let files: FileStore
    private let settings: FileSettings

    package init(files: FileStore, settings: FileSettings = FileSettings()) {
        self.files = files
        self.settings = settings
    }

    package var migrations: [Migration] { FileMigrations.all }
    package var jobs: [any Job] { [CheckFile(files: files), RemoveUnusedContents()] }
    package var hazards: [Hazard] { [Hazard(23, "A document is missing, damaged or closed when it is needed")] }

    package var installationChecks: [InstallationCheck] { FileChecks.all(files, settings) }
}
