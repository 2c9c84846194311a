// A folder for one run of the tests.

import Foundation

enum TemporaryFolder {
    /// The path of a folder that does not exist yet.
    static func temporary(_ name: String) -> String {
        FileManager.default.temporaryDirectory.appendingPathComponent("commonweal-\(name)-\(UUID().uuidString)").path
    }
}
