// Routes of what one wants to be told of.

import Kernel
import Notices
import Store
import Web

struct NoticePreferenceRoutes: Sendable {
    let database: any Database
    let kinds: [NoticeKind]

    func add(to routes: inout RouteTable) {
        routes.get(IdentityAddresses.accountNotices, .signedIn("own account see")) { .page(try await page($0, FormReader())) }
        routes.post(IdentityAddresses.accountNotices, .signedIn("own account change"), save)
    }

    private func page(_ visit: Visit, _ form: FormReader) async throws -> FormPage {
        let (person, kinds) = (try visit.person.person, kinds)
        let (chosen, quiet) = try await database.read { connection in
            (
                try kinds.filter(\.hasChoice).map { (kind: $0, rhythm: try PreferenceStore.rhythm(of: $0, for: person, in: connection)) },
                try PreferenceStore.quietHours(of: person, in: connection)
            )
        }
        let fixed = kinds.filter { !$0.hasChoice }.map { FormField.note("\($0.title): \($0.explanation)") }
        return FormPage(
            "What Commonweal tells you of", back: BackLink("My account", IdentityAddresses.account.path()),
            lead: [
                "Commonweal writes to you by email. No email says anything about a patient.",
                "Once a day means each morning at 7am, once a week on Monday mornings.",
            ],
            FormView(
                "Save", action: IdentityAddresses.accountNotices.path(), form: form,
                chosen.map { kind, rhythm in
                    .radios(
                        kind.fieldName, kind.title, hint: kind.explanation, choices: kind.choices.map { ($0.rawValue, $0.title) },
                        chosen: rhythm.rawValue, isInline: true)
                } + (fixed.isEmpty ? [] : [.heading("Always sent at once")] + fixed) + [
                    .heading("Quiet hours"),
                    .note("In these hours, London time, nothing is sent unless you ask for it. For no quiet hours enter the same time twice."),
                    .text("quiet-from", "Quiet from", hint: "For example, 8pm", value: quiet.fromTime.text, width: .narrow),
                    .text("quiet-until", "Quiet until", hint: "For example, 7am", value: quiet.untilTime.text, width: .narrow),
                ]))
    }

    @Sendable private func save(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            try await page(visit, $0)
        } read: { form in
            let person = try visit.person.person
            var choices: [(kind: NoticeKind, rhythm: Rhythm)] = []
            for kind in kinds where kind.hasChoice {
                let chosen = form.choice(kind.fieldName, among: kind.choices.map(\.rawValue), orSay: "Choose how often")
                if let rhythm = chosen.flatMap(Rhythm.init(rawValue:)) { choices.append((kind, rhythm)) }
            }
            let from = form.time("quiet-from", orSay: "Enter when the quiet hours begin, for example 8pm")
            let until = form.time("quiet-until", orSay: "Enter when the quiet hours end, for example 7am")
            guard let from, let until else { return nil }
            return { [choices] tx in
                try PreferenceStore.set(choices, quiet: QuietHours(from: from, until: until), of: person, in: tx)
                return Done(IdentityAddresses.accountNotices.path(), IdentityNotice.preferencesSaved)
            }
        }
    }
}

extension NoticeKind {
    /// "action reminders" is asked for in the field "kind-action-reminders".
    fileprivate var fieldName: String { "kind-" + key.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? String($0) : "-" }.joined() }
}
