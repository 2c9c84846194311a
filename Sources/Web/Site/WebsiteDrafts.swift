// Keeps what was typed and could not be sent.

import Kernel
import Logging

extension Website {
    /// Where the draft of a form lies; nil where none is kept: for a search, for whoever is not signed in, and for what this role may not send. A
    /// form whose buttons send it to several addresses says in a hidden field which is its own.
    func draftAddress(of form: Fields, _ target: RequestTarget, as role: Role?, _ passage: Passage) -> String? {
        func keepsDraft(_ target: RequestTarget) -> Bool {
            guard case .route(let route, _) = index.find(.post, target.segments), route.permission.holders != .everyone else { return false }
            return route.keepsDraft && route.permission.allows(role)
        }
        guard drafts != nil, passage.method == .post, keepsDraft(target) || isTyping(target) else { return nil }
        let address = form["draft-of"].isEmpty ? passage.request.target : form["draft-of"]
        guard let place = try? RequestTarget(address), keepsDraft(place) else { return nil }
        return address
    }

    /// Whether the script sends a form as it stands.
    func isTyping(_ target: RequestTarget) -> Bool { target.path == DraftsFeature.typed.path() }

    /// Keeps a form whose session had ended when it was sent, for the person whose session it was. The browser has to name that session by its
    /// cookie, and the form has to carry its token: nobody else can make such a draft. Until the cookie is known nothing is read.
    func keepsUnsent(_ route: RouteTable.Route, _ gaps: [String: String], _ target: RequestTarget, _ passage: Passage) async -> Bool {
        guard drafts != nil, !FormGuard.isFromElsewhere(passage.request.headers) else { return false }
        do {
            let sessions = try await gate.former(passage.arrival(path: target.path))
            guard !sessions.isEmpty else { return false }
            let (form, uploads) = try await body(of: passage.request, limit: route.bodyLimit)
            return try await keeps(form, uploads, shownIn: sessions, gaps, target, passage)
        } catch {
            note(error, "draft not kept", passage)
            return false
        }
    }

    /// Keeps a form that was shown in one of these sessions, in the role of that session. A search as one types is none.
    func keeps(
        _ form: Fields, _ uploads: [String: Upload], shownIn sessions: [Gate.Session], _ gaps: [String: String], _ target: RequestTarget,
        _ passage: Passage
    ) async throws -> Bool {
        guard let drafts, passage.request.headers["x-fragment"] == nil || isTyping(target),
            let session = sessions.first(where: { FormGuard.matches(form["form-token"], $0.formToken) })
        else { return false }
        let visit = Visit(
            method: .post, path: target.path, gaps: gaps, query: target.query, form: form, principal: session.principal, now: passage.now,
            requestID: passage.requestID, remoteAddress: passage.remoteAddress, uploads: uploads, seal: formSeal,
            draftAddress: draftAddress(of: form, target, as: session.principal.role, passage))
        return try await isTyping(target) ? drafts.keepTyped(visit, because: .signedOut) : drafts.keep(visit, because: .signedOut)
    }

    /// The answer where a form of a session that is over was kept: the script is told so, and a person that nothing was saved.
    func keptAnswer(_ target: RequestTarget, besides page: String) -> WebResponse {
        guard !isTyping(target) else {
            return WebResponse(
                status: 200, headers: ["content-type": "application/json", "cache-control": "no-store"], body: DraftsFeature.answer(isKept: true))
        }
        let location = page + (page.contains("?") ? "&" : "?") + "notice=\(DraftNotice.notSaved.rawValue)"
        return WebResponse(status: 303, headers: ["location": location, "cache-control": "no-store"])
    }

    /// Keeps a form that the server could not see to, through no fault of its sender.
    func keepRefused(_ visit: Visit, _ error: any Error, _ passage: Passage) async {
        guard let drafts, passage.request.headers["x-fragment"] == nil, Website.text(for: error).status >= 500 else { return }
        do {
            _ = try await drafts.keep(visit, because: .refused)
        } catch {
            note(error, "draft not kept", passage)
        }
    }

    /// A form that led elsewhere has been sent.
    func endDraft(_ visit: Visit, _ passage: Passage) async {
        guard let drafts, let address = visit.draftAddress, let principal = visit.principal else { return }
        do {
            try await drafts.end(address, of: principal, seal: formSeal)
        } catch {
            note(error, "draft not ended", passage)
        }
    }

    /// Puts the person's drafts into the forms of a page.
    func restoreDrafts(in response: inout WebResponse, after visit: Visit, _ caller: Caller, _ target: RequestTarget, _ passage: Passage) async {
        guard let drafts, let principal = caller.session?.principal else { return }
        do {
            let text = try await drafts.restored(response.body, for: principal, besides: visit.draftAddress, seal: formSeal, at: passage.now) {
                draft, left in
                let kept = KeptDraft(sentence: draft.sentence, left: left, address: draft.address, page: page(at: target))
                return try renderer.fragment(kept, in: shell(caller, target, passage), once: passage.requestID)
            }
            if let text { response.body = Array(text.utf8) }
        } catch {
            note(error, "draft not shown", passage)
        }
    }

    /// A draft that is in the way of nothing: the page is served without it.
    private func note(_ error: any Error, _ what: String, _ passage: Passage) {
        logger.error("\(what)", metadata: ["request": "\(passage.requestID)", "error": "\(Website.kind(of: error))"])
    }
}
