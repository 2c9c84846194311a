// Signs in as people do.

import App
import Foundation
import Kernel

/// Somebody signed in: cookies and the form token that every form carries.
struct Visitor: Sendable {
    let cookies: [String: String]
    let formToken: String

    /// Signs in through the pages; waits for the next passcode where this one was used already.
    static func signIn(_ signIn: DemonstrationSignIn, port: Int) throws -> Visitor {
        let connection = HTTPConnection(port: port)
        let start = try connection.get("/sign-in")
        var answer = try connection.post(
            "/sign-in", [("form-token", hidden("form-token", in: start.text)), ("email", signIn.email), ("password", signIn.password)])
        for _ in 0..<3 where answer.header("location")?.hasPrefix("/sign-in/passcode") == true || answer.status == 422 {
            let page = try connection.get("/sign-in/passcode")
            answer = try connection.post(
                "/sign-in/passcode",
                [("form-token", hidden("form-token", in: page.text)), ("passcode", signIn.passcode(at: BenchmarkClock.clock.now()))])
            if answer.status == 303 { break }
            Report.note("waiting for the next passcode")
            Thread.sleep(forTimeInterval: 31)
        }
        guard answer.status == 303, let home = answer.header("location") else { throw BenchmarkProblem("\(signIn.role.title) cannot sign in") }
        let page = try connection.get(home)
        guard page.status == 200 else { throw BenchmarkProblem("\(home) answers \(page.status)") }
        return Visitor(cookies: connection.jar, formToken: hidden("form-token", in: page.text))
    }

    /// The value of a hidden field.
    static func hidden(_ name: String, in html: String) -> String {
        guard let field = html.range(of: "name=\"\(name)\" value=\"") else { return "" }
        return String(html[field.upperBound...].prefix { $0 != "\"" })
    }

    /// The addresses in the page's navigation.
    static func navigation(in html: String) -> [String] {
        guard let start = html.range(of: "<nav class=\"navigation\""), let end = html.range(of: "</nav>", range: start.upperBound..<html.endIndex)
        else {
            return []
        }
        return html[start.upperBound..<end.lowerBound].components(separatedBy: "href=\"").dropFirst().map { String($0.prefix { $0 != "\"" }) }
    }
}

enum BenchmarkClock {
    static let clock = Clock { Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }
}

struct BenchmarkProblem: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
