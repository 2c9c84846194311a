// One row of epraccur, read and checked.

import Kernel

/// A general practice as the NHS practice file states it. The file has 27 columns and no header; their meanings are those of the Organisation Data
/// Service's data specification for prescribing cost centres: 1 code, 2 name, 3 national grouping, 4 health geography, 5-9 address, 10 postcode,
/// 11 opened, 12 closed, 13 status, 14 sub-type, 15 commissioner, 16 joined it, 17 left it, 18 telephone, 22 amended, 24 provider or purchaser,
/// 26 prescribing setting; the others are not used.
struct OdsPractice: Hashable, Sendable {
    let line: Int
    let code: ODSCode
    let name: String
    let address: String
    let postcode: Postcode?
    let telephone: String
    let opened: LocalDate
    /// The last day on which it was open.
    let closed: LocalDate?
    let status: OrganisationStatus
    let commissioner: ODSCode?
    let joined: LocalDate
    let left: LocalDate?
}

/// The rows of one practice file: general practices, how many rows there were, and what was wrong with them.
struct OdsFile: Hashable, Sendable {
    static let columns = 27
    /// The prescribing setting of general practices.
    static let practiceSetting = 4

    private(set) var rows = 0
    private(set) var practices: [OdsPractice] = []
    private(set) var findings = ImportFindings()
    private var places: [ODSCode: Int] = [:]
    private var others: [ODSCode: Int] = [:]

    var activePractices: Int { practices.count { $0.status == .active } }
    /// Rows of other prescribing settings by code, for practices that have become something else.
    var otherCodes: [ODSCode: Int] { others }

    mutating func take(line: Int, cells: [String]) {
        rows += 1
        do {
            let row = OdsCells(line: line, cells: cells)
            let code = try row.code()
            guard try row.setting() == OdsFile.practiceSetting else {
                others[code] = line
                return
            }
            let practice = try row.practice(code)
            if row.hasUnreadablePostcode {
                findings.append(
                    ImportFinding(.note, line: line, column: row.cell(10), "“\(cells[9])” is not a postcode; \(code) goes in without one."))
            }
            if let index = places[code] {
                let first = practices[index].line
                let isSame = practices[index].isSame(as: practice)
                findings.append(
                    ImportFinding(
                        isSame ? .note : .contradiction, line: line,
                        isSame
                            ? "\(code) stands on line \(first) already, with the same facts."
                            : "\(code) stands on line \(first) already with other facts. Line \(first) went in; find out which is right."))
                return
            }
            places[code] = practices.count
            practices.append(practice)
        } catch let finding as RowFinding {
            findings.append(finding.finding)
        } catch {
            findings.append(ImportFinding(.rejected, line: line, "The row could not be read."))
        }
    }
}

/// Carries one finding out of the checks of a row.
struct RowFinding: Error {
    let finding: ImportFinding
    init(_ kind: ImportFinding.Kind, _ line: Int, _ column: String, _ reason: String) {
        finding = ImportFinding(kind, line: line, column: column, reason)
    }
}

extension OdsPractice {
    fileprivate func isSame(as other: OdsPractice) -> Bool {
        name == other.name && address == other.address && postcode == other.postcode && opened == other.opened && closed == other.closed
            && status == other.status && commissioner == other.commissioner && joined == other.joined && left == other.left
    }
}

/// The cells of one row, by the specification's column numbers.
private struct OdsCells {
    let line: Int
    let cells: [String]

    func cell(_ column: Int) -> String { SourceCell.name(column: column, line: line) }
    func text(_ column: Int) -> String { cells[column - 1].trimmed }

    var hasUnreadablePostcode: Bool { !text(10).isEmpty && (try? Postcode(parsing: text(10))) == nil }

    func code() throws -> ODSCode {
        guard let code = try? ODSCode(parsing: text(1)) else {
            throw RowFinding(
                .rejected, line, cell(1), "“\(text(1).prefix(20))” is not an ODS code. A practice has a letter and five digits, like A81001.")
        }
        return code
    }

    func setting() throws -> Int {
        guard let setting = Int(text(26)), (0...99).contains(setting) else {
            throw RowFinding(
                .rejected, line, cell(26), "“\(text(26).prefix(20))” is not a prescribing setting, which is a number such as 4 for a GP practice.")
        }
        return setting
    }

    func practice(_ code: ODSCode) throws -> OdsPractice {
        let name = text(2)
        guard !name.isEmpty else { throw RowFinding(.rejected, line, cell(2), "\(code) has no name.") }
        guard let opened = try date(11) else { throw RowFinding(.rejected, line, cell(11), "\(code) has no open date.") }
        let closed = try date(12)
        let status = try status()
        if let closed, closed < opened {
            throw RowFinding(.contradiction, line, cell(12), "\(code) closed on \(closed.longText), before it opened on \(opened.longText).")
        }
        if status == .closed, closed == nil { throw RowFinding(.contradiction, line, cell(12), "\(code) has the status closed but no close date.") }
        if status == .active, let closed {
            throw RowFinding(.contradiction, line, cell(13), "\(code) has the status active but closed on \(closed.longText).")
        }
        let commissioner = text(15).isEmpty ? nil : try? ODSCode(parsing: text(15))
        if commissioner == nil, !text(15).isEmpty { throw RowFinding(.rejected, line, cell(15), "“\(text(15).prefix(20))” is not an ODS code.") }
        let joined = try date(16) ?? opened
        let left = try date(17)
        if let left, left < joined {
            throw RowFinding(
                .contradiction, line, cell(17), "\(code) left its commissioner on \(left.longText), before it joined on \(joined.longText).")
        }
        return OdsPractice(
            line: line, code: code, name: name, address: (5...9).map(text).filter { !$0.isEmpty }.joined(separator: ", "),
            postcode: try? Postcode(parsing: text(10)), telephone: text(18), opened: opened, closed: closed, status: status,
            commissioner: commissioner,
            joined: joined, left: left)
    }

    private func status() throws -> OrganisationStatus {
        switch text(13) {
        case "A": .active
        case "C": .closed
        case "D": .dormant
        case "P": .proposed
        default:
            throw RowFinding(.rejected, line, cell(13), "“\(text(13).prefix(20))” is not a status: A active, C closed, D dormant or P proposed.")
        }
    }

    private func date(_ column: Int) throws -> LocalDate? {
        guard !text(column).isEmpty else { return nil }
        guard let date = EffectiveDate.day(written: text(column)) else {
            throw RowFinding(.rejected, line, cell(column), "“\(text(column).prefix(20))” is not a date like 20220630.")
        }
        return date
    }
}

/// Cells as a spreadsheet names them.
package enum SourceCell {
    /// "B7" for column 2 of line 7.
    package static func name(column: Int, line: Int) -> String {
        var letters = ""
        var rest = column
        while rest > 0 {
            letters = String(UnicodeScalar(UInt8(65 + (rest - 1) % 26))) + letters
            rest = (rest - 1) / 26
        }
        return "\(letters)\(line)"
    }
}
