// Sessions and forms for tests of drafts.

import Kernel
import Store
import Synchronization
import TestKit

@testable import Web

/// Sessions that a test opens and ends, by the name in the browser's cookie.
final class Sessions: Sendable {
    private struct State {
        var open: [String: Gate.Session] = [:]
        var former: [String: Gate.Session] = [:]
        var now = TestDay.now
    }

    private let state = Mutex(State())

    var now: Instant { state.withLock(\.now) }
    func pass(minutes: Int) { state.withLock { $0.now = $0.now.adding(minutes: minutes) } }
    func end(_ name: String) { state.withLock { $0.open[name] = nil } }

    func open(_ name: String, as principal: Principal) {
        let session = Gate.Session(principal: principal, formToken: "token of \(name)")
        state.withLock {
            $0.open[name] = session
            $0.former[name] = session
        }
    }

    var gate: Gate {
        Gate { arrival in
            self.state.withLock { $0.open[arrival.cookies["session"] ?? ""] }
        } former: { arrival in
            self.state.withLock { state in
                guard let named = state.former[arrival.cookies["session"] ?? ""] else { return [] }
                return state.former.values.filter { $0.principal.person == named.principal.person }
            }
        }
    }
}

/// A room with a long form on each record, and a short one beside it.
struct NotesFeature: Feature {
    let database: any Database

    private static let permission = Permission("notes write", [.receptionist])

    private func page(_ visit: Visit, _ form: FormReader) -> FormPage {
        let record = visit.gaps["record"] ?? ""
        return FormPage(
            "Note", back: BackLink("Home", "/"),
            FormView(
                "Save", action: "/records/\(record)/note", form: form,
                [
                    .area("note", "Note"), .text("words", "Words"), .select("way", "Way", choices: [("", "Choose"), ("phone", "By telephone")]),
                    .tick("sure", "Sure?", "Yes"), .signature("signed", "Your name"), .date("day", "Day"), .password("password", "Your password"),
                    .hidden("about", visit.query["about"]), .hidden("draft-of", "/records/\(record)/note"),
                ]))
    }

    func addRoutes(to routes: inout RouteTable) {
        // A test's sign-in: the browser keeps the session's name.
        routes.get(Address("/enter/{name}"), .everyone("enter")) { visit in
            .redirect(to: "/", cookies: [Cookie(name: "session", value: visit.gaps["name"] ?? "")])
        }
        routes.get(Address("/records/{record}"), NotesFeature.permission) { .page(page($0, FormReader())) }
        // Another button of the same form, and addresses that keep nothing.
        routes.post(Address("/records/{record}/look"), NotesFeature.permission) { .page(page($0, FormReader($0.form))) }
        routes.post(Address("/search"), NotesFeature.permission, keepsDraft: false) { .page(page($0, FormReader($0.form))) }
        routes.post(Address("/link/{token}"), .everyone("link")) { _ in .redirect(to: "/") }
        routes.post(Address("/records/{record}/note"), NotesFeature.permission) { visit in
            if visit.form["note"] == "fault" { throw StoreError.busy(attempts: 5) }
            var form = FormReader(visit.form)
            guard form.text("note", orSay: "Enter a note", lines: .several) != nil else { return .page(page(visit, form), status: 422) }
            return try await database.act(visit) { transaction in
                try transaction.audit("note saved", AuditSubject("record", visit.gaps["record"] ?? ""))
                return Done("/records/\(visit.gaps["record"] ?? "")")
            }
        }
    }
}
