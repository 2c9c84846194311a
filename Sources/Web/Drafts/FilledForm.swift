// Puts what was typed into a form of a page.

import Foundation
import Kernel

/// A form in the text of a page, as templates write it. Working on the text spares each page from knowing of drafts.
enum FilledForm {
    /// What of a draft does not stand in its form again.
    struct Left: Encodable, Sendable {
        var files = false
        /// Ticks that confirm something, and names typed to sign.
        var confirmations = false
        /// Choices that are not offered any more.
        var choices = false
    }

    /// The page with the first POST form to `action` that is about the same filled in, and what `notice` gives above it; nil where there is no such
    /// form, or it says already what was typed.
    static func page(
        _ page: String, action: String, with fields: Fields, notice: (Left) throws -> String
    ) rethrows -> String? {
        var rest = page.startIndex
        while let open = page.range(of: "<form", range: rest..<page.endIndex),
            let close = page.range(of: "</form>", range: open.lowerBound..<page.endIndex)
        {
            rest = close.upperBound
            let form = String(page[open.lowerBound..<close.upperBound])
            // A search, which is sent again and again, changes nothing.
            guard isPost(form, to: action), !form.prefix(while: { $0 != ">" }).contains(" data-again"),
                let (filled, left) = filled(form, with: fields)
            else {
                continue
            }
            return try shown(page[..<open.lowerBound]) + notice(left) + filled + page[close.upperBound...]
        }
        return nil
    }

    /// Where the page's POST forms are sent, each once.
    static func addresses(on page: String) -> [String] {
        var told: Set<String> = []
        return page.components(separatedBy: "<form").dropFirst().filter { isPost($0, to: nil) }
            .compactMap { Markup.attribute("action", in: String($0.prefix { $0 != ">" })) }
            .filter { told.insert($0).inserted }
    }

    /// Whether a form is a POST to `action`, or to anywhere.
    static func isPost(_ form: String, to action: String?) -> Bool {
        let head = form.prefix { $0 != ">" }
        return head.contains("method=\"post\"") && (action.map { head.contains("action=\"\(Markup.escape($0))\"") } ?? true)
    }

    /// What a browser sends of an untouched form.
    static func sent(_ form: String) -> [(String, String)] {
        var pairs: [(String, String)] = []
        for piece in form.components(separatedBy: "<input").dropFirst() {
            let tag = String(piece.prefix { $0 != ">" })
            let type = Markup.attribute("type", in: tag) ?? "text"
            guard let name = Markup.attribute("name", in: tag), !["submit", "file"].contains(type) else { continue }
            if type == "radio" || type == "checkbox", !tag.contains(" checked") { continue }
            pairs.append((name, Markup.attribute("value", in: tag) ?? ""))
        }
        for piece in form.components(separatedBy: "<textarea").dropFirst() {
            guard let name = Markup.attribute("name", in: String(piece.prefix { $0 != ">" })) else { continue }
            let value = piece.unicodeScalars.drop { $0 != ">" }.dropFirst()
            pairs.append((name, Markup.unescaped(String(String.UnicodeScalarView(value)).components(separatedBy: "</textarea>").first ?? "")))
        }
        for piece in form.components(separatedBy: "<select").dropFirst() {
            guard let name = Markup.attribute("name", in: String(piece.prefix { $0 != ">" })) else { continue }
            let options = (piece.components(separatedBy: "</select>").first ?? "").components(separatedBy: "<option").dropFirst().map {
                String($0.prefix { $0 != ">" })
            }
            let chosen = options.first { $0.contains(" selected") } ?? options.first
            pairs.append((name, chosen.flatMap { Markup.attribute("value", in: $0) } ?? ""))
        }
        return pairs
    }

    /// Nil where the form's hidden fields say that it is about something else, or where nothing would differ. It goes out under the key and the
    /// revision that it was typed with: what was sent before is told, and so is what was changed meanwhile.
    private static func filled(_ form: String, with fields: Fields) -> (String, Left)? {
        var isSame = true
        var left = Left(files: form.contains("type=\"file\""))
        // Some addresses say it all: what is hidden in the form is then what the person chose on the way.
        let isToldByAddress = form.prefix { $0 != ">" }.contains(" data-draft=\"address\"")
        var given: [String: Int] = [:]
        let offered = choices(form)
        // Fields of one name are filled in their order.
        func next(_ name: String) -> String? {
            let values = fields.all(name)
            defer { given[name, default: 0] += 1 }
            return values.dropFirst(given[name, default: 0]).first
        }
        let places = #/<input[^>]*>|<textarea[^>]*>[^<]*</textarea>|<select[^>]*>[\s\S]*?</select>/#.matchingSemantics(.unicodeScalar)
        let filled = form.replacing(places) { match -> String in
            let tag = String(match.0)
            guard let name = Markup.attribute("name", in: tag), name != "form-token", !Fields.isSecret(name) else { return tag }
            if tag.hasPrefix("<select") {
                guard !isToldByAddress, let value = next(name) else { return tag }
                let chosen = choosing(value, in: tag)
                if chosen == nil { left.choices = true }
                return chosen ?? tag
            }
            if tag.hasPrefix("<textarea") {
                return next(name).map { String(tag.unicodeScalars.prefix { $0 != ">" }) + ">\(Markup.escape($0))</textarea>" } ?? tag
            }
            guard tag.hasPrefix("<input") else { return tag }
            let value = Markup.attribute("value", in: tag) ?? ""
            switch Markup.attribute("type", in: tag) ?? "text" {
            // What an address says all of may have been held meanwhile under the key that it was typed with.
            case "hidden" where name == "draft-of" || name == "once" && isToldByAddress: return tag
            case "hidden" where name == "once" || name == "revision": return fields.has(name) ? Tag(tag).valued(fields[name]) : tag
            case "hidden":
                if !isToldByAddress, FormDecoding.trimmed(value) != next(name) ?? "" { isSame = false }
                return tag
            case "password", "file", "submit": return tag
            case "radio" where !fields.has(name): return tag
            case _ where tag.contains(" data-anew"):
                if fields.all(name).contains(where: { !$0.isEmpty }) { left.confirmations = true }
                return tag
            case "radio" where !offered.contains(Choice(name: name, value: fields[name])):
                left.choices = true
                return tag
            case "radio", "checkbox":
                if fields.all(name).contains(where: { !offered.contains(Choice(name: name, value: $0)) }) { left.choices = true }
                return Tag(tag).marked("checked", fields.all(name).contains(value))
            default: return next(name).map { Tag(tag).valued($0) } ?? tag
            }
        }
        return isSame && (left.choices || typed(filled) != typed(form)) ? (filled, left) : nil
    }

    private struct Choice: Hashable { let name, value: String }

    /// What the form's radios and boxes offer.
    private static func choices(_ form: String) -> Set<Choice> {
        Set(
            form.components(separatedBy: "<input").dropFirst().compactMap { piece in
                let tag = String(piece.prefix { $0 != ">" })
                guard ["radio", "checkbox"].contains(Markup.attribute("type", in: tag)), let name = Markup.attribute("name", in: tag) else {
                    return nil
                }
                return Choice(name: name, value: Markup.attribute("value", in: tag) ?? "")
            })
    }

    /// The select with `value` chosen; nil where it does not offer it.
    private static func choosing(_ value: String, in select: String) -> String? {
        var isOffered = false
        let chosen = select.replacing(#/<option[^>]*>/#.matchingSemantics(.unicodeScalar)) { match -> String in
            let isValue = Markup.attribute("value", in: String(match.0)) == value
            isOffered = isOffered || isValue
            return Tag(String(match.0)).marked("selected", isValue)
        }
        return isOffered ? chosen : nil
    }

    /// What of a form a person may have typed, its line ends as a page has them.
    private static func typed(_ form: String) -> Fields {
        Fields(sent(form).map { ($0.0, FormDecoding.trimmed($0.1).replacingOccurrences(of: "\r\n", with: "\n")) }.filter { $0.name != "revision" })
            .typed
    }

    /// A form within something that is folded is not seen.
    private static func shown(_ before: Substring) -> String {
        guard let details = before.range(of: "<details", options: .backwards), !before[details.upperBound...].contains("</details>"),
            !before[details.upperBound...].prefix(while: { $0 != ">" }).contains(" open")
        else { return String(before) }
        return before[..<details.upperBound] + " open" + before[details.upperBound...]
    }

    /// A tag of a field, with another state.
    private struct Tag {
        let text: String

        init(_ text: String) { self.text = text }

        func valued(_ value: String) -> String { withoutValue() + " value=\"\(Markup.escape(value))\">" }

        func marked(_ mark: String, _ isMarked: Bool) -> String {
            let value = Markup.attribute("value", in: text)
            let bare = withoutValue().replacingOccurrences(of: " \(mark)", with: "")
            return bare + (value.map { " value=\"\(Markup.escape($0))\"" } ?? "") + (isMarked ? " \(mark)" : "") + ">"
        }

        /// The tag without its value and without its end; by scalars, as a value may begin with a mark that joins the quotation mark before it.
        private func withoutValue() -> String {
            let open = text.unicodeScalars.dropLast()
            guard let start = open.firstRange(of: " value=\"".unicodeScalars), let end = open[start.upperBound...].firstIndex(of: "\"") else {
                return String(open)
            }
            return String(open[..<start.lowerBound]) + String(open[open.index(after: end)...])
        }
    }
}
