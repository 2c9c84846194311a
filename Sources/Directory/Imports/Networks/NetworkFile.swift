// Networks and their practices, as published.

import Kernel

/// A primary care network as the details file states it.
struct NetworkRow: Hashable, Sendable {
    let line: Int
    let code: ODSCode
    let name: String
    let commissioner: ODSCode?
    let commissionerName: String
    let opened: LocalDate
    let closed: LocalDate?
    let address: String
    let postcode: Postcode?
}

/// A practice's membership as the core partner file states it; both days are inclusive.
struct PartnerRow: Hashable, Sendable, Dated {
    let line: Int
    let practice: ODSCode
    let network: ODSCode
    let networkName: String
    let from: LocalDate
    let until: LocalDate?

    var period: DatePeriod { DatePeriod(from: from, until: until) }
}

/// Either of the two files about primary care networks.
struct NetworkFile: Hashable, Sendable {
    private(set) var rows = 0
    private(set) var networks: [NetworkRow] = []
    private(set) var partners: [PartnerRow] = []
    private(set) var findings = ImportFindings()
    private let columns: Columns
    private let isDetails: Bool
    private var networkLines: [ODSCode: Int] = [:]

    /// - Parameter header: the file's first row.
    init(header: [String], isDetails: Bool) throws {
        columns = Columns(header: header)
        self.isDetails = isDetails
        if isDetails {
            try Columns.required([
                ("PCN Code", columns.number("PCN Code")), ("PCN Name", columns.number("PCN Name")), ("Open Date", columns.number("Open Date")),
                ("Close Date", columns.number("Close Date")),
            ])
        } else {
            try Columns.required([
                ("Partner Organisation Code", columns.number("Partner Organisation Code")), ("PCN Code", columns.number("PCN Code")),
                ("PCN Name", columns.number("PCN Name")),
                ("Practice to PCN Relationship Start Date", columns.number("Practice to PCN Relationship Start Date")),
                ("Practice to PCN Relationship End Date", columns.number("Practice to PCN Relationship End Date")),
            ])
        }
    }

    mutating func take(line: Int, cells: [String]) {
        rows += 1
        do {
            let row = NamedRow(line: line, cells: cells)
            if isDetails { try takeNetwork(row) } else { try takePartner(row) }
        } catch let finding as RowFinding {
            findings.append(finding.finding)
        } catch {
            findings.append(ImportFinding(.rejected, line: line, "The row could not be read."))
        }
    }

    private mutating func takeNetwork(_ row: NamedRow) throws {
        let code = try row.code(columns.number("PCN Code"), what: "network")
        let name = row.text(columns.number("PCN Name"))
        guard !name.isEmpty else { throw RowFinding(.rejected, row.line, row.cell(columns.number("PCN Name")), "\(code) has no name.") }
        let openColumn = columns.number("Open Date")
        guard let opened = try row.date(openColumn) else { throw RowFinding(.rejected, row.line, row.cell(openColumn), "\(code) has no open date.") }
        let closed = try row.date(columns.number("Close Date"))
        if let closed, closed < opened {
            throw RowFinding(
                .contradiction, row.line, row.cell(columns.number("Close Date")),
                "\(code) closed on \(closed.longText), before it opened on \(opened.longText).")
        }
        if let first = networkLines[code] {
            throw RowFinding(
                .contradiction, row.line, row.cell(columns.number("PCN Code")), "\(code) stands on line \(first) already. Line \(first) went in.")
        }
        networkLines[code] = row.line
        let address = (1...5).map { row.text(columns.number("Address Line \($0)")) }.filter { !$0.isEmpty }.joined(separator: ", ")
        networks.append(
            NetworkRow(
                line: row.line, code: code, name: name,
                commissioner: try? ODSCode(parsing: row.text(columns.number("Current Clinical Commissioning Group Code", "Current Sub ICB*"))),
                commissionerName: row.text(columns.number("Clinical Commissioning Group Name", "Sub ICB*")), opened: opened, closed: closed,
                address: address, postcode: try? Postcode(parsing: row.text(columns.number("Postcode")))))
    }

    private mutating func takePartner(_ row: NamedRow) throws {
        let practice = try row.code(columns.number("Partner Organisation Code"), what: "practice")
        let network = try row.code(columns.number("PCN Code"), what: "network")
        let startColumn = columns.number("Practice to PCN Relationship Start Date")
        guard let from = try row.date(startColumn) else {
            throw RowFinding(.rejected, row.line, row.cell(startColumn), "\(practice) has no start date in \(network).")
        }
        let until = try row.date(columns.number("Practice to PCN Relationship End Date"))
        if let until, until < from {
            throw RowFinding(
                .contradiction, row.line, row.cell(columns.number("Practice to PCN Relationship End Date")),
                "\(practice) left \(network) on \(until.longText), before it joined on \(from.longText).")
        }
        partners.append(
            PartnerRow(
                line: row.line, practice: practice, network: network, networkName: row.text(columns.number("PCN Name")), from: from, until: until))
    }
}
