// Populations, as published or typed.

import Kernel

/// One figure of a file.
struct ListFigure: Hashable, Sendable {
    let line: Int
    let column: String
    let practice: ODSCode
    let kind: PopulationKind
    let snapshot: LocalDate
    let hundredths: Int
}

/// A file of populations: patients registered by practice in either published form, the NHS payments, or weighted lists with named columns.
struct ListFile: Hashable, Sendable {
    private(set) var rows = 0
    private(set) var figures: [ListFigure] = []
    private(set) var findings = ImportFindings()
    private let columns: Columns
    private let form: Form
    private let snapshot: LocalDate?
    private let today: LocalDate
    private var seen: [Key: Int] = [:]

    private enum Form { case registered, payments, weighted }
    private struct Key: Hashable {
        let practice: ODSCode
        let kind: PopulationKind
        let snapshot: LocalDate
    }

    /// No list of patients is older: a day before it was typed wrongly.
    static let firstYear = 1990

    /// - Parameter snapshot: the day of the figures where the file has no column for it.
    init(header: [String], file: PublishedFile, snapshot: LocalDate?, today: LocalDate) throws {
        columns = Columns(header: header)
        self.snapshot = snapshot
        self.today = today
        switch file {
        case .registeredLists:
            form = .registered
            try Columns.required([
                ("EXTRACT_DATE", columns.number("EXTRACT_DATE")), ("CODE", columns.number("CODE", "ORG_CODE")), ("SEX", columns.number("SEX")),
                ("AGE", columns.number("AGE", "AGE_GROUP_5")), ("NUMBER_OF_PATIENTS", columns.number("NUMBER_OF_PATIENTS")),
            ])
        case .payments:
            form = .payments
        default:
            form = .weighted
            try Columns.required([
                ("practice code", columns.number("practice code", "code")), ("snapshot date", columns.number("snapshot date", "date")),
                ("weighted list", columns.number("weighted list", "weighted population", "weighted")),
            ])
        }
        if form == .payments, snapshot == nil { throw ImportRefusal.noDate(fileName: "payments") }
    }

    /// The last day that figures in it are for.
    var lastSnapshot: LocalDate? { figures.map(\.snapshot).max() }

    mutating func take(line: Int, cells: [String]) {
        rows += 1
        do {
            let row = NamedRow(line: line, cells: cells)
            switch form {
            case .registered: try takeRegistered(row)
            case .payments: try takePayments(row)
            case .weighted: try takeWeighted(row)
            }
        } catch let finding as RowFinding {
            findings.append(finding.finding)
        } catch {
            findings.append(ImportFinding(.rejected, line: line, "The row could not be read."))
        }
    }

    private mutating func takeRegistered(_ row: NamedRow) throws {
        let type = columns.number("TYPE", "ORG_TYPE")
        guard type == nil || row.text(type) == "GP", row.text(columns.number("SEX")) == "ALL", row.text(columns.number("AGE", "AGE_GROUP_5")) == "ALL"
        else {
            return
        }
        let dateColumn = columns.number("EXTRACT_DATE")
        guard let date = try row.date(dateColumn) else { throw RowFinding(.rejected, row.line, row.cell(dateColumn), "The row has no extract date.") }
        let code = try row.code(columns.number("CODE", "ORG_CODE"), what: "practice")
        try take(row, columns.number("NUMBER_OF_PATIENTS"), code, .registered, date)
    }

    private mutating func takePayments(_ row: NamedRow) throws {
        guard let snapshot else { return }
        let code = try row.code(columns.number("Practice Code"), what: "practice")
        try take(row, columns.number("Number of Registered Patients*"), code, .registered, snapshot)
        try take(row, columns.number("Number of Weighted Patients*"), code, .weighted, snapshot)
    }

    private mutating func takeWeighted(_ row: NamedRow) throws {
        let code = try row.code(columns.number("practice code", "code"), what: "practice")
        let dateColumn = columns.number("snapshot date", "date")
        guard let date = try row.date(dateColumn) else {
            throw RowFinding(.rejected, row.line, row.cell(dateColumn), "\(code) has no snapshot date.")
        }
        let weighted = columns.number("weighted list", "weighted population", "weighted")
        guard !row.text(weighted).isEmpty else { throw RowFinding(.rejected, row.line, row.cell(weighted), "\(code) has no weighted list.") }
        try take(row, weighted, code, .weighted, date)
        for (column, kind) in [
            (columns.number("adjusted list", "adjusted population", "adjusted"), PopulationKind.adjusted),
            (columns.number("registered list", "registered patients", "registered"), .registered),
        ] where !row.text(column).isEmpty { try take(row, column, code, kind, date) }
    }

    private mutating func take(_ row: NamedRow, _ column: Int?, _ code: ODSCode, _ kind: PopulationKind, _ date: LocalDate) throws {
        guard let hundredths = PopulationRules.hundredths(parsing: row.text(column)) else {
            throw RowFinding(
                .rejected, row.line, row.cell(column), "“\(row.text(column).prefix(20))” is not a number of patients. Write it like 8838 or 8838.75.")
        }
        guard date.year >= ListFile.firstYear, date <= today else {
            throw RowFinding(
                .rejected, row.line, row.cell(column),
                "\(code) has a figure for \(date.longText). Give a day from 1 January \(ListFile.firstYear) to today.")
        }
        let key = Key(practice: code, kind: kind, snapshot: date)
        if let first = seen[key] {
            let isSame = figures[first].hundredths == hundredths
            throw RowFinding(
                isSame ? .note : .contradiction, row.line, row.cell(column),
                "\(code) has a figure for \(date.longText) on line \(figures[first].line) already\(isSame ? ", the same" : ", another one, which went in")."
            )
        }
        seen[key] = figures.count
        figures.append(ListFigure(line: row.line, column: row.cell(column), practice: code, kind: kind, snapshot: date, hundredths: hundredths))
    }
}
