// What is typed stands in the right field.

import Foundation
import Kernel
import Testing

@testable import Web

@Suite("Forms filled in again")
struct FilledFormTests {
    @Test("A form in something that is folded is shown, and one that says what was typed already is left alone")
    func filling() {
        let form =
            "<form method=\"post\" action=\"/x\"><input type=\"hidden\" name=\"once\" value=\"new\"><textarea name=\"note\">Was</textarea></form>"
        let page = "<details class=\"d\"><summary>S</summary>\(form)</details>"
        let typed = Fields([("once", "old"), ("note", "Is")])
        func filled(_ page: String, _ fields: Fields, action: String = "/x") -> String? {
            FilledForm.page(page, action: action, with: fields) { _ in "!" }
        }
        let expected =
            "<details open class=\"d\"><summary>S</summary>!<form method=\"post\" action=\"/x\"><input type=\"hidden\" name=\"once\" value=\"old\">"
            + "<textarea name=\"note\">Is</textarea></form></details>"
        #expect(filled(page, typed) == expected)
        #expect(filled(page, Fields([("once", "old"), ("note", "Was")])) == nil)
        #expect(filled(page, typed, action: "/y") == nil)
        let other = page.replacing("</form>", with: "<input type=\"hidden\" name=\"slot\" value=\"2\"></form>")
        #expect(filled(other, typed) == nil)
        #expect(filled(other.replacing("<form", with: "<form data-draft=\"address\""), typed)?.contains("name=\"slot\" value=\"2\"") == true)
        #expect(filled(page.replacing("method=\"post\"", with: "method=\"post\" data-again"), typed) == nil)
    }

    @Test("A choice that is not offered any more leaves the form's own, and the page says so; a value that begins with a mark is filled in")
    func choices() {
        func filled(_ fields: String, _ typed: [(String, String)]) -> String? {
            FilledForm.page("<form method=\"post\" action=\"/x\">\(fields)</form>", action: "/x", with: Fields(typed)) { left in
                left.choices ? "gone" : "all"
            }
        }
        let select = "<select name=\"way\"><option value=\"a\">A</option><option value=\"b\" selected>B</option></select>"
        #expect(filled(select, [("way", "c")]) == "gone<form method=\"post\" action=\"/x\">\(select)</form>")
        #expect(filled(select, [("way", "a")])?.contains("<option value=\"a\" selected>A</option><option value=\"b\">B") == true)
        let radios = "<input type=\"radio\" name=\"way\" value=\"a\" checked><input type=\"radio\" name=\"way\" value=\"b\">"
        #expect(filled(radios, [("way", "c")]) == "gone<form method=\"post\" action=\"/x\">\(radios)</form>")
        #expect(filled(radios, [("way", "b")])?.contains("value=\"b\" checked>") == true)
        // U+0301, the combining acute accent, joins the quotation mark before it to one character.
        let marked = "<input type=\"text\" name=\"word\" value=\"\u{301}a\">"
        #expect(filled(marked, [("word", "new")])?.contains("<input type=\"text\" name=\"word\" value=\"new\">") == true)
        #expect(filled(marked, [("word", "\u{301}b")])?.unicodeScalars.contains("b") == true)
        #expect(filled(marked, [("word", "\u{301}a")]) == nil)
    }
}
