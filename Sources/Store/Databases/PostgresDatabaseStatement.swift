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
        var values: [String?] = []
        for (value, next) in zip(sql.values, sql.texts.dropFirst()) {
            if value == .null {
                text += "NULL"
            } else {
                types.append(PostgresType.oid(of: value))
                values.append(try PostgresType.text(of: value))
                text += "$\(types.count)"
            }
            text += next
        }
        self.text = text
        self.types = types
        parameters = PostgresParameters(values)
    }

    /// Statements that come again are prepared once; definitions of tables and long lists of values seldom do.
    var isWorthKeeping: Bool {
        guard types.count <= 64 else { return false }
        let start = text.drop { $0 == " " || $0 == "\n" }.prefix(6).uppercased()
        return start == "SELECT" || start == "INSERT" || start == "UPDATE" || start == "DELETE" || start.hasPrefix("WITH")
    }

    func withParameters<Value>(_ body: (UnsafePointer<UnsafePointer<CChar>?>?) throws -> Value) rethrows -> Value {
        try parameters.withPointers { try body($0.baseAddress) }
    }
}

/// Texts in one block of memory, each ended by NUL, as C wants them.
struct PostgresParameters {
    private var block: [CChar] = []
    private var offsets: [Int?] = []

    init(_ texts: [String?]) {
        offsets.reserveCapacity(texts.count + 1)
        for text in texts {
            guard let text else {
                offsets.append(nil)
                continue
            }
            offsets.append(block.count)
            block.append(contentsOf: text.utf8.lazy.map { CChar(bitPattern: $0) })
            block.append(0)
        }
        // Some of libpq's lists end with a null pointer.
        offsets.append(nil)
    }

    func withPointers<Value>(_ body: (UnsafeBufferPointer<UnsafePointer<CChar>?>) throws -> Value) rethrows -> Value {
        try block.withUnsafeBufferPointer { block in
            let pointers = offsets.map { offset in offset.flatMap { start in block.baseAddress.map { $0 + start } } }
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
        case .bytes(let bytes): return "\\x" + Fingerprint.hexadecimal(bytes)
        }
    }

    static func value(_ answer: String, of type: Oid) -> SQLValue {
        switch type {
        case flag: .flag(answer == "t")
        case int8, int4, int2: Int64(answer).map(SQLValue.integer) ?? .text(answer)
        case float8, float4: Double(answer).map(SQLValue.real) ?? .text(answer)
        case numeric: Int64(answer).map(SQLValue.integer) ?? Double(answer).map(SQLValue.real) ?? .text(answer)
        case bytes: .bytes(fromHexadecimal(answer))
        default: .text(answer)
        }
    }

    private static func fromHexadecimal(_ text: String) -> [UInt8] {
        let digits = text.utf8.dropFirst(2).compactMap { Character(UnicodeScalar($0)).hexDigitValue }
        return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
