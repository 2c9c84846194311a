// Where the demonstration is kept.

import Foundation
import Identity
import Kernel
import Store

/// The folder of a demonstration. A mark in it tells it from a folder with a real federation, which is never touched.
package struct DemonstrationFolder: Sendable {
    private let path: String

    /// Written last, so that a demonstration that was interrupted while it was made is made anew.
    private static let mark = "sign-ins.json"
    private static let began = "demonstration"

    package struct Refused: Error, Hashable, Sendable {
        package let path: String
        package var sentence: String { "\(path) holds a federation that is not a demonstration. Name another folder with --data." }
    }

    /// - Parameter isFresh: whether a demonstration that is there is thrown away.
    /// - Throws: `Refused` for a folder that holds another federation.
    package init(_ settings: Settings, isFresh: Bool) throws {
        guard case .directory(let path) = settings.location else {
            throw SettingsRefused(problems: [SettingProblem(name: Setting.data.name, expected: "The demonstration is kept in a folder: --data DIR.")])
        }
        self.path = path
        let files = FileManager.default
        try files.createDirectory(atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        // A federation that moved to PostgreSQL has its key here still, and no database.
        let holdsFederation = [DatabaseLocation.fileName, SecretFile.name].contains { files.fileExists(atPath: "\(path)/\($0)") }
        let isDemonstration = files.fileExists(atPath: "\(path)/\(Self.began)")
        if holdsFederation, !isDemonstration { throw Refused(path: path) }
        if isFresh || isEmpty {
            let own = [
                DatabaseLocation.fileName, "\(DatabaseLocation.fileName)-wal", "\(DatabaseLocation.fileName)-shm", SecretFile.name, Self.mark,
                "outbox",
            ]
            for name in own where files.fileExists(atPath: "\(path)/\(name)") { try files.removeItem(atPath: "\(path)/\(name)") }
        }
        _ = files.createFile(atPath: "\(path)/\(Self.began)", contents: Data("Made up by commonweal demo; may be deleted.\n".utf8))
    }

    /// Whether a demonstration has still to be made.
    package var isEmpty: Bool { !FileManager.default.fileExists(atPath: "\(path)/\(Self.mark)") }

    /// Notes that the demonstration is complete, and how to sign in, for programs that drive it.
    package func finish(_ signIns: [DemonstrationSignIn]) throws {
        let lines = signIns.map { signIn in
            Line(
                role: signIn.role, email: signIn.email, password: signIn.password, place: signIn.place,
                passcodeSecret: signIn.passcodeSecret?.base32 ?? "")
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try encoder.encode(lines).write(to: URL(fileURLWithPath: "\(path)/\(Self.mark)"))
    }

    private struct Line: Encodable {
        let role: Role
        let email: String
        let password: String
        let place: String
        /// In base 32, as an authenticator takes it; empty where the role signs in without a passcode.
        let passcodeSecret: String
    }
}
