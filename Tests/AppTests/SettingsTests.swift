// Settings are read, or refused by name.

import App
import Files
import Kernel
import Logging
import Notices
import Store
import Testing

@Suite("Settings")
struct SettingsTests {
    static func problems(_ environment: [String: String], file: String? = nil) -> [SettingProblem] {
        do {
            _ = try SettingsReader.read(environment: environment, file: file)
            return []
        } catch let refused as SettingsRefused {
            return refused.problems
        } catch {
            return [SettingProblem(name: "unexpected", expected: "\(error)")]
        }
    }

    @Test("No two rooms declare one setting, and one that is a number says which numbers it takes")
    func declared() {
        #expect(Set(Setting.all.map(\.name)).count == Setting.all.count)
        let numbers = Setting.all.filter { $0.range != nil }
        #expect(numbers.count == 5)
        for setting in numbers {
            let range = setting.range.map { "\($0.lowerBound) to \($0.upperBound)" } ?? ""
            #expect(setting.meaning.contains(range), "\(setting.name)")
        }
    }

    @Test("Unless said otherwise it listens on this machine, port 8080")
    func standards() throws {
        let settings = try SettingsReader.read(environment: ["COMMONWEAL_DATA": "data", "PATH": "/bin", "COMMONWEAL_TEST_POSTGRES": "x"])
        #expect(settings.location == .directory("data"))
        #expect(settings.host == "127.0.0.1")
        #expect(settings.port == 8080)
        #expect(settings.address == "http://127.0.0.1:8080")
        #expect(!settings.isBehindTLS)
        #expect(!settings.trustsProxy)
        #expect(settings.logLevel == .info)
    }

    @Test("The command line goes before the environment, and the environment before the file")
    func order() throws {
        let file = """
            # A comment
            COMMONWEAL_DATA=/from/file
            COMMONWEAL_PORT=1111
            COMMONWEAL_HOST = "0.0.0.0"

            COMMONWEAL_LOG_LEVEL=debug
            """
        let settings = try SettingsReader.read(
            commandLine: ["COMMONWEAL_PORT": "3333"], environment: ["COMMONWEAL_PORT": "2222", "COMMONWEAL_LOG_LEVEL": "warning"], file: file)
        #expect(settings.location == .directory("/from/file"))
        #expect(settings.port == 3333)
        #expect(settings.host == "0.0.0.0")
        #expect(settings.logLevel == .warning)
    }

    @Test("An address with https marks cookies for TLS and loses its last stroke")
    func address() throws {
        let settings = try SettingsReader.read(environment: ["COMMONWEAL_DATA": "d", "COMMONWEAL_ADDRESS": "https://commonweal.example.nhs.uk/"])
        #expect(settings.address == "https://commonweal.example.nhs.uk")
        #expect(settings.isBehindTLS)
    }

    @Test("A mail server is taken apart into what the mailer needs")
    func mail() throws {
        let settings = try SettingsReader.read(
            environment: ["COMMONWEAL_DATA": "d", "COMMONWEAL_MAIL": "smtps://common%40weal:pass%20word@mail.example.nhs.uk"])
        #expect(
            settings.mail == .server(SMTPServer(host: "mail.example.nhs.uk", port: 465, protection: .tls, user: "common@weal", password: "pass word"))
        )
        let plain = try SettingsReader.read(environment: ["COMMONWEAL_DATA": "d", "COMMONWEAL_MAIL": "smtp-plain://localhost:2525"])
        #expect(plain.mail == .server(SMTPServer(host: "localhost", port: 2525, protection: .none, user: "", password: "")))
    }

    @Test("The limits of files and the place of the virus scanner are read")
    func files() throws {
        let standard = try SettingsReader.read(environment: ["COMMONWEAL_DATA": "d"]).files
        #expect(standard.largest == 25 << 20 && standard.mostPages == 500 && standard.scanner == nil && !standard.scanning.isEmpty)
        func read(_ place: String) throws -> VirusScanner.Place? {
            try SettingsReader.read(environment: ["COMMONWEAL_DATA": "d", "COMMONWEAL_CLAMAV": place, "COMMONWEAL_FILE_MEGABYTES": "50"]).files
                .scanner?.place
        }
        #expect(try read("unix:/run/clamav/clamd.ctl") == .socket(path: "/run/clamav/clamd.ctl"))
        #expect(try read("tcp://scanner") == .host("scanner", port: 3310))
        #expect(try read("tcp://10.0.0.7:4000") == .host("10.0.0.7", port: 4000))
    }

    @Test("The certificates to trust for mail are a file that can be read")
    func mailAuthorities() throws {
        let environment = ["COMMONWEAL_DATA": "d", "COMMONWEAL_MAIL": "smtp://mail.example.nhs.uk"]
        let settings = try SettingsReader.read(environment: environment.merging(["COMMONWEAL_MAIL_CA": #filePath]) { _, new in new })
        guard case .server(let server) = settings.mail else {
            Issue.record("there is no mail server")
            return
        }
        #expect(server.authorities == #filePath)
        let absent = Self.problems(environment.merging(["COMMONWEAL_MAIL_CA": "/absent.pem"]) { _, new in new })
        #expect(absent.map(\.name) == ["COMMONWEAL_MAIL_CA"])
    }

    @Test(
        "A setting that cannot be used is refused by its name",
        arguments: [
            ("COMMONWEAL_PORT", "eighty"), ("COMMONWEAL_PORT", "70000"), ("COMMONWEAL_PORT", "-1"), ("COMMONWEAL_CONNECTIONS", "1"),
            ("COMMONWEAL_ADDRESS", "commonweal.example"), ("COMMONWEAL_ADDRESS", "https://example.nhs.uk/path"),
            ("COMMONWEAL_ADDRESS", "ftp://example.nhs.uk"),
            ("COMMONWEAL_SECRET", "abc"), ("COMMONWEAL_SECRET", String(repeating: "g", count: 64)), ("COMMONWEAL_MAIL", "mail.example.nhs.uk"),
            ("COMMONWEAL_MAIL", "smtp://"), ("COMMONWEAL_MAIL_FROM", "nobody"), ("COMMONWEAL_LOG_LEVEL", "loud"), ("COMMONWEAL_PROXY", "maybe"),
            ("COMMONWEAL_STOP_SECONDS", "0"), ("COMMONWEAL_FILE_MEGABYTES", "0"), ("COMMONWEAL_FILE_PAGES", "many"),
            ("COMMONWEAL_CLAMAV", "clamd"), ("COMMONWEAL_CLAMAV", "unix:"), ("COMMONWEAL_CLAMAV", "http://host"),
            ("COMMONWEAL_DATABASE", "mysql://localhost/x"),
        ])
    func refusals(name: String, value: String) {
        var environment = [name: value]
        if name != "COMMONWEAL_DATABASE" { environment["COMMONWEAL_DATA"] = "d" }
        let problems = Self.problems(environment)
        #expect(problems.map(\.name) == [name])
        #expect(problems.first?.expected.contains("Enter") == true)
    }

    @Test("A setting that does not exist is refused, in the environment and in the file")
    func unknown() {
        #expect(Self.problems(["COMMONWEAL_DATA": "d", "COMMONWEAL_PROT": "8080"]).map(\.name) == ["COMMONWEAL_PROT"])
        #expect(Self.problems([:], file: "COMMONWEAL_DATA=d\nPORT=1\n").map(\.name) == ["PORT"])
        #expect(Self.problems([:], file: "COMMONWEAL_DATA=d\nnonsense\n").map(\.name) == ["Settings file, line 2"])
    }

    @Test("All settings that cannot be used are named in one go")
    func together() {
        let names = Self.problems(["COMMONWEAL_PORT": "x", "COMMONWEAL_LOG_LEVEL": "y"]).map(\.name)
        #expect(Set(names) == ["COMMONWEAL_PORT", "COMMONWEAL_LOG_LEVEL", "COMMONWEAL_DATA"])
    }

    @Test("Either a folder or a database is named, not both and not none")
    func place() {
        #expect(Self.problems([:]).first?.expected.contains("--data DIR") == true)
        #expect(Self.problems(["COMMONWEAL_DATA": "d", "COMMONWEAL_DATABASE": "postgresql://h/d"]).first?.expected.contains("not both") == true)
    }

    @Test("A secret's value stands in no refusal")
    func silence() {
        let secret = String(repeating: "z", count: 64)
        for problem in Self.problems(["COMMONWEAL_DATA": "d", "COMMONWEAL_SECRET": secret]) { #expect(!problem.sentence.contains(secret)) }
    }
}
