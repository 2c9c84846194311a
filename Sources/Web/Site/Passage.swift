// What belongs to one request on its way.

import Kernel

/// One request with what the shell finds out about it before anybody is known.
struct Passage: Sendable {
    let request: WebRequest
    let now: Instant
    let requestID: String
    let remoteAddress: String
    /// By the names that rooms use, without the prefix that makes browsers insist on their safety.
    let cookies: [String: String]
    private let isBehindTLS: Bool

    init(request: WebRequest, now: Instant, settings: WebSettings) {
        var random = SystemRandomNumberGenerator()
        let number: UInt64 = random.next()
        self.request = request
        self.now = now
        self.requestID = String(hex(number).prefix(12))
        // The proxy appends the address that it saw, so the last one is the only one that nobody could have made up.
        let forwarded = request.headers.all("x-forwarded-for").last?.split(separator: ",").last.map { FormDecoding.trimmed(String($0)) }
        self.remoteAddress = settings.trustsProxy ? forwarded ?? request.remoteAddress : request.remoteAddress
        self.isBehindTLS = settings.isBehindTLS
        let prefix = Passage.prefix(settings.isBehindTLS)
        self.cookies = Dictionary(
            request.headers.cookies.compactMap { name, value in name.hasPrefix(prefix) ? (String(name.dropFirst(prefix.count)), value) : nil },
            uniquingKeysWith: { first, _ in first })
    }

    /// `HEAD` is served as `GET`; nil for a method that no route has.
    var method: Visit.Method? { request.method == "HEAD" ? .get : Visit.Method(rawValue: request.method) }

    /// For logs and metrics; a made-up method is not echoed.
    var methodName: String { method == nil ? "OTHER" : request.method }

    func arrival(path: String) -> Gate.Arrival {
        Gate.Arrival(
            cookies: cookies, path: path, requestID: requestID, remoteAddress: remoteAddress, now: now,
            isByItself: request.headers["x-by-itself"] != nil)
    }

    func header(for cookie: Cookie) -> String {
        var text = "\(Passage.prefix(isBehindTLS))\(cookie.name)=\(cookie.value); Path=/; HttpOnly; SameSite=Lax"
        if let maxAge = cookie.maxAge { text += "; Max-Age=\(maxAge)" }
        if isBehindTLS { text += "; Secure" }
        return text
    }

    // RFC 6265bis: a browser takes a __Host- cookie only when it is Secure, from this host, for every path.
    private static func prefix(_ isBehindTLS: Bool) -> String { isBehindTLS ? "__Host-commonweal-" : "commonweal-" }
}

/// Who asks, as far as the form token is concerned.
struct Caller: Sendable {
    let session: Gate.Session?
    let formToken: String
    /// A visitor who has no name yet is given one.
    let newVisitor: String?
    /// What waits for the person, for the header.
    var waiting: NeedCount? = NeedCount.none

    init(session: Gate.Session?, visitor: String, formGuard: FormGuard) {
        self.session = session
        guard session == nil else {
            formToken = session?.formToken ?? ""
            newVisitor = nil
            return
        }
        let isNew = visitor.utf8.count != 32 || !visitor.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
        let name = isNew ? FormGuard.newVisitor() : visitor
        newVisitor = isNew ? name : nil
        formToken = formGuard.token(visitor: name)
    }
}

extension Permission {
    /// Who can do it instead.
    func refusal(for role: Role) -> String {
        guard case .roles(let roles) = holders else { return "Your role does not allow this." }
        let titles = Role.allCases.filter(roles.contains).map { $0.title.lowercased() }
        let list = titles.count < 2 ? titles.joined() : titles.dropLast().joined(separator: ", ") + " or " + (titles.last ?? "")
        return
            "You are signed in as \(role.title.lowercased()). This can be done by a \(list). If you hold such a role, change to it; otherwise ask a colleague who does."
    }
}
