// Tells what a file is by its first row.

import Kernel

/// The published files that people mix up, each known by its first row.
package enum PublishedFile: Hashable, Sendable {
    case practices, branches, networkDetails, networkPartners, registeredLists, payments, weightedLists, successors
    case other(columns: Int)

    /// - Parameter cells: the first row with anything in it, empty cells at its end left out or not.
    package init(firstRow cells: [String]) {
        let names = cells.map { PublishedFile.folded($0) }
        // Neither has a header; cells at the end of a row may be empty and left out.
        let isPlain = (20...27).contains(cells.count) && names.contains(where: \.isEmpty) && cells[0].utf8.contains { (48...57).contains($0) }
        if isPlain, cells.count > 25, cells[0].trimmed.utf8.count == 6 {
            self = .practices
        } else if isPlain, cells[0].trimmed.utf8.count == 9 {
            self = .branches
        } else if names.contains("pcncode"), names.contains("partnerorganisationcode") {
            self = .networkPartners
        } else if names.contains("pcncode"), names.contains("opendate"), !names.contains("practicecode") {
            self = .networkDetails
        } else if names.contains("numberofpatients"), names.contains("sex") {
            self = .registeredLists
        } else if names.contains("practicecode"), names.contains(where: { $0.hasPrefix("numberofweightedpatients") }) {
            self = .payments
        } else if names.contains("practicecode"), names.contains("snapshotdate") {
            self = .weightedLists
        } else if names.contains(where: { $0.hasPrefix("succe") }) || PublishedFile.isSuccession(cells) {
            self = .successors
        } else {
            self = .other(columns: cells.count)
        }
    }

    /// The published form has no header: two codes, a reason, a date, and perhaps an indicator.
    private static func isSuccession(_ cells: [String]) -> Bool {
        guard (4...5).contains(cells.count), let old = try? ODSCode(parsing: cells[0]), let new = try? ODSCode(parsing: cells[1]) else {
            return false
        }
        return old != new && EffectiveDate.day(written: cells[3]) != nil
    }

    /// "Practice to PCN Relationship Start Date" becomes "practicetopcnrelationshipstartdate".
    package static func folded(_ name: String) -> String { String(name.lowercased().filter { $0.isLetter || $0.isNumber }) }

    /// Completes "it looks like …".
    package var description: String {
        switch self {
        case .practices: "the NHS practice file epraccur"
        case .branches: "the list of branch surgeries ebranchs"
        case .networkDetails: "the details of primary care networks"
        case .networkPartners: "the core partners of primary care networks"
        case .registeredLists: "patients registered by practice"
        case .payments: "the NHS payments to general practice"
        case .weightedLists: "a list of weighted populations"
        case .successors: "a list of successors of organisations"
        case .other(let columns): "another file, with \(columns == 1 ? "1 column" : "\(columns) columns")"
        }
    }

    /// The import that takes it.
    package var kind: ImportKind? {
        switch self {
        case .practices: .ods
        case .branches: .branches
        case .networkDetails, .networkPartners: .pcn
        case .registeredLists: .lists
        case .payments, .weightedLists: .weightedLists
        case .successors: .successors
        case .other: nil
        }
    }
}
