// What an operator decided, already checked.

import Files
import Identity
import Kernel
import Logging
import Notices
import Store

/// Every setting as a value that means something; made by `SettingsReader`.
package struct Settings: Hashable, Sendable {
    package enum MailRoute: Hashable, Sendable {
        /// One file a message in this folder.
        case folder(String)
        case server(SMTPServer)
    }

    package var location: DatabaseLocation
    package var connections = 8
    package var host = "127.0.0.1"
    package var port = 8080
    /// Where people reach the product, without a "/" at its end; nil says it follows from host and port.
    package var publicAddress: String?
    /// 32 bytes; nil says they are in the data folder.
    package var secret: [UInt8]?
    package var mail: MailRoute?
    package var mailFrom = "commonweal@mail.invalid"
    package var files = FileSettings()
    package var logLevel = Logger.Level.info
    /// Whether a reverse proxy in front says in X-Forwarded-For who calls.
    package var trustsProxy = false
    package var metricsToken: String?
    package var stopSeconds = 20
    /// What a password's hash costs; lower only for made-up accounts. No setting changes it.
    package var passwordCost = PasswordCost.standard

    package init(location: DatabaseLocation) { self.location = location }

    package var address: String { publicAddress ?? "http://\(host == "0.0.0.0" || host == "::" ? "localhost" : host):\(port)" }
    /// Cookies are marked for TLS only where people come over TLS.
    package var isBehindTLS: Bool { address.hasPrefix("https://") }
}

/// A setting that cannot be used, by its name.
package struct SettingProblem: Error, Hashable, Sendable {
    package let name: String
    package let expected: String

    package init(name: String, expected: String) {
        self.name = name
        self.expected = expected
    }

    package var sentence: String { "\(name): \(expected)" }
}

/// All settings that cannot be used, so that they can be mended in one go.
package struct SettingsRefused: Error, Hashable, Sendable {
    package let problems: [SettingProblem]

    /// For a secret that is no key of 32 bytes.
    static let secret = SettingsRefused(problems: [
        SettingProblem(name: Setting.secret.name, expected: "Enter 64 hexadecimal digits; `openssl rand -hex 32` makes them.")
    ])

    package var sentence: String { problems.map(\.sentence).joined(separator: "\n") }
}
