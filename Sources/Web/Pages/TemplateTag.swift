// The tags of a template, for its checks.

import Foundation
import Mustache

/// One tag of a template's text.
enum TemplateTag: Hashable, Sendable {
    case value(String)
    case open(String)
    case openInverted(String)
    case close(String)
    case partial(String)

    static func all(in text: String) -> [TemplateTag] {
        var tags: [TemplateTag] = []
        for piece in text.components(separatedBy: "{{").dropFirst() {
            guard let end = piece.range(of: "}}") else { continue }
            let inner = piece[..<end.lowerBound]
            guard let first = inner.first else { continue }
            let rest = inner.dropFirst().trimmingCharacters(in: .whitespaces)
            switch first {
            case "#": tags.append(.open(rest))
            case "^": tags.append(.openInverted(rest))
            case "/": tags.append(.close(rest))
            case ">": tags.append(.partial(rest))
            case "{", "&": tags.append(.value(rest))
            case "!", "%": continue
            default: tags.append(.value(inner.trimmingCharacters(in: .whitespaces)))
            }
        }
        return tags
    }
}

/// Walks a template along a page's sample, also through the branches that the sample does not take, and collects what does not fit.
package struct TemplateCheck {
    private let renderer: Renderer
    private var problems: Set<String> = []

    /// The names that the template of `sample` uses and the page lacks, and the sample's lists that are empty although the template walks
    /// them; nothing where all is well.
    package static func problems(of sample: any Page, in renderer: Renderer) throws -> [String] {
        let name = type(of: sample).template
        guard renderer.has(name) else { throw TemplateProblem.missing(name) }
        var check = TemplateCheck(renderer: renderer)
        let shell = try PageEncoder.node(of: Shell()) as? ObjectNode ?? ObjectNode()
        shell.set("once", TextNode("1"))
        let page = try PageEncoder.node(of: sample)
        for (name, pages) in sample.pieces {
            let list = ListNode()
            for piece in pages { list.append(TextNode(type(of: piece).template)) }
            (page as? ObjectNode)?.set(name, list)
        }
        check.walk(name, [RootNode(page: page, shell: shell)], depth: 0)
        return check.problems.sorted()
    }

    private init(renderer: Renderer) { self.renderer = renderer }

    private mutating func walk(_ template: String, _ stack: [Any], depth: Int) {
        guard depth < 12, let text = renderer.texts[template] else { return }
        var tags = TemplateTag.all(in: text)[...]
        walk(&tags, template, stack, depth)
    }

    private mutating func walk(_ tags: inout ArraySlice<TemplateTag>, _ template: String, _ stack: [Any], _ depth: Int) {
        while let tag = tags.popFirst() {
            switch tag {
            case .close: return
            case .partial(let name): walk(name, stack, depth: depth + 1)
            case .value(let name): _ = find(name, in: stack, template)
            case .openInverted(let name):
                _ = find(name, in: stack, template)
                walk(&tags, template, stack, depth)
            case .open(let name):
                switch find(name, in: stack, template) {
                case .some(let list as ListNode):
                    if let first = list.items.first {
                        walk(&tags, template, stack + [first], depth)
                    } else {
                        // Components may have no rows in a sample; a page's own lists may not.
                        if WebTemplates.names.contains(template) == false { problems.insert("\(template): the sample's list “\(name)” is empty") }
                        skip(&tags)
                    }
                case .some(let object as ObjectNode): walk(&tags, template, stack + [object], depth)
                case .some: walk(&tags, template, stack, depth)
                case .none: skip(&tags)
                }
            }
        }
    }

    private mutating func skip(_ tags: inout ArraySlice<TemplateTag>) {
        var open = 1
        while open > 0, let tag = tags.popFirst() {
            switch tag {
            case .open, .openInverted: open += 1
            case .close: open -= 1
            default: continue
            }
        }
    }

    private mutating func find(_ path: String, in stack: [Any], _ template: String) -> Any? {
        if path == "." { return stack.last }
        // Transforms such as last() are the library's own and ask nothing of the page.
        if path.hasSuffix(")") { return true }
        let names = path.split(separator: ".").map(String.init)
        var value: Any?
        for outer in stack.reversed() {
            value = (outer as? any PageNode)?.child(named: names.first ?? "")
            if value != nil { break }
        }
        for name in names.dropFirst() { value = (value as? any PageNode)?.child(named: name) }
        if value == nil { problems.insert("\(template): the page has no “\(path)”") }
        return value
    }
}
