// Pages out of structs and templates.

import Kernel
import Testing

@testable import Web

@Suite struct RenderingTests {
    private struct Row: Encodable, Sendable {
        let name: String
        let note: String
        let isLate: Bool
        let count: Int
    }

    private struct ListPage: Page {
        static let template = "list"
        static let sample = ListPage(rows: [Row(name: "Oak <Hub>", note: "", isLate: true, count: 0)])
        let title = "Outer"
        let note = "outer note"
        let rows: [Row]
    }

    private struct NilPage: Page {
        static let template = "list"
        static let sample = NilPage(note: nil)
        let title = "Nil"
        let note: String?
    }

    private func renderer(_ text: String) throws -> Renderer { try Renderer(templates: [Template("list", Array(text.utf8))]) }

    @Test("Lists, flags, numbers and empty texts render, and text is escaped")
    func values() throws {
        let renderer = try renderer(
            "{{#rows}}[{{name}}|{{#note}}note{{/note}}{{^note}}none{{/note}}|{{#isLate}}late{{/isLate}}|{{count}}]{{/rows}}{{rows.count}}")
        let text = try renderer.fragment(ListPage.sample, in: Shell(), once: "a")
        #expect(text == "[Oak &lt;Hub&gt;|none|late|0]1")
    }

    @Test("An empty list shows its inverted section")
    func emptyList() throws {
        let text = try renderer("{{^rows}}nothing{{/rows}}{{#rows.isEmpty}}, empty{{/rows.isEmpty}}").fragment(
            ListPage(rows: []), in: Shell(), once: "a")
        #expect(text == "nothing, empty")
    }

    @Test("A page with an optional is refused, whether it is nil or not", arguments: [nil, "text"])
    func optional(note: String?) throws {
        let renderer = try renderer("{{note}}")
        #expect(throws: PageProblem.optional("note")) { try renderer.fragment(NilPage(note: note), in: Shell(), once: "a") }
    }

    @Test("A name that the page lacks is found, also in a branch that the sample does not take and in a partial")
    func unknownName() throws {
        #expect(try TemplateCheck.problems(of: ListPage.sample, in: renderer("{{title}}{{#rows}}{{name}}{{/rows}}")).isEmpty)
        #expect(try TemplateCheck.problems(of: ListPage.sample, in: renderer("{{heading}}")) == ["list: the page has no “heading”"])
        #expect(try TemplateCheck.problems(of: ListPage.sample, in: renderer("{{#rows}}{{#note}}{{author}}{{/note}}{{/rows}}")).count == 1)
        #expect(try TemplateCheck.problems(of: ListPage.sample, in: renderer("{{#rows}}{{>tag}}{{/rows}}")).contains("tag: the page has no “word”"))
        #expect(
            try TemplateCheck.problems(of: ListPage(rows: []), in: renderer("{{#rows}}{{name}}{{/rows}}")) == [
                "list: the sample's list “rows” is empty"
            ])
    }

    @Test("Templates that cannot be used stop the start")
    func broken() throws {
        #expect(throws: TemplateProblem.twice("tag")) { try Renderer(templates: [Template("tag", [])]) }
        #expect(throws: TemplateProblem.openForm("list")) { try renderer("<form method=\"post\" action=\"/x\"><button>Go</button></form>") }
        #expect(throws: Never.self) { try renderer("<form method=\"get\" action=\"/x\"><button>Go</button></form>") }
        #expect(throws: TemplateProblem.self) { try renderer("{{#open}}") }
        #expect(throws: TemplateProblem.self) { try renderer("{{>nowhere}}") }
    }

    @Test("Every form of a page has a token of its own to be settled by")
    func onceTokens() throws {
        let form = "<form method=\"post\" action=\"/x\">{{>form-token}}</form>"
        let text = try renderer(form + form).fragment(ListPage.sample, in: Shell(), once: "abc")
        #expect(text.contains("value=\"abc-1\"") && text.contains("value=\"abc-2\""))
    }

    @Test("The shell's own templates name nothing that their samples lack")
    func ownTemplates() throws {
        let renderer = try Renderer(templates: ComponentsFeature().templates)
        let problems =
            try TemplateCheck.problems(of: ComponentsPage.sample, in: renderer) + TemplateCheck.problems(of: RefusalPage.sample, in: renderer)
        #expect(problems.isEmpty, "\(problems)")
    }
}
