// Every page of the product, behind one door.

import Kernel
import Logging
import Metrics
import Store

/// Turns requests into responses: finds the route, asks who is there, checks permission and form, calls the handler, renders its answer.
/// It knows no server, so tests talk to it without a socket.
package struct Website: Sendable {
    package let routes: [RouteTable.Route]
    package let renderer: Renderer
    package let settings: WebSettings
    let index: RouteIndex
    private let shells: ShellBuilding
    let gate: Gate
    private let clock: Clock
    let logger: Logger
    let readiness: @Sendable () async -> String?
    private let formGuard: FormGuard
    let formSeal: FormSeal
    /// Nil where no feature keeps them.
    let drafts: Drafts?
    let notices: [String: Notice]

    /// Throws a `TemplateProblem` or `RouteProblem` where the product cannot be served as it is put together.
    /// - Parameter readiness: why requests cannot be served at this moment, in a few words; nil when all is well.
    package init(
        features: [any Feature], gate: Gate, settings: WebSettings, clock: Clock, logger: Logger,
        readiness: @escaping @Sendable () async -> String? = { nil }
    ) throws {
        var table = RouteTable()
        for feature in features { feature.addRoutes(to: &table) }
        if settings.isDemonstration { ComponentsFeature().addRoutes(to: &table) }
        self.routes = table.routes
        self.index = try RouteIndex(table.routes)
        self.renderer = try Renderer(templates: features.flatMap(\.templates) + ComponentsFeature().templates)
        self.shells = ShellBuilding(settings: settings, features: features)
        self.gate = gate
        self.settings = settings
        self.clock = clock
        self.logger = logger
        self.readiness = readiness
        self.formGuard = FormGuard(secret: settings.secret)
        self.formSeal = FormSeal(secret: settings.secret)
        self.drafts = features.lazy.compactMap { $0 as? DraftsFeature }.first?.drafts
        self.notices = try NoticeProblem.table(features.flatMap(\.notices))
        for sample in features.flatMap(\.samples) where !renderer.has(type(of: sample).template) {
            throw TemplateProblem.missing(type(of: sample).template)
        }
    }

    package func respond(to request: WebRequest) async -> WebResponse {
        let started = ContinuousClock.now
        let passage = Passage(request: request, now: clock.now(), settings: settings)
        var (response, pattern) = await answer(passage)
        SecurityHeaders.add(to: &response.headers, isBehindTLS: settings.isBehindTLS)
        response.headers.set("x-request-id", passage.requestID)
        response.headers.set("content-length", String((try? response.file?.count) ?? response.body.count))
        if request.method == "HEAD" { (response.body, response.file) = ([], nil) }
        note(passage, pattern, response.status, ContinuousClock.now - started)
        return response
    }

    private func note(_ passage: Passage, _ pattern: String, _ status: Int, _ duration: Duration) {
        let nanoseconds = duration.components.seconds * 1_000_000_000 + duration.components.attoseconds / 1_000_000_000
        Timer(label: "http_request_duration", dimensions: [("method", passage.methodName), ("route", pattern)]).recordNanoseconds(nanoseconds)
        Counter(label: "http_requests_total", dimensions: [("route", pattern), ("status", String(status))]).increment()
        guard pattern != "/assets", pattern != "/healthz", pattern != "/metrics" || status >= 400 else { return }
        logger.log(
            level: status >= 500 ? .error : .info, "request",
            metadata: [
                "request": "\(passage.requestID)", "method": "\(passage.methodName)", "route": "\(pattern)", "status": "\(status)",
                "milliseconds": "\(nanoseconds / 1_000_000)",
            ])
    }

    // MARK: - The way of a request

    private func answer(_ passage: Passage) async -> (WebResponse, pattern: String) {
        var pattern = "(none)"
        do {
            let target = try RequestTarget(passage.request.target)
            if let (response, name) = await machineAnswer(target, passage) { return (response, name) }
            let session = try await gate.session(passage.arrival(path: target.path))
            var caller = Caller(session: session, visitor: passage.cookies[FormGuard.visitorCookie] ?? "", formGuard: formGuard)
            var asked: Visit?
            do {
                let (route, gaps) = try route(for: target, passage)
                pattern = route.address.pattern
                if caller.session == nil, route.method == .post, route.permission.holders != .everyone {
                    let isKept = await keepsUnsent(route, gaps, target, passage)
                    if isKept, isTyping(target) { return (keptAnswer(target, besides: settings.homeAddress), pattern) }
                    return (signIn(target, passage, isKept: isKept), pattern)
                }
                try permit(route, caller, target, passage)
                let visit = try await visit(route, gaps, target, caller, passage)
                asked = visit
                let answer = try await route.handler(visit)
                // A search or a draft as one types changes nothing that waits.
                if route.method == .post, passage.request.headers["x-fragment"] == nil {
                    if case .fragment = answer {} else { shells.forget(visit.principal) }
                }
                if case .redirect = answer { await endDraft(visit, passage) }
                if case .page = answer, passage.request.headers["x-fragment"] == nil {
                    caller.waiting = await waiting(for: visit.principal, passage)
                }
                var response = try respond(with: answer, caller, target, passage)
                if case .page = answer { await restoreDrafts(in: &response, after: visit, caller, target, passage) }
                return (response, pattern)
            } catch Refusal.signInFirst {
                return (signIn(target, passage), pattern)
            } catch FormProblem.kept {
                return (keptAnswer(target, besides: pageBefore(passage.request.headers) ?? settings.homeAddress), pattern)
            } catch {
                if let asked { await keepRefused(asked, error, passage) }
                if !(error is StoreError) { caller.waiting = await waiting(for: caller.session?.principal, passage) }
                return (refusal(error, caller, target, passage, pattern), pattern)
            }
        } catch {
            return (refusal(error, Caller(session: nil, visitor: "", formGuard: formGuard), nil, passage, pattern), pattern)
        }
    }

    /// What waits for the person; nil where it could not be counted, which keeps nobody from the page.
    private func waiting(for principal: Principal?, _ passage: Passage) async -> NeedCount? {
        do {
            return try await shells.waiting(for: principal, at: passage.now)
        } catch {
            logger.error("needs not counted", metadata: ["request": "\(passage.requestID)", "error": "\(Website.kind(of: error))"])
            return nil
        }
    }

    private func route(for target: RequestTarget, _ passage: Passage) throws -> (RouteTable.Route, [String: String]) {
        guard let method = passage.method else { throw MethodProblem() }
        switch index.find(method, target.segments) {
        case .route(let route, let gaps): return (route, gaps)
        case .otherMethod: throw MethodProblem()
        case .nothing: throw Refusal.notFound
        }
    }

    private struct MethodProblem: Error {}

    private func permit(_ route: RouteTable.Route, _ caller: Caller, _ target: RequestTarget, _ passage: Passage) throws {
        if case .everyone = route.permission.holders { return }
        guard let principal = caller.session?.principal else { throw Refusal.signInFirst }
        guard route.permission.allows(principal.role) else { throw Refusal.notAllowed(route.permission.refusal(for: principal.role)) }
    }

    private func visit(
        _ route: RouteTable.Route, _ gaps: [String: String], _ target: RequestTarget, _ caller: Caller, _ passage: Passage
    ) async throws -> Visit {
        var form = Fields()
        var uploads: [String: Upload] = [:]
        if route.method == .post {
            guard !FormGuard.isFromElsewhere(passage.request.headers) else { throw FormProblem.elsewhere }
            (form, uploads) = try await body(of: passage.request, limit: route.bodyLimit)
            guard FormGuard.matches(form["form-token"], caller.formToken) else {
                // The same person signed in again in another window.
                let sessions = caller.session == nil ? [] : try await gate.former(passage.arrival(path: target.path))
                let isKept = try await keeps(form, uploads, shownIn: sessions, gaps, target, passage)
                throw isKept ? FormProblem.kept : FormProblem.stale
            }
        }
        return Visit(
            method: route.method, path: target.path, gaps: gaps, query: target.query, form: form, principal: caller.session?.principal,
            now: passage.now,
            requestID: passage.requestID, remoteAddress: passage.remoteAddress, cookies: passage.cookies, formToken: caller.formToken,
            uploads: uploads, seal: formSeal, sessionEndsAt: caller.session?.endsAt,
            draftAddress: draftAddress(of: form, target, as: caller.session?.principal.role, passage))
    }

    private enum FormProblem: Error { case elsewhere, stale, kept, otherType }

    func body(of request: WebRequest, limit: Int) async throws -> (Fields, [String: Upload]) {
        if let length = request.headers["content-length"].flatMap({ Int($0) }), length > limit { throw BodyProblem.tooLarge(limit: limit) }
        let type = request.headers["content-type"] ?? ""
        let bytes = try await request.body(limit)
        if let boundary = Multipart.boundary(ofType: type) { return try Multipart.parts(bytes, boundary: boundary) }
        guard bytes.isEmpty || type.lowercased().hasPrefix("application/x-www-form-urlencoded") else { throw FormProblem.otherType }
        return (try FormDecoding.fields(bytes), [:])
    }

    // MARK: - Answers

    private func respond(with answer: Answer, _ caller: Caller, _ target: RequestTarget, _ passage: Passage) throws -> WebResponse {
        var response: WebResponse
        var cookies: [Cookie] = []
        switch answer {
        case .page(let page, let status, let pageCookies):
            let text = try renderer.page(page, in: shell(caller, target, passage), once: passage.requestID)
            response = WebResponse(status: status, headers: ["content-type": "text/html; charset=utf-8"], body: Array(text.utf8))
            cookies = pageCookies
        case .fragment(let page):
            let text = try renderer.fragment(page, in: shell(caller, target, passage), once: passage.requestID)
            response = WebResponse(status: 200, headers: ["content-type": "text/html; charset=utf-8"], body: Array(text.utf8))
        case .redirect(let path, let notice, let redirectCookies):
            let location = notice.map { path + (path.contains("?") ? "&" : "?") + "notice=\(Address.encode($0))" } ?? path
            response = WebResponse(status: 303, headers: ["location": Website.safe(location)])
            cookies = redirectCookies
        case .file(let name, let type, let bytes, let inline):
            response = WebResponse(status: 200, headers: Website.headers(of: name, type, inline: inline), body: bytes)
        case .download(let name, let type, let file):
            response = WebResponse(status: 200, headers: Website.headers(of: name, type, inline: false), file: file)
        case .json(let bytes, let status):
            response = WebResponse(status: status, headers: ["content-type": "application/json"], body: bytes)
        case .text(let text, let status, let type):
            response = WebResponse(status: status, headers: ["content-type": type], body: Array(text.utf8))
        }
        // Pages may name patients, and signed-out pages carry a token of their visitor.
        response.headers.set("cache-control", "no-store")
        if let visitor = caller.newVisitor { cookies.append(Cookie(name: FormGuard.visitorCookie, value: visitor)) }
        for cookie in cookies { response.headers.add("set-cookie", passage.header(for: cookie)) }
        return response
    }

    private static func headers(of name: String, _ type: String, inline: Bool) -> Headers {
        let plain = String(
            name.unicodeScalars.filter { $0.isASCII && $0.value >= 32 && $0 != "\"" && $0 != "\\" && $0 != "/" }.map(Character.init))
        return [
            "content-type": type,
            "content-disposition": "\(inline ? "inline" : "attachment"); filename=\"\(plain)\"; filename*=UTF-8''\(Address.encode(name))",
        ]
    }

    /// Only addresses of our own: a redirect never leads elsewhere.
    private static func safe(_ location: String) -> String {
        let isOwn =
            location.hasPrefix("/") && !location.hasPrefix("//") && !location.hasPrefix("/\\") && !location.unicodeScalars.contains { $0.value < 32 }
        return isOwn ? location : "/"
    }

    private func signIn(_ target: RequestTarget, _ passage: Passage, isKept: Bool = false) -> WebResponse {
        // A fragment's script reloads its page on 401; a person is led to the sign-in page and back afterwards.
        if passage.request.headers["x-fragment"] != nil { return WebResponse(status: 401, headers: ["cache-control": "no-store"]) }
        let isPost = passage.method != .get
        let query =
            isPost
            ? "notice=\(isKept ? "kept" : "signed-out")" + (pageBefore(passage.request.headers).map { "&next=" + Address.encode($0) } ?? "")
            : target.path == settings.homeAddress ? "" : "next=\(Address.encode(passage.request.target))"
        let location = settings.signInAddress + (query.isEmpty ? "" : "?\(query)")
        return WebResponse(status: 303, headers: ["location": location, "cache-control": "no-store"])
    }

    /// The page of ours that a form stood on, so that its sender comes back to it after signing in.
    private func pageBefore(_ headers: Headers) -> String? {
        guard let host = headers["host"], let referrer = headers["referer"], let scheme = referrer.firstRange(of: "://") else { return nil }
        let rest = referrer[scheme.upperBound...]
        guard rest.lowercased().hasPrefix(host.lowercased() + "/") else { return nil }
        return (try? RequestTarget(String(rest.dropFirst(host.count)))).map(page)
    }

    /// The page at an address. A form that was shown again stands at the address that it was sent to: the page above it is meant. What that page said
    /// after a change is not said again.
    func page(at target: RequestTarget) -> String {
        func isPage(_ segments: [String]) -> Bool { if case .route = index.find(.get, segments) { true } else { false } }
        var segments = target.segments
        while !segments.isEmpty, !isPage(segments) { segments.removeLast() }
        let query = segments == target.segments ? Fields(target.query.pairs.filter { $0.name != "notice" }).encoded : ""
        let path = "/" + segments.map(Address.encode).joined(separator: "/")
        return query.isEmpty ? path : "\(path)?\(query)"
    }

    func shell(_ caller: Caller, _ target: RequestTarget, _ passage: Passage) -> Shell {
        var shell = shells.shell(caller, path: target.path, requestID: passage.requestID, at: passage.now)
        shell.pageAddress = page(at: target)
        shell.notices = notices[target.query["notice"]].map { [$0] } ?? []
        return shell
    }

    // MARK: - What did not work

    private func refusal(_ error: any Error, _ caller: Caller, _ target: RequestTarget?, _ passage: Passage, _ pattern: String) -> WebResponse {
        let text = Website.text(for: error)
        if text.status >= 500 {
            logger.error("refused", metadata: ["request": "\(passage.requestID)", "route": "\(pattern)", "error": "\(Website.kind(of: error))"])
        }
        let links = [LinkView(caller.session == nil ? "Go to the start page" : "Go to your home page", settings.homeAddress)]
        let page = RefusalPage(title: text.title, paragraphs: text.paragraphs, links: links, requestID: passage.requestID)
        let answer = Answer.page(page, status: text.status)
        var response =
            (try? respond(with: answer, caller, target ?? RequestTarget("/"), passage))
            ?? WebResponse(status: text.status, headers: ["content-type": "text/plain; charset=utf-8"], body: Array(text.title.utf8))
        if let seconds = text.retrySeconds { response.headers.set("retry-after", String(seconds)) }
        if text.status == 405 { response.headers.set("allow", passage.method == .post ? "GET, HEAD" : "POST") }
        // What was not read of a body must not be taken for the next request.
        if text.status == 413 || text.status == 408 { response.headers.set("connection", "close") }
        return response
    }

    static func text(for error: any Error) -> RefusalText {
        switch error {
        case let refusal as Refusal: return RefusalText(refusal)
        case let refusal as any RuleRefusal: return RefusalText(Refusal(refusal))
        case let error as StoreError: return RefusalText(error) ?? .fault
        case BodyProblem.tooLarge(let limit): return RefusalText(.tooLarge(limit: limit))
        case BodyProblem.tooSlow:
            return RefusalText(408, "This took too long to arrive", "Nothing was saved. Check your connection and send it again.")
        case BodyProblem.illFormed(let reason):
            return RefusalText(
                .badRequest(
                    "The form that your browser sent could not be read: \(reason). Nothing was saved. Go back, reload the page and send it again."))
        case is MethodProblem:
            return RefusalText(405, "Page not found", "This address cannot be opened in this way. Start from the page before it.")
        case FormProblem.elsewhere:
            return RefusalText(403, "This form came from another site", "Nothing was saved. Start from our own page.")
        case FormProblem.stale:
            return RefusalText(
                403, "This page was open for too long",
                "You were signed out or signed in again since it was opened. Nothing was saved. Go back, reload the page and send it again.")
        case FormProblem.otherType: return RefusalText(415, "This could not be understood", "The form came in a format that this page does not take.")
        default: return .fault
        }
    }

    /// The type and case of an error without what it holds, which may be a person's.
    static func kind(of error: any Error) -> String {
        switch error {
        // Written by the store for operators: engine messages and names of columns, never bound values.
        case let error as StoreError: return "\(error)"
        case let error as PageProblem: return "\(error)"
        case let error as TemplateProblem: return "\(error)"
        default: return String(reflecting: type(of: error))
        }
    }
}
