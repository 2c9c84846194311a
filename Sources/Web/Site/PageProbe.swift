// Drives pages as a browser would, for tests.

import Foundation
import Kernel
import Logging

/// A browser without a screen: it keeps cookies, fills in the forms it was shown, and follows redirects when told to. Rooms' tests use it to go
/// through the router without a socket:
///
///     let probe = try PageProbe(features: [DeskFeature(...)], as: receptionist, at: frozenDay)
///     let desk = await probe.get("/desk")
///     let found = await probe.submit(desk, to: "/desk/search", ["query": "999 000 0018"])
package actor PageProbe {
    package nonisolated let website: Website
    private var jar: [String: String] = [:]

    package init(website: Website) { self.website = website }

    /// Another window of the same browser, with the cookies of this moment.
    package func window() -> PageProbe { PageProbe(website: website, jar: jar) }

    private init(website: Website, jar: [String: String]) { (self.website, self.jar) = (website, jar) }

    /// A website of `features` in which everybody is `principal`; nil for a visitor who is not signed in.
    package init(features: [any Feature], as principal: Principal?, at instant: Instant) throws {
        let gate = Gate { _ in principal.map { Gate.Session(principal: $0, formToken: "token-of-\($0.account.stored)") } }
        var logger = Logger(label: "probe")
        logger.logLevel = .critical
        let settings = WebSettings(federation: "Example Federation", secret: Array("a secret of tests only, 32 bytes".utf8))
        website = try Website(features: features, gate: gate, settings: settings, clock: .fixed(instant), logger: logger)
    }

    package func get(_ target: String, headers: Headers = Headers()) async -> PageSeen { await send("GET", target, headers, []) }

    /// Sends a form with `fields` as they are, the token of `page` included. For forms that the page does not show.
    package func post(_ target: String, _ fields: KeyValuePairs<String, String> = [:], from page: PageSeen? = nil) async -> PageSeen {
        var pairs = page.map { [("form-token", $0.formToken)] } ?? []
        pairs += fields.map { ($0.key, $0.value) }
        return await send("POST", target, ["content-type": "application/x-www-form-urlencoded"], PageProbe.encoded(pairs))
    }

    /// Fills in the form of `page` that it or one of its buttons sends to `action` and sends it; what is not named keeps the value that the page gave
    /// it. A form that the page lacks answers with status 0.
    package func submit(_ page: PageSeen, to action: String, _ fields: KeyValuePairs<String, String> = [:]) async -> PageSeen {
        await submit(page, to: action, pairs: fields.map { ($0.key, $0.value) })
    }

    /// The same with fields that are known only at run time.
    package func submit(_ page: PageSeen, to action: String, pairs fields: [(String, String)]) async -> PageSeen {
        guard let form = page.form(to: action) else { return PageSeen(status: 0, headers: Headers(), text: "The page has no form to \(action).") }
        let named = Set(fields.map(\.0))
        let pairs = form.filter { !named.contains($0.0) } + fields
        return await send("POST", action, ["content-type": "application/x-www-form-urlencoded"], PageProbe.encoded(pairs))
    }

    /// Where a redirect leads; the page itself when it is none.
    package func follow(_ page: PageSeen) async -> PageSeen {
        guard let location = page.location else { return page }
        return await get(location)
    }

    /// Sends anything.
    package func send(_ method: String, _ target: String, _ headers: Headers, _ body: [UInt8]) async -> PageSeen {
        var headers = headers
        if headers["host"] == nil { headers.add("host", "commonweal.test") }
        if !jar.isEmpty { headers.add("cookie", jar.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")) }
        let response = await website.respond(
            to: WebRequest(method: method, target: target, headers: headers, remoteAddress: "192.0.2.1", bytes: body))
        for field in response.headers.all("set-cookie") {
            let parts = field.split(separator: ";")
            let pair = (parts.first ?? "").split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard pair.count == 2 else { continue }
            jar[pair[0]] = field.contains("Max-Age=0") ? nil : pair[1]
        }
        return PageSeen(status: response.status, headers: response.headers, text: response.text)
    }

    private static func encoded(_ pairs: [(String, String)]) -> [UInt8] {
        Array(pairs.map { "\(Address.encode($0.0))=\(Address.encode($0.1))" }.joined(separator: "&").utf8)
    }
}

/// A page as a test sees it.
package struct PageSeen: Sendable {
    package let status: Int
    package let headers: Headers
    package let text: String

    package var location: String? { headers["location"] }
    package var formToken: String { form(to: nil)?.first { $0.0 == "form-token" }?.1 ?? "" }

    /// Whether the words stand on the page, as a reader would see them or as they are in the source.
    package func contains(_ words: String) -> Bool { text.contains(words) || text.contains(Markup.escape(words)) || plainText.contains(words) }

    /// Where the page's links lead, in order.
    package var links: [String] {
        text.components(separatedBy: "href=\"").dropFirst().map { String($0.prefix { $0 != "\"" }).replacing("&amp;", with: "&") }
    }

    /// The page's words without markup, white space as single spaces.
    package var plainText: String {
        var words = ""
        var isInTag = false
        for character in text {
            switch character {
            case "<":
                isInTag = true
                words.append(" ")
            case ">": isInTag = false
            default: if !isInTag { words.append(character) }
            }
        }
        return Markup.unescaped(words.split(whereSeparator: \.isWhitespace).joined(separator: " "))
    }

    /// What the first field or box of this name sends, ticked or not; nil where the page has none.
    package func value(of name: String) -> String? {
        text.components(separatedBy: "<input").dropFirst().map { String($0.prefix { $0 != ">" }) }
            .first { Markup.attribute("name", in: $0) == name }.flatMap { Markup.attribute("value", in: $0) }
    }

    /// The fields of the POST form that it or one of its buttons sends to `action`, or of the first one, as a browser would send them untouched.
    func form(to action: String?) -> [(String, String)]? {
        let forms = text.components(separatedBy: "<form").dropFirst().map { $0.components(separatedBy: "</form>").first ?? "" }
        return forms.first { form in
            FilledForm.isPost(form, to: action)
                || FilledForm.isPost(form, to: nil) && action.map { form.contains("formaction=\"\(Markup.escape($0))\"") } ?? false
        }.map(FilledForm.sent)
    }
}
