// What an operator decided, already checked.

import Logging

/// Every setting as a value that means something; made by `SettingsReader`.
package struct Settings: Hashable, Sendable {
    /// Where a federation's data are.
    package enum Home: Hashable, Sendable {
        /// The embedded database in this folder.
        case folder(String)
        case postgres(address: String)
    }

    package enum MailRoute: Hashable, Sendable {
        /// One file a message in this folder.
        case folder(String)
        /// An address that libcurl understands, with name and password in it where needed.
        case server(address: String)
    }

    package var home: Home
    package var connections = 8
    package var host = "127.0.0.1"
    package var port = 8080
    /// Where people reach the product, without a "/" at its end; nil says it follows from host and port.
    package var publicAddress: String?
    /// 32 bytes; nil says they are in the data folder.
    package var secret: [UInt8]?
    package var mail: MailRoute?
    package var mailFrom = "commonweal@localhost"
    package var logLevel = Logger.Level.info
    package var metricsToken: String?
    package var stopSeconds = 20

    package init(home: Home) { self.home = home }

    package var address: String { publicAddress ?? "http://\(host == "0.0.0.0" || host == "::" ? "localhost" : host):\(port)" }
    /// Cookies are marked for TLS only where people come over TLS.
    package var isBehindTLS: Bool { address.hasPrefix("https://") }
}

/// A setting that cannot be used, by its name.
package struct SettingProblem: Error, Hashable, Sendable {
    package let name: String
    package let expected: String

    package var sentence: String { "\(name): \(expected)" }
}

/// All settings that cannot be used, so that they can be mended in one go.
package struct SettingsRefused: Error, Hashable, Sendable {
    package let problems: [SettingProblem]

    package var sentence: String { problems.map(\.sentence).joined(separator: "\n") }
}
