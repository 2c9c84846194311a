// What can be set about the data.

import Kernel

/// Where the data are, and the key that protects them.
extension Setting {
    package static let ofStore: [Setting] = [data, database, connections, secret]

    package static let data = Setting(
        name: "COMMONWEAL_DATA",
        meaning: "The folder of the embedded database. Either this or COMMONWEAL_DATABASE is needed; `--data` says the same.",
        standard: "none", example: "/var/lib/commonweal")
    package static let database = Setting(
        name: "COMMONWEAL_DATABASE", meaning: "The address of a PostgreSQL database, 14 or later. `--database` says the same.", standard: "none",
        example: "postgresql://commonweal@db1,db2/commonweal?target_session_attrs=read-write", isSecret: true)
    package static let connections = Setting(
        name: "COMMONWEAL_CONNECTIONS", meaning: "How many connections one server keeps to the database, 2 to 100.", standard: "8", example: "16",
        range: 2...100)
    package static let secret = Setting(
        name: "COMMONWEAL_SECRET",
        meaning:
            "The key that protects form tokens, passcode seeds and files: 64 hexadecimal digits, the same on every server. Make one with `openssl rand -hex 32`.",
        standard: "the file secret.key in the data folder, made at the first start", example: "64 hexadecimal digits", isSecret: true)
}
