// Turns a page struct into what templates ask.

import Mustache

/// A page that cannot be shown because of how its struct is made.
enum PageProblem: Error, Hashable, CustomStringConvertible {
    /// A nil in a page would show the outer struct's value of the same name.
    case optional(String)

    var description: String {
        switch self {
        case .optional(let name): "The page has an optional, “\(name)”. Give it a value that means absence: an empty text, an empty list, a flag."
        }
    }
}

/// Encodes page structs by their synthesised `Encodable`, without reflection.
enum PageEncoder {
    static func node(of page: some Encodable) throws -> Any {
        let encoder = NodeEncoder()
        try page.encode(to: encoder)
        return encoder.value ?? ObjectNode()
    }
}

private final class NodeEncoder: Encoder {
    var value: Any?
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy _: Key.Type) -> KeyedEncodingContainer<Key> {
        let object = value as? ObjectNode ?? ObjectNode()
        value = object
        return KeyedEncodingContainer(ObjectContainer<Key>(object: object))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        let list = value as? ListNode ?? ListNode()
        value = list
        return ListContainer(list: list)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { ValueContainer(encoder: self) }

    static func box(_ value: some Encodable) throws -> Any {
        if let text = value as? String { return TextNode(text) }
        if let flag = value as? Bool { return flag }
        let encoder = NodeEncoder()
        try value.encode(to: encoder)
        return encoder.value ?? ObjectNode()
    }
}

private struct ObjectContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let object: ObjectNode
    var codingPath: [any CodingKey] { [] }

    func encodeNil(forKey key: Key) throws { throw PageProblem.optional(key.stringValue) }
    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws { object.set(key.stringValue, try NodeEncoder.box(value)) }
    func encodeIfPresent<Value: Encodable>(_: Value?, forKey key: Key) throws { throw PageProblem.optional(key.stringValue) }
    func superEncoder() -> any Encoder { NodeEncoder() }
    func superEncoder(forKey _: Key) -> any Encoder { NodeEncoder() }

    func nestedContainer<Nested: CodingKey>(keyedBy _: Nested.Type, forKey key: Key) -> KeyedEncodingContainer<Nested> {
        let nested = ObjectNode()
        object.set(key.stringValue, nested)
        return KeyedEncodingContainer(ObjectContainer<Nested>(object: nested))
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        let nested = ListNode()
        object.set(key.stringValue, nested)
        return ListContainer(list: nested)
    }

    func encode(_ value: Bool, forKey key: Key) throws { object.set(key.stringValue, value) }
    func encode(_ value: String, forKey key: Key) throws { object.set(key.stringValue, TextNode(value)) }
    func encode(_ value: Double, forKey key: Key) throws { object.set(key.stringValue, TextNode(String(value))) }
    func encode(_ value: Float, forKey key: Key) throws { object.set(key.stringValue, TextNode(String(value))) }
    func encode(_ value: Int, forKey key: Key) throws { object.set(key.stringValue, TextNode(String(value))) }
    func encode(_ value: Int8, forKey key: Key) throws { object.set(key.stringValue, TextNode(String(value))) }
    func encode(_ value: Int16, forKey key: Key) throws { object.set(key.stringValue, TextNode(String(value))) }
    func encode(_ value: Int32, forKey key: Key) throws { object.set(key.stringValue, TextNode(String(value))) }
    func encode(_ value: Int64, forKey key: Key) throws { object.set(key.stringValue, TextNode(String(value))) }
    func encode(_ value: UInt, forKey key: Key) throws { object.set(key.stringValue, TextNode(String(value))) }
    func encode(_ value: UInt8, forKey key: Key) throws { object.set(key.stringValue, TextNode(String(value))) }
    func encode(_ value: UInt16, forKey key: Key) throws { object.set(key.stringValue, TextNode(String(value))) }
    func encode(_ value: UInt32, forKey key: Key) throws { object.set(key.stringValue, TextNode(String(value))) }
    func encode(_ value: UInt64, forKey key: Key) throws { object.set(key.stringValue, TextNode(String(value))) }

    // The protocol has one of these for each primitive, so each has to refuse.
    func encodeIfPresent(_: Bool?, forKey key: Key) throws { throw PageProblem.optional(key.stringValue) }
    func encodeIfPresent(_: String?, forKey key: Key) throws { throw PageProblem.optional(key.stringValue) }
    func encodeIfPresent(_: Double?, forKey key: Key) throws { throw PageProblem.optional(key.stringValue) }
    func encodeIfPresent(_: Float?, forKey key: Key) throws { throw PageProblem.optional(key.stringValue) }
    func encodeIfPresent(_: Int?, forKey key: Key) throws { throw PageProblem.optional(key.stringValue) }
    func encodeIfPresent(_: Int8?, forKey key: Key) throws { throw PageProblem.optional(key.stringValue) }
    func encodeIfPresent(_: Int16?, forKey key: Key) throws { throw PageProblem.optional(key.stringValue) }
    func encodeIfPresent(_: Int32?, forKey key: Key) throws { throw PageProblem.optional(key.stringValue) }
    func encodeIfPresent(_: Int64?, forKey key: Key) throws { throw PageProblem.optional(key.stringValue) }
    func encodeIfPresent(_: UInt?, forKey key: Key) throws { throw PageProblem.optional(key.stringValue) }
    func encodeIfPresent(_: UInt8?, forKey key: Key) throws { throw PageProblem.optional(key.stringValue) }
    func encodeIfPresent(_: UInt16?, forKey key: Key) throws { throw PageProblem.optional(key.stringValue) }
    func encodeIfPresent(_: UInt32?, forKey key: Key) throws { throw PageProblem.optional(key.stringValue) }
    func encodeIfPresent(_: UInt64?, forKey key: Key) throws { throw PageProblem.optional(key.stringValue) }
}

private struct ListContainer: UnkeyedEncodingContainer {
    let list: ListNode
    var codingPath: [any CodingKey] { [] }
    var count: Int { list.items.count }

    func encodeNil() throws { throw PageProblem.optional("[\(count)]") }
    func encode<Value: Encodable>(_ value: Value) throws { list.append(try NodeEncoder.box(value)) }
    func superEncoder() -> any Encoder { NodeEncoder() }

    func nestedContainer<Nested: CodingKey>(keyedBy _: Nested.Type) -> KeyedEncodingContainer<Nested> {
        let nested = ObjectNode()
        list.append(nested)
        return KeyedEncodingContainer(ObjectContainer<Nested>(object: nested))
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        let nested = ListNode()
        list.append(nested)
        return ListContainer(list: nested)
    }

    func encode(_ value: Bool) throws { list.append(value) }
    func encode(_ value: String) throws { list.append(TextNode(value)) }
    func encode(_ value: Double) throws { list.append(TextNode(String(value))) }
    func encode(_ value: Float) throws { list.append(TextNode(String(value))) }
    func encode(_ value: Int) throws { list.append(TextNode(String(value))) }
    func encode(_ value: Int8) throws { list.append(TextNode(String(value))) }
    func encode(_ value: Int16) throws { list.append(TextNode(String(value))) }
    func encode(_ value: Int32) throws { list.append(TextNode(String(value))) }
    func encode(_ value: Int64) throws { list.append(TextNode(String(value))) }
    func encode(_ value: UInt) throws { list.append(TextNode(String(value))) }
    func encode(_ value: UInt8) throws { list.append(TextNode(String(value))) }
    func encode(_ value: UInt16) throws { list.append(TextNode(String(value))) }
    func encode(_ value: UInt32) throws { list.append(TextNode(String(value))) }
    func encode(_ value: UInt64) throws { list.append(TextNode(String(value))) }
}

private struct ValueContainer: SingleValueEncodingContainer {
    let encoder: NodeEncoder
    var codingPath: [any CodingKey] { [] }

    func encodeNil() throws { throw PageProblem.optional("") }
    func encode<Value: Encodable>(_ value: Value) throws { encoder.value = try NodeEncoder.box(value) }

    func encode(_ value: Bool) throws { encoder.value = value }
    func encode(_ value: String) throws { encoder.value = TextNode(value) }
    func encode(_ value: Double) throws { encoder.value = TextNode(String(value)) }
    func encode(_ value: Float) throws { encoder.value = TextNode(String(value)) }
    func encode(_ value: Int) throws { encoder.value = TextNode(String(value)) }
    func encode(_ value: Int8) throws { encoder.value = TextNode(String(value)) }
    func encode(_ value: Int16) throws { encoder.value = TextNode(String(value)) }
    func encode(_ value: Int32) throws { encoder.value = TextNode(String(value)) }
    func encode(_ value: Int64) throws { encoder.value = TextNode(String(value)) }
    func encode(_ value: UInt) throws { encoder.value = TextNode(String(value)) }
    func encode(_ value: UInt8) throws { encoder.value = TextNode(String(value)) }
    func encode(_ value: UInt16) throws { encoder.value = TextNode(String(value)) }
    func encode(_ value: UInt32) throws { encoder.value = TextNode(String(value)) }
    func encode(_ value: UInt64) throws { encoder.value = TextNode(String(value)) }
}
