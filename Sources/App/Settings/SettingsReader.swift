// Reads settings from environment and file.

import Configuration
import Files
import Foundation
import Kernel
import Logging
import Notices
import Store
import Web

/// Reads settings: what the command line says comes first, then the environment, then the file.
package struct SettingsReader {
    private let reader: ConfigReader
    private var problems: [SettingProblem] = []

    /// - Parameters:
    ///   - commandLine: settings by name that the command line gave, `COMMONWEAL_PORT` for `--port`.
    ///   - file: the text of a settings file: lines of NAME=value, blank lines and lines that start with #.
    /// - Throws: `SettingsRefused` that names every setting that cannot be used, also those that do not exist.
    package static func read(commandLine: [String: String] = [:], environment: [String: String], file: String? = nil) throws -> Settings {
        var problems: [SettingProblem] = []
        let fromFile = values(inFile: file ?? "", problems: &problems)
        let known = Set(Setting.all.map(\.name))
        for name in environment.keys.sorted() + fromFile.keys.sorted() where isOurs(name) && !known.contains(name) {
            problems.append(SettingProblem(name: name, expected: "There is no such setting. Correct its spelling or remove it."))
        }
        var own = self.init(commandLine: commandLine, environment: environment, file: fromFile)
        own.problems = problems
        let settings = own.settings()
        guard own.problems.isEmpty, let settings else { throw SettingsRefused(problems: own.problems) }
        return settings
    }

    private init(commandLine: [String: String], environment: [String: String], file: [String: String]) {
        let layers = [commandLine, environment.filter { Self.isOurs($0.key) && !$0.value.isEmpty }, file]
        reader = ConfigReader(providers: layers.map { EnvironmentVariablesProvider(environmentVariables: $0) })
    }

    /// The product's own names, without those that the tests and the choice of the file use.
    private static func isOurs(_ name: String) -> Bool {
        name.hasPrefix("COMMONWEAL_") && !name.hasPrefix("COMMONWEAL_TEST_") && name != "COMMONWEAL_SETTINGS"
    }

    private static func values(inFile text: String, problems: inout [SettingProblem]) -> [String: String] {
        var values: [String: String] = [:]
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let trimmed = line.trimmingCharacters(in: .whitespacesAndNewlines)
            if trimmed.isEmpty || trimmed.hasPrefix("#") { continue }
            let parts = trimmed.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else {
                problems.append(SettingProblem(name: "Settings file, line \(index + 1)", expected: "Write a setting as NAME=value."))
                continue
            }
            let name = parts[0].trimmingCharacters(in: .whitespaces)
            if !isOurs(name) {
                problems.append(SettingProblem(name: name, expected: "There is no such setting. Correct its spelling or remove it."))
            }
            values[name] = parts[1].trimmingCharacters(in: .whitespaces).trimmingCharacters(in: CharacterSet(charactersIn: "\""))
        }
        return values
    }

    private func text(_ setting: Setting) -> String? {
        let key = setting.name.lowercased().split(separator: "_").map(String.init)
        let value = reader.string(forKey: ConfigKey(key), isSecret: setting.isSecret)
        return value.flatMap { $0.isEmpty ? nil : $0 }
    }

    private mutating func refuse(_ setting: Setting, _ expected: String) { problems.append(SettingProblem(name: setting.name, expected: expected)) }

    private mutating func number(_ setting: Setting, unless standard: Int) -> Int {
        guard let text = text(setting) else { return standard }
        guard let number = Int(text), setting.range?.contains(number) ?? true else {
            let range = setting.range.map { " from \($0.lowerBound) to \($0.upperBound)" } ?? ""
            refuse(setting, "Enter a whole number\(range), not \"\(text)\".")
            return standard
        }
        return number
    }

    private mutating func settings() -> Settings? {
        let location = location()
        var settings = Settings(location: location ?? .directory(""))
        settings.connections = number(.connections, unless: settings.connections)
        settings.host = text(.host) ?? settings.host
        settings.port = number(.port, unless: settings.port)
        settings.publicAddress = publicAddress()
        settings.trustsProxy = yesOrNo(.proxy)
        settings.secret = secret()
        settings.mail = mail()
        settings.mailFrom = mailFrom() ?? settings.mailFrom
        settings.files.largest = number(.fileMegabytes, unless: settings.files.largest >> 20) << 20
        settings.files.mostPages = number(.filePages, unless: settings.files.mostPages)
        settings.files.scanner = scanner()
        settings.logLevel = logLevel() ?? settings.logLevel
        settings.metricsToken = text(.metricsToken)
        settings.stopSeconds = number(.stopSeconds, unless: settings.stopSeconds)
        return location == nil ? nil : settings
    }

    private mutating func location() -> DatabaseLocation? {
        switch (text(.data), text(.database)) {
        case (nil, nil):
            refuse(.data, "Say where the data are: --data DIR for the embedded database in a folder, or --database URL for PostgreSQL.")
            return nil
        case (.some, .some):
            refuse(.data, "Say either --data or --database, not both; COMMONWEAL_DATA and COMMONWEAL_DATABASE say the same.")
            return nil
        case (let folder?, nil):
            return .directory(folder)
        case (nil, let address?):
            guard address.hasPrefix("postgresql://") || address.hasPrefix("postgres://") else {
                refuse(.database, "Enter an address that starts with postgresql://, for example postgresql://commonweal@localhost/commonweal.")
                return nil
            }
            return .server(url: address)
        }
    }

    private mutating func publicAddress() -> String? {
        guard let text = text(.address) else { return nil }
        let isWhole = text.hasPrefix("https://") || text.hasPrefix("http://")
        guard isWhole, let host = URL(string: text)?.host(), !host.isEmpty, URL(string: text)?.path().count ?? 0 <= 1 else {
            refuse(.address, "Enter an address like https://commonweal.example.nhs.uk, without a path.")
            return nil
        }
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }

    private mutating func secret() -> [UInt8]? {
        guard let text = text(.secret) else { return nil }
        guard let bytes = SecretFile.bytes(text) else {
            refuse(.secret, "Enter 64 hexadecimal digits; `openssl rand -hex 32` makes them.")
            return nil
        }
        return bytes
    }

    private mutating func mail() -> Settings.MailRoute? {
        guard let text = text(.mail) else { return nil }
        if text.hasPrefix("folder:"), text.count > 7 { return .folder(String(text.dropFirst(7))) }
        let schemes: [String: (SMTPServer.Protection, Int)] = ["smtps": (.tls, 465), "smtp": (.startTLS, 587), "smtp-plain": (.none, 25)]
        guard let url = URL(string: text), let (protection, port) = schemes[url.scheme ?? ""], let host = url.host(), !host.isEmpty else {
            refuse(.mail, "Enter smtps://host, smtp://host, smtp-plain://host or folder:/path.")
            return nil
        }
        return .server(
            SMTPServer(
                host: host, port: url.port ?? port, protection: protection, user: url.user(percentEncoded: false) ?? "",
                password: url.password(percentEncoded: false) ?? "", authorities: authorities()))
    }

    private mutating func authorities() -> String? {
        guard let file = text(.mailAuthorities) else { return nil }
        guard FileManager.default.isReadableFile(atPath: file) else {
            refuse(.mailAuthorities, "Enter the name of a file that this user may read; \(file) is none.")
            return nil
        }
        return file
    }

    private mutating func scanner() -> VirusScanner? {
        guard let text = text(.scanner) else { return nil }
        if text.hasPrefix("unix:/"), text.count > 6 { return VirusScanner(.socket(path: String(text.dropFirst(5)))) }
        guard let url = URL(string: text), url.scheme == "tcp", let host = url.host(), !host.isEmpty else {
            refuse(.scanner, "Enter unix:/run/clamav/clamd.ctl or tcp://host:3310.")
            return nil
        }
        return VirusScanner(.host(host, port: url.port ?? 3310))
    }

    private mutating func mailFrom() -> String? {
        guard let text = text(.mailFrom) else { return nil }
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }), !text.contains(where: \.isWhitespace) else {
            refuse(.mailFrom, "Enter an email address, not \"\(text)\".")
            return nil
        }
        return text
    }

    private mutating func yesOrNo(_ setting: Setting) -> Bool {
        switch text(setting)?.lowercased() {
        case nil, "no": return false
        case "yes": return true
        case let other?:
            refuse(setting, "Enter yes or no, not \"\(other)\".")
            return false
        }
    }

    private mutating func logLevel() -> Logger.Level? {
        guard let text = text(.logLevel) else { return nil }
        guard let level = Logger.Level(rawValue: text.lowercased()) else {
            refuse(.logLevel, "Enter one of \(Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")), not \"\(text)\".")
            return nil
        }
        return level
    }
}
