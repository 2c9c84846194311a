// The folder of the embedded database.

import Foundation
import Kernel
import Store

/// Looks at a data folder before anything in it is opened.
enum DataFolder {
    /// Makes the folder where it is not there and `creates` says so.
    /// - Throws: `SettingsRefused` for a file in its place, and for a folder of another user: files that the wrong user makes there would be out of
    ///   the service's reach.
    static func prepare(_ folder: String, creates: Bool) throws {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) {
            guard isFolder.boolValue else { throw refused("\(folder) is a file. Name a folder.") }
            return try checkUser(of: folder)
        }
        guard creates else { throw refused("There is no folder \(folder). Check its name.") }
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw refused("The folder \(folder) could not be made. Make it, or let this user write there.")
        }
    }

    private static func checkUser(of folder: String) throws {
        let facts = try? FileManager.default.attributesOfItem(atPath: folder)
        let owner = facts?[.ownerAccountName] as? String ?? "another user"
        let isRootElsewhere = geteuid() == 0 && (facts?[.ownerAccountID] as? NSNumber)?.intValue ?? 0 != 0
        guard isRootElsewhere || !FileManager.default.isWritableFile(atPath: folder) else { return }
        throw refused("The folder \(folder) belongs to \(owner). Run this as that user, for example with sudo -u \(owner).")
    }

    private static func refused(_ sentence: String) -> SettingsRefused {
        SettingsRefused(problems: [SettingProblem(name: Setting.data.name, expected: sentence)])
    }
}
