// SQL and its values as libpq takes them.

import CPostgres

/// One statement as sent: its text with `$1` for values, their types, and the values as texts.
struct PostgresStatement {
    let text: String
    let types: [Oid]
    private let parameters: PostgresParameters

    /// NULL is written into the text: a parameter that is NULL has no type of its own, and the server could not always infer one.
    init(_ sql: SQL) throws {
        var text = sql.texts[0]
        var types: [Oid] = []
        var parameters = PostgresParameters()
        for (value, next) in zip(sql.values, sql.texts.dropFirst()) {
            if value == .null {
                text += "NULL"
            } else {
                types.append(PostgresType.oid(of: value))
                // Bytes go as they are: as text they would be twice as long.
                if case .bytes(let bytes) = value { parameters.append(bytes) } else { parameters.append(try PostgresType.text(of: value)) }
                text += "$\(types.count)"
            }
            text += next
        }
        self.text = text
        self.types = types
        self.parameters = parameters
    }

    /// Statements that come again are prepared once; definitions of tables and long lists of values seldom do.
    var isWorthKeeping: Bool {
        guard types.count <= 64 else { return false }
        let start = text.drop { $0 == " " || $0 == "\n" }.prefix(6).uppercased()
        return start == "SELECT" || start == "INSERT" || start == "UPDATE" || start == "DELETE" || start.hasPrefix("WITH")
    }

    /// Hands out pointers to the values, their lengths and their formats, which libpq wants side by side.
    func withParameters<Value>(
        _ body: (UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?) throws -> Value
    ) rethrows -> Value {
        try parameters.withPointers { values in
            try parameters.lengths.withUnsafeBufferPointer { lengths in
                try parameters.formats.withUnsafeBufferPointer { try body(values.baseAddress, lengths.baseAddress, $0.baseAddress) }
            }
        }
    }
}

/// Values in one block of memory, as C wants them: texts ended by NUL (format 0), bytes with their length (format 1).
struct PostgresParameters {
    private var block: [CChar] = []
    private var offsets: [Int?] = []
    private(set) var lengths: [Int32] = []
    private(set) var formats: [Int32] = []

    init() {}

    init(_ texts: [String?]) {
        offsets.reserveCapacity(texts.count + 1)
        for text in texts { append(text) }
    }

    mutating func append(_ text: String?) {
        offsets.append(text.map { _ in block.count })
        if let text {
            block.append(contentsOf: text.utf8.lazy.map { CChar(bitPattern: $0) })
            block.append(0)
        }
        lengths.append(0)
        formats.append(0)
    }

    mutating func append(_ bytes: [UInt8]) {
        offsets.append(block.count)
        bytes.withUnsafeBytes { block.append(contentsOf: $0.bindMemory(to: CChar.self)) }
        // Bytes of no length still need somewhere to point at.
        block.append(0)
        lengths.append(Int32(bytes.count))
        formats.append(1)
    }

    func withPointers<Value>(_ body: (UnsafeBufferPointer<UnsafePointer<CChar>?>) throws -> Value) rethrows -> Value {
        try block.withUnsafeBufferPointer { block in
            // Some of libpq's lists end with a null pointer.
            let pointers = (offsets + [nil]).map { offset in offset.flatMap { start in block.baseAddress.map { $0 + start } } }
            return try pointers.withUnsafeBufferPointer(body)
        }
    }
}

/// PostgreSQL's own numbers for types (pg_type.dat), and how their texts read.
enum PostgresType {
    private static let flag: Oid = 16
    private static let bytes: Oid = 17
    private static let int8: Oid = 20
    private static let int2: Oid = 21
    private static let int4: Oid = 23
    private static let text: Oid = 25
    private static let float4: Oid = 700
    private static let float8: Oid = 701
    private static let numeric: Oid = 1700

    static func oid(of value: SQLValue) -> Oid {
        switch value {
        case .null: 0
        case .text: text
        case .integer: int8
        case .real: float8
        case .flag: flag
        case .bytes: bytes
        }
    }

    static func text(of value: SQLValue) throws -> String? {
        switch value {
        case .null: return nil
        case .text(let text):
            // A C string would end there and the rest be lost.
            guard !text.utf8.contains(0) else { throw StoreError.refused(rule: "text holds no NUL character") }
            return text
        case .integer(let integer): return String(integer)
        case .real(let real): return real.isNaN ? "NaN" : real.isInfinite ? (real < 0 ? "-Infinity" : "Infinity") : String(real)
        case .flag(let flag): return flag ? "t" : "f"
        case .bytes: return nil
        }
    }

    static func value(_ answer: UnsafeRawBufferPointer, of type: Oid) -> SQLValue {
        if type == bytes { return .bytes(fromHexadecimal(answer.dropFirst(2))) }
        let answer = String(decoding: answer, as: UTF8.self)
        return switch type {
        case flag: .flag(answer == "t")
        case int8, int4, int2: Int64(answer).map(SQLValue.integer) ?? .text(answer)
        case float8, float4: Double(answer).map(SQLValue.real) ?? .text(answer)
        case numeric: Int64(answer).map(SQLValue.integer) ?? Double(answer).map(SQLValue.real) ?? .text(answer)
        default: .text(answer)
        }
    }

    /// Lower-case digits, two a byte, as the server writes them.
    private static func fromHexadecimal(_ digits: Slice<UnsafeRawBufferPointer>) -> [UInt8] {
        func value(_ digit: UInt8) -> UInt8 { digit < UInt8(ascii: "a") ? digit &- UInt8(ascii: "0") : digit &- UInt8(ascii: "a") &+ 10 }
        let digits = UnsafeRawBufferPointer(rebasing: digits)
        return [UInt8](unsafeUninitializedCapacity: digits.count / 2) { bytes, count in
            count = digits.count / 2
            for index in 0..<count { bytes[index] = value(digits[2 * index]) << 4 | value(digits[2 * index + 1]) }
        }
    }
}
