// What an import will write, worked out first.

import Kernel

/// The difference between a file and the directory: for people as changes and findings, for the database as writes.
package struct ImportPlan: Sendable {
    package let kind: ImportKind
    package let fileName: String
    package let effectiveOn: LocalDate
    package var rows: Int
    package var practices = 0
    package var activePractices = 0
    /// Patients in all, of the registered lists in the file.
    package var patients = 0
    package var changes: [ImportChange] = []
    package var findings: ImportFindings
    var writes: [DirectoryWrite] = []

    init(kind: ImportKind, fileName: String, effectiveOn: LocalDate, rows: Int, findings: ImportFindings) {
        self.kind = kind
        self.fileName = fileName
        self.effectiveOn = effectiveOn
        self.rows = rows
        self.findings = findings
    }

    /// "epraccur of 30 June 2022"
    var source: String { "\(kind.rawValue) file of \(effectiveOn.longText)" }

    mutating func change(_ kind: ImportChange.Kind, _ code: String, _ sentence: String) { changes.append(ImportChange(kind, code, sentence)) }
}

/// Findings of one import: the first of each kind in full, all of them counted, so that no file can fill the memory with its mistakes. Questions
/// are kept whole: they are no more than the figures that go in, and who says that they are right has to see them all.
package struct ImportFindings: Hashable, Sendable {
    /// Of one kind.
    static let most = 2000
    private var kept: [ImportFinding.Kind: [ImportFinding]] = [:]
    private var counts: [ImportFinding.Kind: Int] = [:]

    mutating func append(_ finding: ImportFinding) {
        counts[finding.kind, default: 0] += 1
        keep(finding)
    }

    mutating func append(uncounted count: Int, _ kind: ImportFinding.Kind) { counts[kind, default: 0] += count }

    mutating func append(_ others: ImportFindings) {
        for finding in others.kept.values.joined() { keep(finding) }
        counts.merge(others.counts) { $0 + $1 }
    }

    private mutating func keep(_ finding: ImportFinding) {
        guard finding.kind == .question || kept[finding.kind, default: []].count < ImportFindings.most else { return }
        kept[finding.kind, default: []].append(finding)
    }

    package func count(_ kind: ImportFinding.Kind) -> Int { counts[kind, default: 0] }
    package func all(_ kind: ImportFinding.Kind) -> [ImportFinding] { kept[kind, default: []].sorted { $0.line < $1.line } }
}

/// One row to write. Additions go in by the hundred, so they are values first.
enum DirectoryWrite: Hashable, Sendable {
    case organisation(OrganisationID, OrganisationKind, opened: LocalDate?, closed: LocalDate?)
    case code(OrganisationID, ODSCode)
    case name(OrganisationID, String, from: LocalDate)
    case address(OrganisationID, lines: String, postcode: Postcode?, telephone: String, from: LocalDate)
    case status(OrganisationID, OrganisationStatus, from: LocalDate, until: LocalDate?)
    case relationship(OrganisationID, RelationshipKind, OrganisationID, from: LocalDate, until: LocalDate?)
    case figure(OrganisationID, PopulationKind, snapshot: LocalDate, hundredths: Int)
    case site(SiteID, OrganisationID, name: String, code: ODSCode, address: String, postcode: Postcode?, from: LocalDate, until: LocalDate?)

    case renameInPlace(OrganisationID, String, from: LocalDate)
    case endName(OrganisationID, until: LocalDate)
    case endAddress(OrganisationID, until: LocalDate)
    case addressInPlace(OrganisationID, lines: String, postcode: Postcode?, telephone: String, from: LocalDate)
    case dates(OrganisationID, opened: LocalDate?, closed: LocalDate?)
    /// Statuses from `from` on go, the one before ends the day before.
    case clearStatuses(OrganisationID, from: LocalDate)
    case restartStatus(OrganisationID, was: LocalDate, from: LocalDate)
    case endRelationship(ID<Relationship>, until: LocalDate?)
    case restartRelationship(ID<Relationship>, from: LocalDate, until: LocalDate?)
    case siteDates(SiteID, name: String, until: LocalDate?)

    /// The organisation's practice file, or network file, of this date was read.
    case confirm(OrganisationID)
    case confirmNetwork(OrganisationID)
}
