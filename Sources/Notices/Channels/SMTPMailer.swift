// Sends emails by SMTP, with libcurl.

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
    /// A file of certificates, in PEM, that the server's certificate has to come from; nil for those that the machine trusts.
    package let authorities: String?

    package init(host: String, port: Int, protection: Protection, user: String, password: String, authorities: String? = nil) {
        self.host = host
        self.port = port
        self.protection = protection
        self.user = user
        self.password = password
        self.authorities = authorities
    }

    var address: String { "\(protection == .tls ? "smtps" : "smtp")://\(host):\(port)" }
}

/// One connection an email: few are sent, and a connection kept open is one more thing that breaks. libcurl waits, so it does so on a thread
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

    package func send(_ email: Email) async throws {
        let (server, sender, patience) = (server, sender, patience)
        try await SMTPMailer.apart { try SMTPExchange(server, patience: patience).hand(over: email, from: sender) }
    }

    /// Goes as far as signing in to the server and hands nothing over. For the operator's check-up.
    package func check() async throws {
        let (server, patience) = (server, patience)
        try await SMTPMailer.apart { try SMTPExchange(server, patience: patience).signIn() }
    }

    private static func apart(_ work: @escaping @Sendable () throws -> Void) async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            DispatchQueue.global(qos: .utility).async { continuation.resume(with: Result(catching: work)) }
        }
    }
}

/// One connection to a mail server. A class because libcurl's handle has to be given back once.
private final class SMTPExchange {
    private let handle: UnsafeMutableRawPointer
    private let explanation: UnsafeMutablePointer<CChar>
    private var code = CURLE_OK

    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    init(_ server: SMTPServer, patience: Int) throws {
        guard SMTPExchange.isReady, let handle = curl_easy_init() else { throw MailProblem.refused("the mail client could not start") }
        self.handle = handle
        explanation = .allocate(capacity: Int(CURL_ERROR_SIZE))
        explanation.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        set(commonweal_curl_pointer(handle, CURLOPT_ERRORBUFFER, explanation))
        set(commonweal_curl_text(handle, CURLOPT_URL, server.address))
        set(commonweal_curl_number(handle, CURLOPT_TIMEOUT, patience))
        set(commonweal_curl_number(handle, CURLOPT_NOSIGNAL, 1))
        set(commonweal_curl_number(handle, CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2)))
        if server.protection == .startTLS { set(commonweal_curl_number(handle, CURLOPT_USE_SSL, Int(CURLUSESSL_ALL.rawValue))) }
        if let authorities = server.authorities { set(commonweal_curl_text(handle, CURLOPT_CAINFO, authorities)) }
        if !server.user.isEmpty {
            set(commonweal_curl_text(handle, CURLOPT_USERNAME, server.user))
            set(commonweal_curl_text(handle, CURLOPT_PASSWORD, server.password))
        }
    }

    deinit {
        curl_easy_cleanup(handle)
        explanation.deallocate()
    }

    func signIn() throws {
        set(commonweal_curl_number(handle, CURLOPT_CONNECT_ONLY, 1))
        set(curl_easy_perform(handle))
        try finish()
    }

    func hand(over email: Email, from sender: EmailAddress) throws {
        guard let recipients = curl_slist_append(nil, "<\(email.recipient.stored)>") else { throw MailProblem.refused("out of memory") }
        defer { curl_slist_free_all(recipients) }
        set(commonweal_curl_text(handle, CURLOPT_MAIL_FROM, "<\(sender.stored)>"))
        set(commonweal_curl_list(handle, CURLOPT_MAIL_RCPT, recipients))
        set(commonweal_curl_number(handle, CURLOPT_UPLOAD, 1))
        let source = EmailSource(Array(MailFormat.message(email, from: sender).utf8))
        set(
            commonweal_curl_reader(handle) { buffer, size, count, source in
                guard let buffer, let source else { return 0 }
                return Unmanaged<EmailSource>.fromOpaque(source).takeUnretainedValue().copy(to: buffer, at: size * count)
            })
        set(commonweal_curl_pointer(handle, CURLOPT_READDATA, Unmanaged.passUnretained(source).toOpaque()))
        // The source must live until libcurl has read it.
        withExtendedLifetime(source) { set(curl_easy_perform(handle)) }
        try finish()
    }

    private func set(_ result: CURLcode) { if code == CURLE_OK { code = result } }

    // libcurl's own words say which certificate or which answer it was; neither holds the password or the email.
    private func finish() throws {
        guard code != CURLE_OK else { return }
        let words = String(cString: explanation)
        throw MailProblem.refused(words.isEmpty ? String(cString: curl_easy_strerror(code)) : words)
    }
}

// What libcurl has not read yet. A class because libcurl gets a pointer to it.
private final class EmailSource {
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
