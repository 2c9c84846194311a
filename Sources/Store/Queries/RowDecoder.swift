// Turns rows into typed values.

import Kernel

/// Decodes rows by column name. A `snake_case` column matches the `camelCase` property; a key written as the column's own name matches too.
/// A column that is missing, also for an optional property, or that holds another type is an error that names it, never a silent nil.
package enum RowDecoder {
    package static func decode<Value: Decodable>(_: [Value].Type, from rows: [Row]) throws -> [Value] {
        guard let first = rows.first else { return [] }
        let places = ColumnPlaces(first.columns)
        return try rows.map { row in try Value(from: RowReader(row: row, places: places)) }
    }

    /// The first column of each row; nil for NULL.
    package static func firstColumn<Value: Decodable>(_: Value.Type, of rows: [Row]) throws -> [Value?] {
        try rows.map { row in
            guard let cell = row.values.first, let column = row.columns.first else { return nil }
            return cell == .null ? nil : try Cell(value: cell, column: column).decode(Value.self)
        }
    }

    /// "once_key" becomes "onceKey", "line_1" becomes "line1". Byte by byte, as it is done for every column of every answer.
    static func propertyName(_ column: String) -> String {
        String(unsafeUninitializedCapacity: column.utf8.count) { buffer in
            var count = 0
            var isWordStart = false
            for byte in column.utf8 {
                if byte == UInt8(ascii: "_") {
                    isWordStart = count > 0
                    continue
                }
                let isSmall = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                buffer[count] = isWordStart && isSmall ? byte - 32 : byte
                isWordStart = false
                count += 1
            }
            return count
        }
    }
}

extension Row {
    /// The value of `column` as it came from the database.
    package subscript(_ column: String) -> SQLValue? {
        columns.firstIndex(of: column).map { values[$0] }
    }
}

// Built once for an answer and shared by its rows: a class, so that each row's reader holds a pointer only.
private final class ColumnPlaces: Sendable {
    let places: [String: Int]

    init(_ columns: [String]) {
        var places: [String: Int] = [:]
        places.reserveCapacity(columns.count * 2)
        for (index, column) in columns.enumerated() {
            places[column] = index
            if column.utf8.contains(UInt8(ascii: "_")) { places[RowDecoder.propertyName(column)] = index }
        }
        self.places = places
    }
}

private struct RowReader: Decoder {
    let row: Row
    let places: ColumnPlaces

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy _: Key.Type) throws -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(Cells(row: row, places: places))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        throw StoreError.decoding(column: row.columns.first ?? "", expected: "a type with named properties")
    }

    // A row of one column can be read as the value itself.
    func singleValueContainer() throws -> any SingleValueDecodingContainer {
        guard row.values.count == 1 else {
            throw StoreError.decoding(column: row.columns.first ?? "", expected: "one column, found \(row.values.count)")
        }
        return Cell(value: row.values[0], column: row.columns[0])
    }
}

private struct Cells<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let row: Row
    let places: ColumnPlaces

    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { places.places.keys.compactMap { Key(stringValue: $0) } }

    // True for a missing column as well, so that an optional property does not hide a slip in the SQL.
    func contains(_ key: Key) -> Bool { true }

    private func cell(_ key: Key) throws -> Cell {
        let name = key.stringValue
        guard let place = places.places[name] else { throw StoreError.decoding(column: name, expected: "this column in the answer") }
        return Cell(value: row.values[place], column: row.columns[place])
    }

    func decodeNil(forKey key: Key) throws -> Bool { try cell(key).value == .null }
    func decode(_: Bool.Type, forKey key: Key) throws -> Bool { try cell(key).flag() }
    func decode(_: String.Type, forKey key: Key) throws -> String { try cell(key).text() }
    func decode(_: Double.Type, forKey key: Key) throws -> Double { try cell(key).real() }
    func decode(_: Float.Type, forKey key: Key) throws -> Float { Float(try cell(key).real()) }
    func decode(_: Int.Type, forKey key: Key) throws -> Int { try cell(key).integer() }
    func decode(_: Int8.Type, forKey key: Key) throws -> Int8 { try cell(key).integer() }
    func decode(_: Int16.Type, forKey key: Key) throws -> Int16 { try cell(key).integer() }
    func decode(_: Int32.Type, forKey key: Key) throws -> Int32 { try cell(key).integer() }
    func decode(_: Int64.Type, forKey key: Key) throws -> Int64 { try cell(key).integer() }
    func decode(_: UInt.Type, forKey key: Key) throws -> UInt { try cell(key).integer() }
    func decode(_: UInt8.Type, forKey key: Key) throws -> UInt8 { try cell(key).integer() }
    func decode(_: UInt16.Type, forKey key: Key) throws -> UInt16 { try cell(key).integer() }
    func decode(_: UInt32.Type, forKey key: Key) throws -> UInt32 { try cell(key).integer() }
    func decode(_: UInt64.Type, forKey key: Key) throws -> UInt64 { try cell(key).integer() }
    func decode<Value: Decodable>(_: Value.Type, forKey key: Key) throws -> Value { try cell(key).decode(Value.self) }

    func nestedContainer<Nested: CodingKey>(keyedBy _: Nested.Type, forKey key: Key) throws -> KeyedDecodingContainer<Nested> {
        throw StoreError.decoding(column: key.stringValue, expected: "a single value")
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        throw StoreError.decoding(column: key.stringValue, expected: "a single value")
    }

    func superDecoder() throws -> any Decoder { RowReader(row: row, places: places) }
    func superDecoder(forKey key: Key) throws -> any Decoder { try cell(key) }
}

private struct Cell: Decoder, SingleValueDecodingContainer {
    let value: SQLValue
    let column: String

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy _: Key.Type) throws -> KeyedDecodingContainer<Key> { throw wrong("a single value") }
    func unkeyedContainer() throws -> any UnkeyedDecodingContainer { throw wrong("a single value") }
    func singleValueContainer() throws -> any SingleValueDecodingContainer { self }

    // The value itself stays out of the message: it may be a patient's.
    func wrong(_ expected: String) -> StoreError { StoreError.decoding(column: column, expected: expected) }

    func text() throws -> String {
        guard case .text(let text) = value else { throw wrong("text") }
        return text
    }

    func integer<Number: FixedWidthInteger>() throws -> Number {
        guard case .integer(let integer) = value, let number = Number(exactly: integer) else { throw wrong("a whole number") }
        return number
    }

    func real() throws -> Double {
        switch value {
        case .real(let real): return real
        case .integer(let integer): return Double(integer)
        default: throw wrong("a number")
        }
    }

    func bytes() throws -> [UInt8] {
        guard case .bytes(let bytes) = value else { throw wrong("bytes") }
        return bytes
    }

    func flag() throws -> Bool {
        switch value {
        case .flag(let flag): return flag
        case .integer(0): return false
        case .integer(1): return true
        default: throw wrong("true or false")
        }
    }

    func decodeNil() -> Bool { value == .null }
    func decode(_: Bool.Type) throws -> Bool { try flag() }
    func decode(_: String.Type) throws -> String { try text() }
    func decode(_: Double.Type) throws -> Double { try real() }
    func decode(_: Float.Type) throws -> Float { Float(try real()) }
    func decode(_: Int.Type) throws -> Int { try integer() }
    func decode(_: Int8.Type) throws -> Int8 { try integer() }
    func decode(_: Int16.Type) throws -> Int16 { try integer() }
    func decode(_: Int32.Type) throws -> Int32 { try integer() }
    func decode(_: Int64.Type) throws -> Int64 { try integer() }
    func decode(_: UInt.Type) throws -> UInt { try integer() }
    func decode(_: UInt8.Type) throws -> UInt8 { try integer() }
    func decode(_: UInt16.Type) throws -> UInt16 { try integer() }
    func decode(_: UInt32.Type) throws -> UInt32 { try integer() }
    func decode(_: UInt64.Type) throws -> UInt64 { try integer() }

    func decode<Value: Decodable>(_: Value.Type) throws -> Value {
        do {
            if Value.self == [UInt8].self, let bytes = try bytes() as? Value { return bytes }
            return try Value(from: self)
        } catch let problem as ParseProblem {
            throw wrong(problem.expected)
        } catch is DecodingError {
            throw wrong("one of the values of \(Value.self)")
        }
    }
}
