// The one place where settings are described.

/// A setting as an operator meets it. The table in `docs/operators/settings.md` is made from `Setting.all` and a test keeps it so.
package struct Setting: Hashable, Sendable {
    /// "COMMONWEAL_PORT": the same in the environment and in a settings file.
    package let name: String
    package let meaning: String
    /// What holds where nobody says otherwise, in words.
    package let standard: String
    package let example: String
    /// Never shown, not even by `commonweal doctor`.
    package var isSecret = false

    package static let data = Setting(
        name: "COMMONWEAL_DATA",
        meaning: "The folder of the embedded database. Either this or COMMONWEAL_DATABASE is needed; `--data` says the same.",
        standard: "none", example: "/var/lib/commonweal")
    package static let database = Setting(
        name: "COMMONWEAL_DATABASE", meaning: "The address of a PostgreSQL database, 14 or later. `--database` says the same.", standard: "none",
        example: "postgresql://commonweal@db1,db2/commonweal?target_session_attrs=read-write", isSecret: true)
    package static let connections = Setting(
        name: "COMMONWEAL_CONNECTIONS", meaning: "How many connections one server keeps to the database, 2 to 100.", standard: "8", example: "16")
    package static let host = Setting(
        name: "COMMONWEAL_HOST", meaning: "The address to listen on. Leave it at this machine itself and put a reverse proxy with TLS in front.",
        standard: "127.0.0.1", example: "0.0.0.0")
    package static let port = Setting(
        name: "COMMONWEAL_PORT", meaning: "The port to listen on, 0 to 65535; 0 takes a free one.", standard: "8080", example: "8443")
    package static let address = Setting(
        name: "COMMONWEAL_ADDRESS",
        meaning: "Where people reach the product, as it stands in links in mail. With https:// cookies are sent over TLS only.",
        standard: "http:// with the host and port", example: "https://commonweal.example.nhs.uk")
    package static let proxy = Setting(
        name: "COMMONWEAL_PROXY",
        meaning: "`yes` where a reverse proxy in front sets X-Forwarded-For; the slow-down of guessing counts by it. Never `yes` without one.",
        standard: "no",
        example: "yes")
    package static let secret = Setting(
        name: "COMMONWEAL_SECRET",
        meaning:
            "The key that protects form tokens, passcode seeds and files: 64 hexadecimal digits, the same on every server. Make one with `openssl rand -hex 32`.",
        standard: "the file secret.key in the data folder, made at the first start", example: "64 hexadecimal digits", isSecret: true)
    package static let mail = Setting(
        name: "COMMONWEAL_MAIL",
        meaning:
            "How mail leaves: `smtps://` (TLS from the start), `smtp://` (TLS before anything is said) or `smtp-plain://` (a server on the same machine), with name, password and port where needed; or `folder:/path`, one file a message.",
        standard: "the folder outbox in the data folder", example: "smtps://commonweal:password@mail.example.nhs.uk:465", isSecret: true)
    package static let mailAuthorities = Setting(
        name: "COMMONWEAL_MAIL_CA",
        meaning: "A file of certificates in PEM that the mail server's certificate has to come from, where the machine does not trust it by itself.",
        standard: "the authorities that the machine trusts", example: "/etc/commonweal/mail-ca.pem")
    package static let mailFrom = Setting(
        name: "COMMONWEAL_MAIL_FROM", meaning: "The address that mail comes from.", standard: "commonweal@mail.invalid",
        example: "commonweal@example.nhs.uk")
    package static let logLevel = Setting(
        name: "COMMONWEAL_LOG_LEVEL", meaning: "What is logged: trace, debug, info, notice, warning, error or critical.", standard: "info",
        example: "notice")
    package static let metricsToken = Setting(
        name: "COMMONWEAL_METRICS_TOKEN",
        meaning: "What a reader of /metrics sends as its bearer token. Without it /metrics answers callers on the same machine only.",
        standard: "none",
        example: "a long random word", isSecret: true)
    package static let stopSeconds = Setting(
        name: "COMMONWEAL_STOP_SECONDS", meaning: "How long a stopping server lets requests in flight finish, 1 to 300 seconds.", standard: "20",
        example: "60")

    package static let fileMegabytes = Setting(
        name: "COMMONWEAL_FILE_MEGABYTES", meaning: "The largest file that people may send, 1 to 200 MB; some pages take less.", standard: "25",
        example: "50")
    package static let filePages = Setting(
        name: "COMMONWEAL_FILE_PAGES", meaning: "The most pages of a PDF, 1 to 5000; one with more is refused.", standard: "500", example: "200")
    package static let scanner = Setting(
        name: "COMMONWEAL_CLAMAV",
        meaning:
            "Where ClamAV's daemon listens: `unix:/path` or `tcp://host:3310`, a host that only this network reaches, as files go there unsealed. With it no file is handed out before it was scanned.",
        standard: "files are not checked for viruses, and pages say so", example: "unix:/run/clamav/clamd.ctl")

    package static let all: [Setting] = [
        data, database, connections, host, port, address, proxy, secret, mail, mailAuthorities, mailFrom, fileMegabytes, filePages, scanner, logLevel,
        metricsToken, stopSeconds,
    ]

    /// The table of `docs/operators/settings.md`.
    package static var markdown: String {
        var lines = ["| setting | what it is | unless set | example |", "| --- | --- | --- | --- |"]
        for setting in all { lines.append("| `\(setting.name)` | \(setting.meaning) | \(setting.standard) | `\(setting.example)` |") }
        return lines.joined(separator: "\n") + "\n"
    }
}
