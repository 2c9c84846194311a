// What can be set about mail.

import Kernel

/// How mail leaves.
extension Setting {
    package static let ofNotices: [Setting] = [mail, mailAuthorities, mailFrom]

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
}
