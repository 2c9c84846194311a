// Compiled templates, and pages from them.

import Foundation
import Mustache

/// A template that cannot be used; it stops the start.
package enum TemplateProblem: Error, Hashable, Sendable, CustomStringConvertible {
    case twice(String)
    case missing(String)
    case unreadable(String, String)
    case openForm(String)

    package var description: String {
        switch self {
        case .twice(let name): "Two templates are named “\(name)”. Rename one."
        case .missing(let name): "There is no template named “\(name)”."
        case .unreadable(let name, let reason): "The template “\(name)” cannot be read: \(reason)"
        case .openForm(let name): "The template “\(name)” has a POST form without {{>form-token}}. Put it right after the form's opening tag."
        }
    }
}

/// Every template of the product, compiled at the start.
package struct Renderer: Sendable {
    let library: MustacheLibrary
    let texts: [String: String]

    /// Compiles `templates` together with the shell's own. Throws for two of one name, one that does not parse, one that names a partial
    /// that is not there, and one with a form that another site could send.
    package init(templates: [Template]) throws {
        MustacheContentTypes.register(QuickHTML(), named: QuickHTML.name)
        var library = MustacheLibrary()
        var texts: [String: String] = [:]
        for template in WebTemplates.all + templates {
            guard texts[template.name] == nil else { throw TemplateProblem.twice(template.name) }
            texts[template.name] = template.text
            do {
                try library.register("{{% CONTENT_TYPE:\(QuickHTML.name)}}" + Renderer.unindented(template.text), named: template.name)
            } catch let error as MustacheTemplate.ParserError {
                throw TemplateProblem.unreadable(template.name, "line \(error.context.lineNumber): \(error.error)")
            }
        }
        for (name, text) in texts.sorted(by: { $0.key < $1.key }) {
            let tags = TemplateTag.all(in: text)
            for case .partial(let partial) in tags where texts[partial] == nil { throw TemplateProblem.missing("\(partial)” named in “\(name)") }
            guard Renderer.formsAreTokened(text) else { throw TemplateProblem.openForm(name) }
        }
        self.library = library
        self.texts = texts
    }

    package func has(_ template: String) -> Bool { texts[template] != nil }

    /// The page in its layout.
    package func page(_ page: any Page, in shell: Shell, once: String) throws -> String {
        var shell = shell
        shell.title = page.hasProblems ? "Error: \(page.title)" : page.title
        shell.isWide = page.isWide
        let shellNode = try node(of: shell, once: once)
        let content = try render(page, shellNode)
        let layout = ObjectNode()
        layout.set("content", TextNode(content))
        guard let text = library.render(RootNode(page: layout, shell: shellNode), withTemplate: "layout") else {
            throw TemplateProblem.missing("layout")
        }
        return text
    }

    /// The page's template alone.
    package func fragment(_ page: any Page, in shell: Shell, once: String) throws -> String {
        try render(page, node(of: shell, once: once))
    }

    private func node(of shell: Shell, once: String) throws -> ObjectNode {
        let node = try PageEncoder.node(of: shell) as? ObjectNode ?? ObjectNode()
        node.set("once", OnceNode(stem: once))
        return node
    }

    private func render(_ page: any Page, _ shell: ObjectNode) throws -> String {
        let name = type(of: page).template
        let content = try PageEncoder.node(of: page)
        for (name, pages) in page.pieces {
            let list = ListNode()
            for piece in pages { list.append(TextNode(try render(piece, shell))) }
            (content as? ObjectNode)?.set(name, list)
        }
        guard let text = library.render(RootNode(page: content, shell: shell), withTemplate: name) else {
            throw TemplateProblem.missing(name)
        }
        return text
    }

    // Indentation before a partial would be given to each of its lines, at a cost, and HTML does not need it.
    static func unindented(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.drop { $0 == " " || $0 == "\t" } }.joined(separator: "\n")
    }

    static func formsAreTokened(_ text: String) -> Bool {
        let parts = text.components(separatedBy: "<form")
        return parts.dropFirst().allSatisfy { part in
            let form = part.components(separatedBy: "</form>").first ?? part
            return !form.lowercased().contains("method=\"post\"") || form.contains("{{>form-token}}") || form.contains("{{> form-token}}")
        }
    }
}

/// Escapes for HTML byte by byte; the library's own escaping walks grapheme clusters.
struct QuickHTML: MustacheContentType {
    static let name = "PAGE"

    func escapeText(_ text: String) -> String { Markup.escape(text) }
}

/// Text made safe to stand in HTML.
package enum Markup {
    package static func escape(_ text: String) -> String {
        guard text.utf8.contains(where: isSpecial) else { return text }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count + 32)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "<"): bytes += "&lt;".utf8
            case UInt8(ascii: ">"): bytes += "&gt;".utf8
            case UInt8(ascii: "&"): bytes += "&amp;".utf8
            case UInt8(ascii: "\""): bytes += "&quot;".utf8
            case UInt8(ascii: "'"): bytes += "&#39;".utf8
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The text that was made safe.
    static func unescaped(_ text: String) -> String {
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")].reduce(text) {
            $0.replacingOccurrences(of: $1.0, with: $1.1, options: .literal)
        }
    }

    /// The value of a tag's attribute, as templates write it.
    static func attribute(_ name: String, in tag: String) -> String? {
        // By scalars, as a value may begin with a mark that joins the quotation mark before it.
        guard let range = tag.unicodeScalars.firstRange(of: " \(name)=\"".unicodeScalars) else { return nil }
        return unescaped(String(tag.unicodeScalars[range.upperBound...].prefix { $0 != "\"" }))
    }

    private static func isSpecial(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "&") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
    }
}
