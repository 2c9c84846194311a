// Uploads, what they would change, and history.

import Files
import Kernel
import Store
import Web

/// A file can be sent here, and those sent before are listed.
struct ImportsPage: Page {
    static let template = "imports"

    let title = "Imports"
    let errors: ErrorSummary
    let action: String
    let kind: ChoiceField
    let fileError: String
    let limit: String
    /// Empty where files are checked for viruses.
    let scanning: String
    let date: DateField
    let history: TableView

    var hasProblems: Bool { !errors.isEmpty }

    init(_ history: TableView, form: FormReader, scanning: String) {
        errors = form.summary
        action = DirectoryAddresses.imports.path()
        kind = form.choiceField("kind", "What is in the file?", choices: ImportKind.allCases.map { ($0.rawValue, $0.title) }, chosen: "ods")
        fileError = form.error("file")
        limit = FileSize.text(ImportRoutes.limits.bytes)
        self.scanning = scanning
        date = form.dateField(
            "effective", "Which day does it describe?",
            hint: "Leave it empty where the file's name says so (epraccur_2022-06.csv) or its rows do")
        self.history = history
    }

    static func list(_ visit: Visit) -> RecordList<ImportRecord> {
        RecordList(
            "Imports so far", visit, of: ImportStore.all,
            columns: [
                .init("File", sort: "file_name", note: "Kind") {
                    .heading($0.fileName, address: DirectoryAddresses.importRecord.path($0.id), detail: $0.kind.title)
                },
                .init("Describes", sort: "effective_on") { .date($0.effectiveOn) }, .init("Applied", sort: "applied_at") { .instant($0.appliedAt) },
                .init("Rows", sort: "row_count", isNumeric: true) { .number($0.rowCount) }, .init("Result") { .init($0.summary) },
                .init("Refused", sort: "rejected_count", isNumeric: true) { .number($0.rejectedCount) },
            ], order: "applied_at", startsDescending: true, empty: "Nothing has been imported yet. Begin with the NHS practice file, epraccur."
        ) { rows, _ in try RowDecoder.decode([ImportRecord].self, from: rows) }
    }

    static var sample: ImportsPage {
        var form = FormReader()
        form.refuse("file", "Choose a file")
        return ImportsPage(
            TableView(caption: "Imports", columns: [.init("File")], rows: [.init([.heading("epraccur.csv")])], empty: "None."), form: form,
            scanning: "Files are not checked for viruses.")
    }
}

/// One import: as it would be, with buttons, or as it was.
struct ImportPage: Page {
    static let template = "import"
    /// How many changes and findings are on the page, but for questions, which are all there; the rest is counted.
    static let most = 500
    /// The tick with which somebody says that lists which jump are right.
    static let jumps = "jumps"

    let title: String
    let errors: ErrorSummary
    let isWaiting: Bool
    let facts: SummaryList
    let kinds: TableView
    let changes: TableView
    let findings: TableView
    let applyAction: String
    let confirmation: [ChoiceField]
    let discard: [ButtonForm]

    init(preview result: ImportResult, upload: ID<ImportUpload>, name: String, scanning: String, form: FormReader) {
        title = "Check \(name)"
        errors = form.summary
        isWaiting = true
        facts = ImportPage.facts(
            kind: result.kind, on: result.effectiveOn,
            counts: [
                ("Rows", result.rows), ("Practices", result.practices), ("Active practices", result.activePractices), ("Would open", result.opened),
                ("Would close", result.closed), ("Other changes", result.changed), ("Refused rows", result.rejectedCount),
                ("Contradictions", result.contradictionCount), ("Lists that jump", result.questionCount),
            ], scanning: scanning)
        kinds = ImportPage.kinds(Dictionary(grouping: result.changes, by: \.kind).mapValues(\.count))
        changes = ImportPage.changes(Array(result.changes.prefix(ImportPage.most)), of: result.changes.count)
        let all = result.questions + result.rejected + result.contradictions + result.notes
        findings = ImportPage.findings(
            Array(all.prefix(max(ImportPage.most, result.questionCount))),
            of: result.questionCount + result.rejectedCount + result.contradictionCount + result.notes.count)
        confirmation =
            result.questionCount == 0
            ? []
            : [
                ChoiceField(
                    ImportPage.jumps, "\(result.questionCount.grouped) \(result.questionCount == 1 ? "list jumps" : "lists jump") by a fifth or more",
                    hint: "They are the first of the rows to look at, below.",
                    options: [(result.questions.mark, "I have checked them: they are right", "")],
                    error: form.error(ImportPage.jumps), isConfirming: true)
            ]
        applyAction = DirectoryAddresses.applyUpload.path(upload)
        discard = [ButtonForm("Discard this file", action: DirectoryAddresses.discardUpload.path(upload))]
    }

    init(record: ImportRecord, kinds: [ImportChange.Kind: Int], changes: TableView, findings others: [ImportFinding], of count: Int) {
        title = record.fileName
        errors = .none
        confirmation = []
        isWaiting = false
        facts = ImportPage.facts(
            kind: record.kind, on: record.effectiveOn,
            counts: [("Rows", record.rowCount), ("Changes", record.changeCount), ("Refused rows and contradictions", record.rejectedCount)],
            applied: record.appliedAt)
        self.kinds = ImportPage.kinds(kinds)
        self.changes = changes
        findings = ImportPage.findings(others, of: count)
        applyAction = ""
        discard = []
    }

    private static func facts(kind: ImportKind, on date: LocalDate, counts: [(String, Int)], applied: Instant? = nil, scanning: String? = nil)
        -> SummaryList
    {
        var list = [SummaryList.Fact("File", kind.title), SummaryList.Fact("Describes", date.longText)]
        if let applied { list.append(SummaryList.Fact("Applied", applied.londonText)) }
        if let scanning { list.append(SummaryList.Fact("Virus check", scanning)) }
        return SummaryList(list + counts.map { SummaryList.Fact($0.0, $0.1.grouped) })
    }

    private static func kinds(_ counts: [ImportChange.Kind: Int]) -> TableView {
        TableView(
            caption: "Changes by kind", hidesCaption: true, columns: [TableView.Column("Change"), TableView.Column("Number", isNumeric: true)],
            rows: ImportChange.Kind.allCases.compactMap { kind in
                counts[kind].map { TableView.Row([.heading(kind.title), .number($0.grouped)]) }
            }, empty: "The directory says all this already: nothing changes.", isCompact: true)
    }

    /// What an import that was applied changed.
    static func list(of record: ImportRecord, _ visit: Visit) -> RecordList<ImportChange> {
        RecordList(
            "Changes by \(record.fileName)", visit, of: ImportStore.changes(of: record.id), id: "code",
            columns: [
                .init("Change", sort: "position", sortsAsNumber: true) { .tag($0.kind.title) }, .init("Code") { .init($0.code) },
                .init("What") { .init($0.sentence) },
            ], empty: "Nothing changes."
        ) { rows, _ in try RowDecoder.decode([ImportChange].self, from: rows) }
    }

    private static func changes(_ changes: [ImportChange], of count: Int) -> TableView {
        TableView(
            caption: changes.count < count ? "The first \(changes.count.grouped) of \(count.grouped) changes" : "Changes",
            hidesCaption: changes.count == count,
            columns: ["Change", "Code", "What"].map { TableView.Column($0) },
            rows: changes.map { TableView.Row([.tag($0.kind.title), TableView.Cell($0.code), TableView.Cell($0.sentence)]) },
            empty: "Nothing changes.")
    }

    private static func findings(_ findings: [ImportFinding], of count: Int) -> TableView {
        TableView(
            caption: findings.count < count ? "The first \(findings.count.grouped) of \(count.grouped) rows to look at" : "Rows to look at",
            hidesCaption: findings.count == count,
            columns: ["Line", "Cell", "What is wrong"].map { TableView.Column($0) },
            rows: findings.map { finding in
                let tag =
                    switch finding.kind {
                    case .rejected: Tag("refused", .bad)
                    case .contradiction: Tag("contradiction", .warning)
                    case .note: Tag("look at this", .news)
                    case .question: Tag("check this", .warning)
                    }
                return TableView.Row([
                    TableView.Cell(finding.line == 0 ? "file" : String(finding.line)), TableView.Cell(finding.column),
                    TableView.Cell(finding.reason, tags: [tag]),
                ])
            }, empty: "Every row could be read and none contradicts another.")
    }

    static var sample: ImportPage {
        var findings = ImportFindings()
        findings.append(ImportFinding(.rejected, line: 2, column: "A2", "Not a code."))
        findings.append(ImportFinding(.question, line: 3, column: "J3", "Riverside Surgery (A99901): 12,000, but 9,000 on 1 January 2026."))
        var plan = ImportPlan(kind: .ods, fileName: "epraccur.csv", effectiveOn: LocalDate(daysSince1970: 0), rows: 1, findings: findings)
        plan.change(.opened, "A99901", "Riverside Surgery opened.")
        return ImportPage(
            preview: ImportResult(plan: plan, isApplied: false), upload: ID(at: Instant(milliseconds: 0)), name: "epraccur.csv",
            scanning: FileRules.notScanned, form: FormReader())
    }
}
