// Keeps what was typed and could not be sent.

import Kernel
import Logging

extension Website {
    /// Keeps a form whose session had ended when it was sent, for the person whose session it was. The browser has to name a session of that person
    /// by its cookie, and the form has to carry the token of one: nobody else can make such a draft. Until the cookie is known nothing is read.
    func keepsUnsent(_ route: RouteTable.Route, _ gaps: [String: String], _ target: RequestTarget, _ passage: Passage) async -> Bool {
        guard drafts != nil, passage.request.headers["x-fragment"] == nil, !FormGuard.isFromElsewhere(passage.request.headers) else { return false }
        do {
            let sessions = try await gate.former(passage.arrival(path: target.path))
            guard !sessions.isEmpty else { return false }
            let (form, uploads) = try await body(of: passage.request, limit: route.bodyLimit)
            return try await keeps(form, uploads, shownIn: sessions, route, gaps, target, passage)
        } catch {
            note(error, "draft not kept", passage)
            return false
        }
    }

    /// Keeps a form that was shown in one of these sessions, in the role of that session.
    func keeps(
        _ form: Fields, _ uploads: [String: Upload], shownIn sessions: [Gate.Session], _ route: RouteTable.Route, _ gaps: [String: String],
        _ target: RequestTarget, _ passage: Passage
    ) async throws -> Bool {
        guard let drafts, let session = sessions.first(where: { FormGuard.matches(form["form-token"], $0.formToken) }),
            route.permission.allows(session.principal.role)
        else { return false }
        let visit = Visit(
            method: .post, path: target.path, gaps: gaps, query: target.query, form: form, principal: session.principal, now: passage.now,
            requestID: passage.requestID, uploads: uploads, seal: formSeal)
        return try await drafts.keep(visit, at: passage.request.target, because: .signedOut)
    }

    /// Keeps a form that the server could not see to, through no fault of its sender.
    func keepRefused(_ visit: Visit, _ error: any Error, _ passage: Passage) async {
        guard let drafts, visit.method == .post, passage.request.headers["x-fragment"] == nil, Website.text(for: error).status >= 500 else { return }
        do {
            _ = try await drafts.keep(visit, at: passage.request.target, because: .refused)
        } catch {
            note(error, "draft not kept", passage)
        }
    }

    /// A form that led elsewhere has been sent.
    func endDraft(_ visit: Visit, _ passage: Passage) async {
        guard let drafts, visit.method == .post, let principal = visit.principal else { return }
        do {
            try await drafts.end(passage.request.target, of: principal)
        } catch {
            note(error, "draft not ended", passage)
        }
    }

    /// Puts the person's drafts into the forms of a page.
    func restoreDrafts(in response: inout WebResponse, _ caller: Caller, _ target: RequestTarget, _ passage: Passage) async {
        guard let drafts, let principal = caller.session?.principal else { return }
        do {
            let sentTo = passage.method == .post ? passage.request.target : nil
            let text = try await drafts.restored(response.body, for: principal, besides: sentTo, seal: formSeal, at: passage.now) { draft, hasFiles in
                let kept = KeptDraft(sentence: draft.sentence, hasFiles: hasFiles, address: draft.address, page: page(at: target))
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
