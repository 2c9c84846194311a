// Keeps the key of one federation.

import Foundation
import Identity
import Kernel
import Store

/// The key that protects passcodes' seeds and signs form tokens: from the setting, or from a file beside the embedded database.
package enum SecretFile {
    package static let name = "secret.key"

    /// The key's 32 bytes. Where the setting has none and the data are in a folder, it is in `secret.key` there, made at the first start.
    /// - Throws: `SettingsRefused` for PostgreSQL without the setting, and for a file that is not a key.
    package static func key(of settings: Settings, random: RandomBytes) throws -> [UInt8] {
        if let secret = settings.secret { return secret }
        guard case .directory(let folder) = settings.location else {
            throw SettingsRefused(problems: [
                SettingProblem(
                    name: Setting.secret.name,
                    expected:
                        "Enter 64 hexadecimal digits, the same on every server; `openssl rand -hex 32` makes them. Only with --data are they kept in a file."
                )
            ])
        }
        if let kept = try existing(for: settings) { return kept }
        let path = "\(folder)/\(name)"
        let drawn = random.draw(32)
        let text = Fingerprint.hexadecimal(drawn) + "\n"
        guard FileManager.default.createFile(atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600]) else {
            throw SettingsRefused(problems: [
                SettingProblem(name: path, expected: "The key could not be written here. Let this user write to the folder.")
            ])
        }
        return drawn
    }

    /// The key where there is one already, from the setting or from the file.
    /// - Throws: `SettingsRefused` for a file that is not a key or may not be read.
    static func existing(for settings: Settings) throws -> [UInt8]? {
        if let secret = settings.secret { return secret }
        guard case .directory(let folder) = settings.location else { return nil }
        let path = "\(folder)/\(name)"
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw SettingsRefused(problems: [
                SettingProblem(name: path, expected: "The key cannot be read. Let the product's own user read the file.")
            ])
        }
        guard let bytes = bytes(text.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            throw SettingsRefused(problems: [
                SettingProblem(name: path, expected: "This is not a key of 64 hexadecimal digits. Restore the file from where you keep its copy.")
            ])
        }
        return bytes
    }

    static func bytes(_ text: String) -> [UInt8]? {
        guard let bytes = Fingerprint.bytes(hexadecimal: text), bytes.count == 32 else { return nil }
        return bytes
    }
}
