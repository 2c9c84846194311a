// No changed form is taken for a double click.

import App
import Foundation
import Identity
import Kernel
import Store
import Testing
import Web

/// Walks through the demonstration as every role, fills in each form that is shown and sends it; then sends it again under the same key with one
/// field changed. A change that is answered with the first outcome is a change that is thrown away and confirmed as saved. Before that each form is
/// kept as a draft, and has to stand as typed when its page is opened again.
@Suite("Forms sent twice")
struct SentTwiceTests {
    /// Forms that change nothing which could be lost, by the route's address, with the reason.
    static let exceptions: [String: String] = [
        "/desk/search": "a search", "/desk/results": "a search as one types", "/desk/new-patient/form": "opens a form with what was searched for",
        "/find": "a search", "/find/results": "a search as one types", "/audit/patient": "a question, answered on the next page",
        "/sign-out": "ends the session that sends all the others",
    ]

    /// Where forms begin whose changes `act` does not make yet. It only gets shorter.
    static let withoutAct = [
        "/account/passcode", "/account/password", "/account/recovery-codes", "/account/sessions", "/people/{account}/passcode",
        "/people/{account}/roles/{assignment}/end", "/people/{account}/sessions", "/people/{account}/state", "/sign-in",
    ]

    /// What is typed, by the field's name, where the kind of field does not tell.
    static let typed: [String: String] = [
        "email": "new.person@example.org", "telephone": "07700 900456", "nhs-number": "999 000 0018", "postcode": "ZZ99 3AA", "starts": "6:30pm",
        "ends": "8pm", "minutes": "15", "same-day": "0", "given-name": "Noor", "family-name": "Specimen", "code": "Z09999",
    ]

    /// A form as a page shows it.
    struct Form: Sendable {
        struct Field: Sendable {
            enum Kind: Sendable { case hidden, text, number, area, choice }
            let name: String
            let kind: Kind
            var value: String
            /// Confirms or signs, which no draft does.
            var isAnew = false
            /// What can be chosen.
            var options: [String] = []
        }

        let action: String
        let isGrave: Bool
        /// What is chosen in it, its page's address says.
        let isToldByAddress: Bool
        var fields: [Field]
    }

    /// What became of the forms of one role.
    struct Walk: Sendable {
        var met: Set<String> = []
        /// Went through, and the changed one was refused.
        var proved: Set<String> = []
        /// Kept as a draft.
        var drafted: Set<String> = []
        var wrong: [String] = []
    }

    @Test("A form that is sent again with another content is refused, whichever it is and whoever sends it", .timeLimit(.minutes(10)))
    func everyForm() async throws {
        let folder = TemporaryFolder.temporary("sent-twice")
        let installation = try await TestInstallations.ready(.directory(folder), at: Demonstrations.now)
        let demonstration = Demonstration()
        try await demonstration.load(into: installation) { _, _ in }
        let website = try await installation.website(showing: demonstration.signIns)
        var (met, proved): (Set<String>, Set<String>) = ([], [])
        // Everybody signs in first: the walks give roles, and who holds two is asked which.
        var browsers: [(DemonstrationSignIn, PageProbe)] = []
        for signIn in demonstration.signIns { browsers.append((signIn, try await Self.browser(of: signIn, on: website))) }
        for (signIn, probe) in browsers {
            let seeds = try await Self.seeds(signIn, installation)
            let walk = try await Self.walk(as: signIn.role, probe, from: seeds)
            for fault in walk.wrong { Issue.record("\(signIn.role.title): \(fault)") }
            met.formUnion(walk.met)
            proved.formUnion(walk.proved)
        }
        let routes = Set(try PermissionDocument.routes().filter { $0.method == .post }.map(\.address.pattern))
        #expect(met.isSubset(of: routes))
        for name in Self.exceptions.keys where !routes.contains(name) { Issue.record("\(name) is an exception and no route") }
        for start in Self.withoutAct where !routes.contains(where: { $0.hasPrefix(start) }) { Issue.record("No form begins with \(start)") }
        #expect(
            proved.count >= 20,
            """
            The walk fills in too few of \(routes.count) forms to say anything: \(proved.count).
            Not met: \(routes.subtracting(met).sorted()). Met and never sent through: \(met.subtracting(proved).sorted()).
            """)
    }

    /// Somebody who has signed in.
    static func browser(of signIn: DemonstrationSignIn, on website: Website) async throws -> PageProbe {
        let probe = PageProbe(website: website)
        let page = await probe.submit(
            await probe.get("/sign-in"), to: "/sign-in", ["email": signIn.email, "password": signIn.password])
        let next = await probe.follow(page)
        if signIn.passcodeSecret != nil {
            _ = await probe.submit(next, to: "/sign-in/passcode", ["passcode": signIn.passcode(at: Demonstrations.now)])
        }
        #expect(await probe.get("/").status == 200, "\(signIn.role.title) cannot sign in")
        return probe
    }

    /// Where the walk starts beside home: a patient, whom no page but a search leads to.
    static func seeds(_ signIn: DemonstrationSignIn, _ installation: Installation) async throws -> [String] {
        guard signIn.role == .receptionist || signIn.role == .hubCoordinator else { return ["/"] }
        let patients = try await installation.database.read { connection in
            try connection.values(
                String.self,
                """
                SELECT patients.id
                FROM patients
                JOIN patient_registrations ON patient_registrations.patient = patients.id
                JOIN organisation_names ON organisation_names.organisation_id = patient_registrations.practice
                WHERE patients.died_on IS NULL
                  AND patient_registrations.until_date IS NULL
                  AND organisation_names.name = 'Riverside Surgery'
                ORDER BY patients.id
                LIMIT 2
                """)
        }
        // Each role has a patient of its own, as what one does to a record is in the way of another.
        let patient = signIn.role == .receptionist ? patients.first : patients.last
        return ["/"] + (patient.map { ["/patients/\($0)", "/desk/patients/\($0)"] } ?? [])
    }

    /// Looks at up to three pages of each address, and at each form of each once.
    static func walk(as role: Role, _ probe: PageProbe, from seeds: [String]) async throws -> Walk {
        let routes = try PermissionDocument.routes().filter { $0.permission.allows(role) }
        var (waiting, seen, looks): ([String], Set<String>, [String: Int]) = (seeds, Set(seeds), [:])
        for route in routes where route.method == .get && route.address.gaps.isEmpty && seen.insert(route.address.pattern).inserted {
            waiting.append(route.address.pattern)
        }
        var (walk, forms): (Walk, [(pattern: String, address: String)]) = (Walk(), [])
        while let address = waiting.first {
            waiting.removeFirst()
            guard let pattern = pattern(of: address, .get, routes), looks[pattern, default: 0] < 3, !pattern.hasSuffix(".csv") else { continue }
            looks[pattern, default: 0] += 1
            let page = await probe.get(address)
            guard page.status == 200 else { continue }
            for link in links(on: page) where seen.insert(link).inserted { waiting.append(link) }
            for form in Self.forms(on: page) {
                guard let target = Self.pattern(of: form.action, .post, routes), exceptions[target] == nil,
                    !withoutAct.contains(where: { target.hasPrefix($0) })
                else { continue }
                walk.met.insert(target)
                if form.fields.contains(where: { $0.kind != .hidden }) { forms.append((target, address)) }
            }
        }
        // What cannot be taken back comes last.
        for isGrave in [false, true] {
            for (target, address) in forms where !walk.proved.contains(target) {
                let page = await probe.get(address)
                guard let form = Self.forms(on: page).first(where: { Self.pattern(of: $0.action, .post, routes) == target }),
                    form.isGrave == isGrave
                else { continue }
                let isKept = routes.contains { $0.method == .post && $0.address.pattern == target && $0.keepsDraft }
                if isKept, walk.drafted.insert(target).inserted { await draft(filled(form), at: address, target, probe, &walk) }
                await send(filled(form), target, probe, &walk)
            }
        }
        return walk
    }

    /// Keeps a form as a draft, looks that it stands as typed on its page, and discards it.
    static func draft(_ form: Form, at address: String, _ target: String, _ probe: PageProbe, _ walk: inout Walk) async {
        func post(_ address: String, _ pairs: [(String, String)]) async -> PageSeen {
            let body = pairs.map { "\(Address.encode($0.0))=\(Address.encode($0.1))" }.joined(separator: "&")
            return await probe.send("POST", address, ["content-type": "application/x-www-form-urlencoded", "x-fragment": "1"], Array(body.utf8))
        }
        let kept = await post(DraftsFeature.typed.path(), form.fields.map { ($0.name, $0.value) } + [("draft-of", form.action)])
        if kept.status != 200 { walk.wrong.append("\(target) is not kept as a draft: \(kept.status)") }
        let seen = form.fields.filter { $0.kind != .hidden && !$0.isAnew && !(form.isToldByAddress && $0.kind == .choice) }
        let shown = forms(on: await probe.get(address)).first {
            $0.action == form.action && Set(seen.map(\.name)).isSubset(of: $0.fields.map(\.name))
        }
        for field in seen where !field.value.isEmpty && shown?.fields.first(where: { $0.name == field.name })?.value != field.value {
            walk.wrong.append("\(target) does not show “\(field.name)” as it was typed")
        }
        let token = form.fields.first { $0.name == "form-token" }?.value ?? ""
        _ = await post(DraftsFeature.discarding.path(), [("form-token", token), ("draft-of", form.action), ("page", address)])
    }

    /// Sends a form, then the same with one field changed.
    static func send(_ form: Form, _ target: String, _ probe: PageProbe, _ walk: inout Walk) async {
        guard let changed = change(of: form) else { return }
        func answer(_ form: Form) async -> PageSeen {
            let body = form.fields.map { "\(Address.encode($0.name))=\(Address.encode($0.value))" }.joined(separator: "&")
            return await probe.send("POST", form.action, ["content-type": "application/x-www-form-urlencoded"], Array(body.utf8))
        }
        let first = await answer(form)
        if first.status >= 500 { walk.wrong.append("\(target) answers \(first.status)") }
        guard first.status == 303 else { return }
        let second = await answer(changed.form)
        guard [409, 422].contains(second.status) else {
            walk.wrong.append("\(target) answers \(second.status) to a changed “\(changed.name)”, \(second.location ?? "without a way")")
            return
        }
        if second.status == 409, !second.text.contains(Markup.escape(changed.value)) {
            walk.wrong.append("\(target) loses what was typed into “\(changed.name)”")
        }
        let third = await answer(form)
        if third.location != first.location { walk.wrong.append("\(target) leads to \(third.location ?? "nowhere") the second time") }
        walk.proved.insert(target)
    }

    // MARK: - Forms

    /// The form with something in every field.
    static func filled(_ form: Form) -> Form {
        var form = form
        for index in form.fields.indices where form.fields[index].value.isEmpty {
            let field = form.fields[index]
            let name = field.name
            if field.kind == .choice { form.fields[index].value = field.options.first { !$0.isEmpty } ?? "" }
            guard field.kind != .hidden, field.kind != .choice else { continue }
            let (day, month, year) = ("20", "11", "2026")
            form.fields[index].value =
                typed[name] ?? (name.hasSuffix("-day") ? day : name.hasSuffix("-month") ? month : name.hasSuffix("-year") ? year : nil)
                ?? (field.kind == .number ? "10" : "Example")
        }
        return form
    }

    /// The form with one field changed: words where there are some, else a number, a day or a choice.
    static func change(of form: Form) -> (form: Form, name: String, value: String)? {
        func changed(_ index: Int, _ value: String) -> (form: Form, name: String, value: String) {
            var form = form
            form.fields[index].value = value
            return (form, form.fields[index].name, value)
        }
        let fields = form.fields.enumerated().filter { $0.element.kind != .hidden }
        let words = fields.filter { typed[$0.element.name] == nil && !$0.element.name.contains("-year") }
        if let index = words.first(where: { $0.element.kind == .area })?.offset { return changed(index, form.fields[index].value + " again") }
        if let index = words.first(where: { $0.element.kind == .text })?.offset { return changed(index, form.fields[index].value + " again") }
        if let index = words.first(where: { $0.element.kind == .number })?.offset { return changed(index, form.fields[index].value + "1") }
        for (index, field) in fields where field.kind == .choice {
            if let other = field.options.first(where: { $0 != field.value && !$0.isEmpty }) { return changed(index, other) }
        }
        return nil
    }

    static func pattern(of address: String, _ method: Visit.Method, _ routes: [RouteTable.Route]) -> String? {
        let parts = address.prefix { $0 != "?" && $0 != "#" }.split(separator: "/")
        let fitting = routes.filter { route in
            let wanted = route.address.pattern.split(separator: "/")
            return route.method == method && wanted.count == parts.count && zip(wanted, parts).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
        }
        return fitting.min { $0.address.gaps.count < $1.address.gaps.count }?.address.pattern
    }

    static func links(on page: PageSeen) -> [String] {
        page.text.components(separatedBy: "href=\"").dropFirst().compactMap { $0.components(separatedBy: "\"").first.map(unescaped) }
            .filter { $0.hasPrefix("/") && !$0.hasPrefix("/assets/") }.map { String($0.prefix { $0 != "#" }) }
    }

    static func forms(on page: PageSeen) -> [Form] {
        page.text.components(separatedBy: "<form").dropFirst().compactMap { piece in
            let text = piece.components(separatedBy: "</form>").first ?? ""
            let head = String(text.prefix { $0 != ">" })
            guard head.contains("method=\"post\""), let action = attribute("action", in: head) else { return nil }
            return Form(
                action: action, isGrave: text.contains("button-warning"), isToldByAddress: head.contains("data-draft=\"address\""),
                fields: fields(in: text))
        }
    }

    private static func fields(in form: String) -> [Form.Field] {
        var fields: [Form.Field] = []
        for piece in form.components(separatedBy: "<input").dropFirst() {
            let tag = String(piece.prefix { $0 != ">" })
            let (type, value) = (attribute("type", in: tag) ?? "text", attribute("value", in: tag) ?? "")
            guard let name = attribute("name", in: tag), !["submit", "file"].contains(type) else { continue }
            let isAnew = tag.contains(" data-anew")
            switch type {
            case "radio", "checkbox":
                let isChosen = tag.contains(" checked")
                if let index = fields.firstIndex(where: { $0.name == name && $0.kind == .choice }) {
                    fields[index].options.append(value)
                    if isChosen { fields[index].value = value }
                } else {
                    fields.append(Form.Field(name: name, kind: .choice, value: isChosen ? value : "", isAnew: isAnew, options: [value]))
                }
            case "hidden": fields.append(Form.Field(name: name, kind: .hidden, value: value))
            default:
                let isNumber = tag.contains("inputmode=\"numeric\"") || tag.contains("inputmode=\"decimal\"")
                fields.append(Form.Field(name: name, kind: isNumber ? .number : .text, value: value, isAnew: isAnew))
            }
        }
        for piece in form.components(separatedBy: "<textarea").dropFirst() {
            guard let name = attribute("name", in: String(piece.prefix { $0 != ">" })) else { continue }
            let value = piece.drop { $0 != ">" }.dropFirst().components(separatedBy: "</textarea>").first ?? ""
            fields.append(Form.Field(name: name, kind: .area, value: unescaped(value)))
        }
        for piece in form.components(separatedBy: "<select").dropFirst() {
            guard let name = attribute("name", in: String(piece.prefix { $0 != ">" })) else { continue }
            let options = (piece.components(separatedBy: "</select>").first ?? "").components(separatedBy: "<option").dropFirst().map { option in
                let tag = String(option.prefix { $0 != ">" })
                return (value: attribute("value", in: tag) ?? "", isChosen: tag.contains(" selected"))
            }
            let chosen = options.first(where: \.isChosen)?.value ?? options.first?.value ?? ""
            fields.append(Form.Field(name: name, kind: .choice, value: chosen, options: options.map(\.value)))
        }
        return fields
    }

    private static func attribute(_ name: String, in tag: String) -> String? {
        guard let range = tag.range(of: " \(name)=\"") else { return nil }
        return unescaped(String(tag[range.upperBound...].prefix { $0 != "\"" }))
    }

    private static func unescaped(_ text: String) -> String {
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")].reduce(text) {
            $0.replacingOccurrences(of: $1.0, with: $1.1)
        }
    }
}
