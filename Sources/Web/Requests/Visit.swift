// One request by one person.

import Kernel
import Store

/// What a handler gets: who asks for what, when. Everything in it has been checked as far as the shell can: the permission, the form's token, the size.
package struct Visit: Sendable {
    package let method: Method
    /// The path as asked for, without its query.
    package let path: String
    package let gaps: [String: String]
    package let query: Fields
    /// The form's fields; empty for GET.
    package let form: Fields
    /// The person, in the role they act in. Nil only on routes open to everyone.
    package let principal: Principal?
    package let now: Instant
    /// Today in Europe/London.
    package let today: LocalDate
    package let requestID: String
    /// The remote address, for the slow-down of guessing.
    package let remoteAddress: String
    package let cookies: [String: String]
    /// What every form carries, so that no other site can send it.
    package let formToken: String
    /// A file sent with the form, by field name.
    package let uploads: [String: Upload]
    /// Seals what was typed, so that it can be shown again.
    let seal: FormSeal?
    /// When the session ends where nothing more is done; nil where it does not, and for a visitor.
    let sessionEndsAt: Instant?
    /// Where what was typed is kept as a draft; nil where it is not.
    let draftAddress: String?

    package enum Method: String, Hashable, Sendable { case get = "GET", post = "POST" }

    package init(
        method: Method, path: String, gaps: [String: String] = [:], query: Fields = Fields(), form: Fields = Fields(), principal: Principal?,
        now: Instant,
        requestID: String, remoteAddress: String = "", cookies: [String: String] = [:], formToken: String = "", uploads: [String: Upload] = [:],
        seal: FormSeal? = nil, sessionEndsAt: Instant? = nil, draftAddress: String? = nil
    ) {
        self.method = method
        self.path = path
        self.gaps = gaps
        self.query = query
        self.form = form
        self.principal = principal
        self.now = now
        self.today = London.local(now).date
        self.requestID = requestID
        self.remoteAddress = remoteAddress
        self.cookies = cookies
        self.formToken = formToken
        self.uploads = uploads
        self.seal = seal
        self.sessionEndsAt = sessionEndsAt
        self.draftAddress = draftAddress
    }

    /// The signed-in person; a route that is not open to everyone always has one.
    package var person: Principal {
        get throws {
            guard let principal else { throw Refusal.signInFirst }
            return principal
        }
    }

    /// Who acts, for `Database.write`.
    package var actor: Actor {
        guard let principal else { return Actor(process: "visitor", request: requestID) }
        return Actor(
            account: principal.account, person: principal.person, role: principal.role, organisation: principal.organisation, request: requestID)
    }

    /// The identifier in a gap of the address; an ill-formed one is a page that is not there.
    package func id<Subject>(_ gap: String, of _: Subject.Type = Subject.self) throws -> ID<Subject> {
        guard let text = gaps[gap], let id = try? ID<Subject>(parsing: text) else { throw Refusal.notFound }
        return id
    }

    /// The token that makes a double click one change. A form with buttons for several addresses is another form at each.
    package var once: OnceKey { OnceKey(form["once"].isEmpty ? "" : "\(form["once"]) \(path)") }

    /// The form as it was sent.
    package var sent: SentForm {
        let typed = form.typed
        var content = RunningFingerprint()
        content.update(Array("\(typed.encoded)\n".utf8))
        for (name, upload) in uploads.sorted(by: { $0.key < $1.key }) { content.update(Array(name.utf8) + upload.bytes) }
        let hex = content.finish().hex
        return SentForm(key: once, content: seal?.mark(hex) ?? hex, sealed: seal?.seal(typed.withoutSecrets) ?? "")
    }
}

/// The fields of a form or a query, trimmed, in the order they came.
package struct Fields: Hashable, Sendable {
    package private(set) var pairs: [(name: String, value: String)]

    package init(_ pairs: [(name: String, value: String)] = []) { self.pairs = pairs }

    /// The first value of `name`, without white space at its ends; empty where there is none.
    package subscript(_ name: String) -> String { pairs.first { $0.name == name }?.value ?? "" }
    package func all(_ name: String) -> [String] { pairs.filter { $0.name == name }.map(\.value) }
    package func has(_ name: String) -> Bool { pairs.contains { $0.name == name } }
    package var isEmpty: Bool { pairs.isEmpty }

    /// What a person typed or chose, without what the page itself put into its form.
    var typed: Fields { Fields(pairs.filter { !["form-token", "once", "draft-of"].contains($0.name) }) }

    /// What may be kept and shown again: neither passwords nor codes.
    var withoutSecrets: Fields { Fields(pairs.filter { !Fields.isSecret($0.name) }) }

    /// The names of fields for passwords, passcodes and recovery codes; an ODS code and a postcode are none.
    static func isSecret(_ name: String) -> Bool {
        name.contains("password") || name.contains("passcode") || ["current", "again", "recovery-code"].contains(name)
    }

    /// As a browser sends them.
    var encoded: String { pairs.map { "\(Address.encode($0.name))=\(Address.encode($0.value))" }.joined(separator: "&") }

    package static func == (left: Fields, right: Fields) -> Bool {
        left.pairs.count == right.pairs.count && zip(left.pairs, right.pairs).allSatisfy { $0.name == $1.name && $0.value == $1.value }
    }

    package func hash(into hasher: inout Hasher) {
        for pair in pairs {
            hasher.combine(pair.name)
            hasher.combine(pair.value)
        }
    }
}

package struct Upload: Hashable, Sendable {
    package let fileName: String
    package let bytes: [UInt8]

    package init(fileName: String, bytes: [UInt8]) {
        self.fileName = fileName
        self.bytes = bytes
    }
}

/// Why a request is not served. Each becomes a page that says what to do next.
package enum Refusal: Error, Hashable, Sendable {
    /// 303 to the sign-in page, and back afterwards.
    case signInFirst
    /// 403: the role or the organisation does not allow it. The sentence says who can.
    case notAllowed(String)
    /// 404: also for what exists but lies outside the person's scope, so that its existence is not given away.
    case notFound
    /// 409: somebody else was first. The sentence says what happened and what is left.
    case conflict(String)
    /// 422: it cannot be done, and there is no form to mend.
    case invalid(String)
    /// 400
    case badRequest(String)
    /// 413
    case tooLarge(limit: Int)
    /// 429
    case slowDown(seconds: Int)
    /// 503: the database is away or another writer was in the way each time.
    case tryAgain(String)
}
