// What can be set about serving.

import Kernel

/// Where pages are served, and to whom figures are.
extension Setting {
    package static let ofWeb: [Setting] = [host, port, address, proxy, metricsToken, stopSeconds]

    package static let host = Setting(
        name: "COMMONWEAL_HOST", meaning: "The address to listen on. Leave it at this machine itself and put a reverse proxy with TLS in front.",
        standard: "127.0.0.1", example: "0.0.0.0")
    package static let port = Setting(
        name: "COMMONWEAL_PORT", meaning: "The port to listen on, 0 to 65535; 0 takes a free one.", standard: "8080", example: "8443",
        range: 0...65_535)
    package static let address = Setting(
        name: "COMMONWEAL_ADDRESS",
        meaning: "Where people reach the product, as it stands in links in mail. With https:// cookies are sent over TLS only.",
        standard: "http:// with the host and port", example: "https://commonweal.example.nhs.uk")
    package static let proxy = Setting(
        name: "COMMONWEAL_PROXY",
        meaning: "`yes` where a reverse proxy in front sets X-Forwarded-For; the slow-down of guessing counts by it. Never `yes` without one.",
        standard: "no",
        example: "yes")
    package static let metricsToken = Setting(
        name: "COMMONWEAL_METRICS_TOKEN",
        meaning: "What a reader of /metrics sends as its bearer token. Without it /metrics answers callers on the same machine only.",
        standard: "none",
        example: "a long random word", isSecret: true)
    package static let stopSeconds = Setting(
        name: "COMMONWEAL_STOP_SECONDS", meaning: "How long a stopping server lets requests in flight finish, 1 to 300 seconds.", standard: "20",
        example: "60", range: 1...300)
}
