// What people type, read or refused.

import Foundation
import Kernel
import Testing
import Web

@Suite struct FormReaderTests {
    private func form(_ pairs: (String, String)...) -> FormReader { FormReader(Fields(pairs.map { (name: $0.0, value: $0.1) })) }

    @Test("A field that must be there says so where it is missing, and keeps its place in the summary")
    func missing() throws {
        var form = form(("name", ""), ("list", "ten"))
        #expect(form.text("name", orSay: "Enter a name") == nil)
        #expect(form.integer("list", in: 1...50_000, orSay: "Enter the list size") == nil)
        #expect(form.date("opened", orSay: "Enter a date") == nil)
        #expect(!form.isSound)
        #expect(form.summary.items.map(\.sentence) == ["Enter a name", "Enter a whole number, for example 1", "Enter a date"])
        #expect(form.summary.items.map(\.field) == ["name", "list", "opened"])
    }

    @Test("The first problem of a field stands, and its field shows it beside what was typed")
    func firstProblem() {
        var form = form(("code", "A8"))
        form.refuse("code", "First")
        form.refuse("code", "Second")
        let field = form.textField("code", "Code", hint: "Six characters")
        #expect(field.error == "First" && field.value == "A8" && field.describedBy == "code-hint code-error")
    }

    @Test("What cannot be seen is refused, and a character may not be made of thousands")
    func unseen() {
        for scalar in ["\u{202E}", "\u{2066}", "\u{7F}", "\u{85}", "\u{9B}", "\u{2028}", "\u{2029}", "\u{0}", "\u{1B}"] {
            var form = form(("name", "Amina\(scalar)Example"))
            #expect(form.text("name", orSay: "", lines: .several) == nil, "\(scalar.unicodeScalars.map(\.value))")
            #expect(form.error("name") == "Remove the characters that cannot be shown")
        }
        var stacked = form(("name", "e" + String(repeating: "\u{301}", count: 200)))
        #expect(stacked.fields["name"].count == 1)
        #expect(stacked.text("name", orSay: "", longest: 200) == nil)
        var decent = form(("name", "Zoe\u{308} O’Ne\u{301}ill"), ("right", "\u{645}\u{631}\u{64A}\u{645}\u{200F}"))
        #expect(decent.text("name", orSay: "") != nil && decent.optionalText("right") != "" && decent.isSound)
    }

    @Test("A line break is taken in a text area alone, and counts once")
    func lines() {
        var one = form(("name", "Amina\r\nExample"))
        #expect(one.text("name", orSay: "") == nil && one.error("name") == "Write this on one line")
        var several = form(("note", "ab\r\ncd"))
        #expect(several.optionalText("note", longest: 5, lines: .several) == "ab\r\ncd")
        #expect(several.optionalText("note", longest: 4, lines: .several) == "")
    }

    @Test("A date is read from three boxes or from one")
    func dates() throws {
        var boxes = form(("born-day", "4"), ("born-month", "5"), ("born-year", "1961"))
        #expect(boxes.date("born", orSay: "Enter a date of birth")?.stored == "1961-05-04")
        var named = form(("born-day", "4"), ("born-month", "May"), ("born-year", "1961"))
        #expect(named.date("born", orSay: "Enter a date of birth")?.stored == "1961-05-04")
        var one = form(("born", "4/5/1961"))
        #expect(one.date("born", orSay: "Enter a date of birth")?.stored == "1961-05-04")
    }

    @Test("A date with a box left out leads to that box, and one that does not exist to the first")
    func brokenDates() {
        var absent = form(("born-day", "4"), ("born-month", ""), ("born-year", "1961"))
        #expect(absent.date("born", orSay: "Enter a date of birth") == nil)
        #expect(absent.summary.items.first?.field == "born-month")
        var impossible = form(("born-day", "31"), ("born-month", "2"), ("born-year", "1961"))
        #expect(impossible.date("born", orSay: "Enter a date of birth") == nil)
        #expect(impossible.summary.items.first?.field == "born-day")
        var empty = form(("born-day", ""), ("born-month", ""), ("born-year", ""))
        #expect(empty.optionalDate("born") == nil && empty.isSound)
        #expect(empty.date("born", orSay: "Enter a date of birth") == nil)
        #expect(empty.error("born") == "Enter a date of birth" && empty.summary.items.first?.field == "born-day")
    }

    @Test("Numbers take separators and keep their bounds")
    func integers() {
        var form = form(("a", "12,345"), ("b", "0"), ("c", "9 812"), ("d", "99999999999999999999"))
        #expect(form.integer("a", in: 1...50_000, orSay: "") == 12_345)
        #expect(form.integer("b", in: 1...50_000, orSay: "") == nil)
        #expect(form.error("b") == "Enter a number from 1 to 50,000")
        #expect(form.integer("c", in: 1...50_000, orSay: "") == 9812)
        #expect(form.integer("d", in: 1...50_000, orSay: "") == nil)
    }

    @Test("A number that could be two is refused", arguments: ["a", "b", "c"])
    func looseNumbers(name: String) {
        var loose = form(("a", "12,34"), ("b", "1 2"), ("c", "12.5"))
        #expect(loose.integer(name, in: 1...50_000, orSay: "") == nil)
        #expect(loose.error(name) == "Enter a whole number, for example 1")
    }

    @Test("Money and values of the trade explain themselves")
    func values() {
        var form = form(("price", "£1,200.50"), ("number", "999 000 0018"), ("wrong", "999 000 0019"))
        #expect(form.money("price", orSay: "Enter a price")?.pence == 120_050)
        #expect(form.value("number", as: NHSNumber.self, orSay: "Enter an NHS number")?.stored == "9990000018")
        #expect(form.value("wrong", as: NHSNumber.self, orSay: "Enter an NHS number") == nil)
        #expect(!form.error("wrong").isEmpty)
        #expect(!form.error("wrong").contains("0019"), "a patient's number is not repeated in a message")
    }

    @Test("A choice that was not offered is none")
    func choices() {
        var form = form(("role", "emperor"), ("hub", "elm"), ("tick", "a"), ("tick", "x"), ("tick", "b"))
        #expect(form.choice("role", as: Role.self, orSay: "Choose a role") == nil)
        #expect(form.choice("hub", among: ["oak", "elm"], orSay: "Choose a hub") == "elm")
        #expect(form.ticked("tick", among: ["a", "b", "c"]) == ["a", "b"])
    }

    @Test("Texts have a length, and no characters that cannot be shown")
    func texts() {
        var form = form(("long", String(repeating: "é", count: 201)), ("bell", "a\u{7}b"), ("lines", "a\r\nb"))
        #expect(form.text("long", orSay: "") == nil && form.error("long").contains("200"))
        #expect(form.text("bell", orSay: "") == nil)
        #expect(form.text("lines", orSay: "", lines: .several) == "a\r\nb")
    }

    @Test("After a conflict each box in which something else is typed says what the record says now")
    func standing() throws {
        var sent = form(("revision", "1"), ("name", "Oak"), ("kind", "a"), ("from-day", "1"), ("from-month", "4"), ("from-year", "2026"))
        func hints(_ form: FormReader) throws -> [String] {
            [
                form.textField("name", "Name", hint: "As it stands", value: "Elm").hint,
                form.choiceField("kind", "Kind", choices: [("a", "Ash"), ("b", "Birch")], chosen: "b").hint,
                form.dateField("from", "From", value: try LocalDate(parsing: "2026-05-01")).hint,
                form.textField("name", "Name", hint: "As it stands", value: "Oak").hint,
            ]
        }
        let plain = ["As it stands", "", "For example, 27 3 1985", "As it stands"]
        #expect(try hints(sent) == plain)
        sent.refuse("name", "Enter another")
        #expect(try hints(sent) == plain)
        sent.refuse(ChangedMeanwhile())
        #expect(
            try hints(sent) == [
                "As it stands. It now says: Elm", "It now says: Birch", "For example, 27 3 1985. It now says: 1 May 2026", "As it stands",
            ])
    }
}
