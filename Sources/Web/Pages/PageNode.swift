// What a template asks for its values.

import Mustache

/// A value of a page as swift-mustache asks for it: it answers names itself, which spares reflection. An empty text counts as absent in a
/// section, so `{{#hint}}…{{/hint}}` shows nothing for "".
protocol PageNode: AnyObject, MustacheParent {}

/// A struct of the page: names and values in the order they were encoded.
final class ObjectNode: PageNode {
    private(set) var names: [String] = []
    private(set) var values: [Any] = []

    func set(_ name: String, _ value: Any) {
        names.append(name)
        values.append(value)
    }

    // A page's structs have few names, so walking them is quicker than hashing.
    func child(named name: String) -> Any? {
        for index in names.indices where names[index] == name { return values[index] }
        return nil
    }
}

/// A list of the page.
final class ListNode: PageNode, MustacheSequence {
    private(set) var items: [Any] = []

    func append(_ item: Any) { items.append(item) }
    func makeIterator() -> IndexingIterator<[Any]> { items.makeIterator() }

    /// `{{#rows.isEmpty}}`, `{{#rows.hasAny}}` and `{{rows.count}}` may be asked of every list.
    func child(named name: String) -> Any? {
        switch name {
        case "isEmpty": items.isEmpty
        case "hasAny": !items.isEmpty
        case "count": TextNode(String(items.count))
        default: nil
        }
    }
}

/// A text or a number of the page.
final class TextNode: PageNode, MustacheCustomRenderable {
    let renderText: String

    init(_ text: String) { renderText = text }

    var isNull: Bool { renderText.isEmpty }
    func child(named name: String) -> Any? { nil }
}

/// The outermost struct: the page's own names first, then `shell`.
final class RootNode: PageNode {
    private let page: Any
    private let shell: ObjectNode

    init(page: Any, shell: ObjectNode) {
        self.page = page
        self.shell = shell
    }

    func child(named name: String) -> Any? {
        if let value = (page as? any PageNode)?.child(named: name) { return value }
        return name == "shell" ? shell : nil
    }
}

/// A fresh token each time it is asked for, so that each form on a page is settled by itself.
final class OnceNode: PageNode, MustacheCustomRenderable {
    private let stem: String
    private var count = 0

    init(stem: String) { self.stem = stem }

    var renderText: String {
        count += 1
        return "\(stem)-\(count)"
    }
    var isNull: Bool { false }
    func child(named name: String) -> Any? { nil }
}
