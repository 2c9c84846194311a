// Finds the cells of one record.

/// Splits bytes into the cells of one record (RFC 4180). A quotation mark inside an unquoted cell is taken as it stands, as spreadsheets do.
struct RecordScanner {
    enum Outcome: Equatable {
        /// A record that ends before `next`.
        case record(next: Int)
        /// More bytes are needed to tell.
        case incomplete
        case broken(Fault)
    }

    enum Fault: Equatable {
        case unclosedQuote
        case textAfterQuote
        case tooLong

        var reason: String {
            switch self {
            case .unclosedQuote:
                "A quotation mark opens a cell in this row and is never closed. Close it, or check whether the end of the file is missing."
            case .tooLong: "This row is longer than 1 MB. Check that it is the right file and that its lines have ends."
            case .textAfterQuote: "Text follows a closing quotation mark in this row. Write a quotation mark inside a cell twice."
            }
        }
    }

    /// The cells one after the other, unquoted.
    private(set) var cells: [UInt8] = []
    /// Where each cell ends in `cells`.
    private(set) var ends: [Int] = []
    /// Line breaks passed, the one that ends the record included.
    private(set) var lineBreaks = 0

    private static let quote = UInt8(ascii: "\"")
    private static let comma = UInt8(ascii: ",")
    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    mutating func scan(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, isLast: Bool) -> Outcome {
        cells.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        lineBreaks = 0
        let count = bytes.count
        var at = start
        while true {
            if at < count, bytes[at] == Self.quote {
                switch scanQuoted(bytes, from: at + 1, isLast: isLast) {
                case .record(let next): at = next
                case let other: return other
                }
            } else {
                let run = at
                while at < count {
                    let byte = bytes[at]
                    if byte == Self.comma || byte == Self.lineFeed || byte == Self.carriageReturn { break }
                    at += 1
                }
                if at == count, !isLast { return .incomplete }
                cells.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[run..<at]))
            }
            ends.append(cells.count)
            guard at < count else { return .record(next: count) }
            switch bytes[at] {
            case Self.comma: at += 1
            case Self.lineFeed:
                lineBreaks += 1
                return .record(next: at + 1)
            default:
                guard at + 1 < count || isLast else { return .incomplete }
                lineBreaks += 1
                return .record(next: at + 1 < count && bytes[at + 1] == Self.lineFeed ? at + 2 : at + 1)
            }
        }
    }

    // From after the opening quotation mark to the comma, line break or end after the closing one.
    private mutating func scanQuoted(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, isLast: Bool) -> Outcome {
        let count = bytes.count
        var at = start
        var run = start
        while true {
            while at < count, bytes[at] != Self.quote {
                if bytes[at] == Self.lineFeed || bytes[at] == Self.carriageReturn && at + 1 < count && bytes[at + 1] != Self.lineFeed {
                    lineBreaks += 1
                }
                at += 1
            }
            guard at < count else { return isLast ? .broken(.unclosedQuote) : .incomplete }
            guard at + 1 < count || isLast else { return .incomplete }
            cells.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[run..<at]))
            at += 1
            guard at < count else { return .record(next: at) }
            switch bytes[at] {
            case Self.quote:
                // Two quotation marks stand for one: the second begins the next run.
                run = at
                at += 1
            case Self.comma, Self.lineFeed, Self.carriageReturn: return .record(next: at)
            default: return .broken(.textAfterQuote)
            }
        }
    }

    /// Where the line after the one at `start` begins; nil where no line break is in sight.
    static func nextLine(_ bytes: UnsafeBufferPointer<UInt8>, after start: Int) -> Int? {
        var at = start
        while at < bytes.count, bytes[at] != lineFeed, bytes[at] != carriageReturn { at += 1 }
        guard at < bytes.count else { return nil }
        return bytes[at] == carriageReturn && at + 1 < bytes.count && bytes[at + 1] == lineFeed ? at + 2 : at + 1
    }
}
