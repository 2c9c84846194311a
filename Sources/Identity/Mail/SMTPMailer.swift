// Sends letters by SMTP, with libcurl.

import CCurl
import Dispatch
import Kernel

/// Where the mail server is and who we are to it.
package struct SMTPServer: Hashable, Sendable {
    package enum Protection: String, CaseIterable, Hashable, Sendable {
        /// The connection is encrypted once it stands (RFC 3207), or nothing is sent.
        case startTLS = "starttls"
        /// The connection is encrypted from the start (RFC 8314).
        case tls
        /// For a mail server on the same machine.
        case none
    }

    package let host: String
    package let port: Int
    package let protection: Protection
    /// Empty where the server asks for none.
    package let user: String
    package let password: String

    package init(host: String, port: Int, protection: Protection, user: String, password: String) {
        self.host = host
        self.port = port
        self.protection = protection
        self.user = user
        self.password = password
    }

    var address: String { "\(protection == .tls ? "smtps" : "smtp")://\(host):\(port)" }
}

/// One connection a letter: few are sent, and a connection kept open is one more thing that breaks. libcurl waits, so it does so on a thread
/// outside the pool that answers requests.
package struct SMTPMailer: Mailer {
    private let server: SMTPServer
    private let sender: EmailAddress
    /// Seconds for the whole exchange.
    private let patience: Int

    package init(server: SMTPServer, sender: EmailAddress, patience: Int = 30) {
        self.server = server
        self.sender = sender
        self.patience = patience
    }

    package func send(_ letter: Letter) async throws {
        let (server, sender, patience) = (server, sender, patience)
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            DispatchQueue.global(qos: .utility).async {
                continuation.resume(with: Result { try SMTPMailer.exchange(letter, server: server, sender: sender, patience: patience) })
            }
        }
    }

    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    private static func exchange(_ letter: Letter, server: SMTPServer, sender: EmailAddress, patience: Int) throws {
        guard isReady, let handle = curl_easy_init() else { throw MailProblem.refused("the mail client could not start") }
        defer { curl_easy_cleanup(handle) }
        guard let recipients = curl_slist_append(nil, "<\(letter.recipient.stored)>") else { throw MailProblem.refused("out of memory") }
        defer { curl_slist_free_all(recipients) }
        var code = CURLE_OK
        func set(_ result: CURLcode) { if code == CURLE_OK { code = result } }
        set(commonweal_curl_text(handle, CURLOPT_URL, server.address))
        set(commonweal_curl_text(handle, CURLOPT_MAIL_FROM, "<\(sender.stored)>"))
        set(commonweal_curl_list(handle, CURLOPT_MAIL_RCPT, recipients))
        set(commonweal_curl_number(handle, CURLOPT_UPLOAD, 1))
        set(commonweal_curl_number(handle, CURLOPT_TIMEOUT, patience))
        set(commonweal_curl_number(handle, CURLOPT_NOSIGNAL, 1))
        if server.protection == .startTLS { set(commonweal_curl_number(handle, CURLOPT_USE_SSL, Int(CURLUSESSL_ALL.rawValue))) }
        if !server.user.isEmpty {
            set(commonweal_curl_text(handle, CURLOPT_USERNAME, server.user))
            set(commonweal_curl_text(handle, CURLOPT_PASSWORD, server.password))
        }
        let source = LetterSource(Array(MailFormat.message(letter, from: sender).utf8))
        set(
            commonweal_curl_reader(handle) { buffer, size, count, source in
                guard let buffer, let source else { return 0 }
                return Unmanaged<LetterSource>.fromOpaque(source).takeUnretainedValue().copy(to: buffer, at: size * count)
            })
        set(commonweal_curl_pointer(handle, CURLOPT_READDATA, Unmanaged.passUnretained(source).toOpaque()))
        // The source must live until libcurl has read it.
        withExtendedLifetime(source) { set(curl_easy_perform(handle)) }
        guard code == CURLE_OK else { throw MailProblem.refused(String(cString: curl_easy_strerror(code))) }
    }
}

// What libcurl has not read yet. A class because libcurl gets a pointer to it.
private final class LetterSource {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func copy(to buffer: UnsafeMutablePointer<CChar>, at most: Int) -> Int {
        let count = min(most, bytes.count - position)
        for index in 0..<count { buffer[index] = CChar(bitPattern: bytes[position + index]) }
        position += count
        return count
    }
}
