// Names are found as they are typed.

import Kernel
import TestKit
import Testing

@Suite("Names as people type them")
struct NameSearchTests {
    @Test(
        "Capitals, accents, apostrophes and hyphens make no difference",
        arguments: [
            ("Dr O’Brien-Müller", "dr obrien muller"), ("  ST. MARY'S   Surgery ", "st marys surgery"), ("Łukasz Żółć", "lukasz zolc"),
            ("Æthelred", "aethelred"),
            ("Straße", "strasse"), ("Nguyễn", "nguyen"), ("cafe\u{301}", "cafe"), ("A&B (Hub)", "a b hub"), ("Ελένη", "ελένη"), ("", ""), ("...", ""),
        ])
    func folding(name: String, folded: String) {
        #expect(NameSearch.folded(name) == folded)
        #expect(NameSearch.folded(folded) == folded)
    }

    @Test("The whole word comes before its beginning, and that before a slip of the finger")
    func order() {
        let names = ["Riverdale Surgery", "Riverbide Surgery", "River Road Practice", "Riverside Surgery", "Oak Hub", "Riversides Hub"]
        #expect(
            NameSearch.ranked(names, for: "riverside") { $0 } == ["Riverside Surgery", "Riversides Hub", "Riverbide Surgery"])
        #expect(NameSearch.ranked(names, for: "river sur") { $0 } == ["Riverbide Surgery", "Riverdale Surgery", "Riverside Surgery"])
        #expect(NameSearch.ranked(names, for: "rivreside surgery") { $0 }.first == "Riverside Surgery")
        #expect(NameSearch.ranked(names, for: "zebra") { $0 } == [])
        #expect(NameSearch.ranked(names, for: "  ") { $0 } == [])
        #expect(NameSearch.ranked(names, for: "r", limit: 2) { $0 }.count == 2)
        #expect(NameSearch.ranked(names, for: "r", limit: -1) { $0 } == [])
    }

    @Test("Codes and short words are never guessed at")
    func exactness() {
        #expect(NameSearch.score("A81001", "A81002 Surgery") == nil)
        #expect(NameSearch.score("oka", "Oak Hub") == nil)
        #expect(NameSearch.score("oak", "Oak Hub") != nil)
    }

    @Test("One slip in any word of four letters or more is forgiven")
    func slips() {
        var dice = SeededGenerator(seed: 40)
        let letters = Array("abcdefghijklmnopqrstuvwxyz")
        for _ in 0..<1000 {
            let word = (0..<dice.number(5...14)).compactMap { _ in dice.pick(letters) }
            var typed = word
            let place = dice.number(0...(word.count - 2))
            switch dice.number(0...3) {
            case 0: typed[place] = dice.pick(letters) ?? "a"
            case 1: typed.remove(at: place)
            case 2: typed.insert(dice.pick(letters) ?? "a", at: place)
            default: typed.swapAt(place, place + 1)
            }
            #expect(NameSearch.score(String(typed), "Some \(String(word)) place") != nil, "\(String(typed)) \(String(word))")
            let slips = NameSearch.slips(String(typed), String(word), limit: 3)
            #expect(slips.map { $0 <= 1 } == true)
            #expect(NameSearch.slips(String(word), String(typed), limit: 3) == slips)
        }
        #expect(NameSearch.slips("kitten", "sitting", limit: 3) == 3)
        #expect(NameSearch.slips("kitten", "sitting", limit: 2) == nil)
        #expect(NameSearch.slips("", "ab", limit: 2) == 2)
        #expect(NameSearch.slips("", "", limit: 0) == 0)
    }

    @Test("Numbers are written with commas")
    func numbers() {
        #expect(1_234_567.grouped == "1,234,567")
        #expect(999.grouped == "999")
        #expect((-1234).grouped == "−1,234")
        #expect(Int.min.grouped == "−9,223,372,036,854,775,808")
        #expect(7.padded(3) == "007")
    }
}
