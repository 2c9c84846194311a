// A small room that these tests visit.

import Kernel
import Logging
import Store
import Synchronization
import TestKit
import Web

extension Cast {
    static let receptionist = principal(.receptionist)
    static let silence = Logger(label: "silence") { _ in SwiftLogNoOpLogHandler() }

    /// Somebody at Riverside Surgery, whatever the role.
    static func principal(_ role: Role) -> Principal {
        Principal(
            account: id(50), person: rae, name: "Rashid Example", role: role, organisation: riverside, organisationName: "Riverside Surgery",
            holdsOtherRoles: false, scope: .practice(riverside))
    }
}

/// A small room with one page, one form and a few refusals.
struct PeopleFeature: Feature {
    static let people = Address("/people")
    static let view = Permission("people view", [.receptionist, .practiceManager])

    var templates: [Template] { [Template("people", Array(PeoplePage.text.utf8))] }
    var samples: [any Page] { [PeoplePage.sample] }
    var navigation: [NavigationItem] {
        [
            NavigationItem("People", "/people", PeopleFeature.view, in: .people, order: 1),
            NavigationItem("Board", "/board", Permission("board view", [.boardMember]), in: .governance, order: 2),
        ]
    }

    func addRoutes(to routes: inout RouteTable) {
        routes.get(PeopleFeature.people, PeopleFeature.view) { visit in .page(PeoplePage(FormReader(visit.form))) }
        routes.get(Address("/board"), Permission("board view", [.boardMember])) { _ in .text("board") }
        routes.get(Address("/people/{person}"), PeopleFeature.view) { visit in
            let _: PersonID = try visit.id("person")
            return .text("person \(visit.gaps["person"] ?? "")")
        }
        routes.get(Address("/fault/{kind}"), .everyone("fault")) { visit in
            switch visit.gaps["kind"] {
            case "busy": throw StoreError.busy(attempts: 5)
            case "away": throw StoreError.unreachable("socket closed")
            case "unknown": throw StoreError.outcomeUnknown
            case "full": throw StoreError.diskFull
            case "slow": throw Refusal.slowDown(seconds: 300)
            case "conflict": throw Refusal.conflict("6:30pm has just been booked by somebody else. 6:40pm and 6:50pm are free.")
            case "statement": throw StoreError.statement("SELECT secret")
            default: throw Leak(details: "Amina Example 9990000018")
            }
        }
        routes.get(Address("/open"), .everyone("open page")) { visit in .page(PeoplePage(FormReader(visit.form))) }
        routes.post(Address("/open"), .everyone("open page")) { visit in .text("thank you \(visit.form["name"])") }
        routes.get(Address("/elsewhere"), .everyone("open page")) { _ in .redirect(to: "//evil.example/") }
        routes.post(Address("/upload"), PeopleFeature.view, bodyLimit: 2000) { visit in
            let file = visit.uploads["file"]
            return .text("\(file?.fileName ?? "none"): \(file?.bytes.count ?? 0) bytes, note \(visit.form["note"])")
        }
        routes.post(PeopleFeature.people, PeopleFeature.view) { visit in
            var form = FormReader(visit.form)
            guard form.text("name", orSay: "Enter a name") != nil else { return .page(PeoplePage(form), status: 422) }
            return .redirect(to: PeopleFeature.people.path(), notice: "added")
        }
    }

    struct Leak: Error { let details: String }
}

struct PeoplePage: Page {
    static let template = "people"
    static let sample = PeoplePage(FormReader())
    static let text = """
        {{#errors}}{{>error-summary}}{{/errors}}
        <h1>{{title}}</h1>
        <form method="post" action="{{action}}">{{>form-token}}
        {{#name}}{{>text-field}}{{/name}}
        <button class="button" type="submit">Add person</button>
        </form>
        """

    let title = "People"
    let errors: ErrorSummary
    let name: TextField
    let action = PeopleFeature.people.path()
    var hasProblems: Bool { !errors.isEmpty }

    init(_ form: FormReader) {
        errors = form.summary
        name = form.textField("name", "Name")
    }
}

/// Keeps what is logged.
final class LogLines: LogHandler, Sendable {
    private let lines = Mutex<[String]>([])

    var text: String { lines.withLock { $0.joined(separator: "\n") } }
    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }
    var logLevel: Logger.Level {
        get { .trace }
        set {}
    }
    subscript(metadataKey _: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }

    func log(event: LogEvent) {
        let words = (event.metadata ?? [:]).map { "\($0.key)=\($0.value)" }.sorted().joined(separator: " ")
        lines.withLock { $0.append("\(event.level) \(event.message) \(words)") }
    }
}
