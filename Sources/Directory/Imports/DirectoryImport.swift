// Read, show what would change, apply.

import Kernel
import Store
import Synchronization
import Tabular

/// A file for the directory that was read and checked; nothing is written until it is applied.
package struct DirectoryImport: Sendable {
    package let kind: ImportKind
    package let fileName: String
    package let effectiveOn: LocalDate
    private let contents: Contents
    private let readFindings: ImportFindings

    private enum Contents: Sendable {
        case practices(OdsFile)
        case networks(NetworkFile)
        case lists(ListFile)
        case branches(BranchFile)
        case successors(SuccessorFile)
    }

    /// Where the file is.
    package enum Source: Sendable {
        case path(String)
        case bytes([UInt8])

        func reader(_ layout: TabularLayout) -> TabularReader {
            switch self {
            case .path(let path): TabularReader(path: path, layout: layout)
            case .bytes(let bytes): TabularReader(bytes: bytes, layout: layout)
            }
        }
    }

    /// What happens where rows are refused.
    package enum Policy: String, Codable, Sendable {
        /// Good rows go in; refused ones are listed.
        case goodRows = "good-rows"
        /// Nothing goes in unless every row does.
        case allOrNothing = "all-or-nothing"
    }

    /// Reads the whole file in constant memory but for the practices in it, and checks it.
    ///
    /// - Parameter effectiveOn: the day that the file describes; taken from its name or its rows where nil.
    /// - Throws: `ImportRefusal` or `TabularError` where it is another file altogether, `CancellationError` when the task is cancelled.
    package static func read(
        _ kind: ImportKind, from source: Source, fileName: String, effectiveOn: LocalDate? = nil, today: LocalDate,
        progress: @escaping @Sendable (ImportProgress) -> Void = { _ in }
    ) throws -> DirectoryImport {
        if let effectiveOn, effectiveOn > today { throw ImportRefusal.futureDate(effectiveOn) }
        let header = try source.reader(.header(required: [])).cursor(chunkBytes: 1 << 16).columns
        let file = try recognise(header, as: kind)
        let stated = effectiveOn ?? EffectiveDate.day(inFileName: fileName).map { min($0, today) }
        let needsDate = kind != .lists && kind != .successors && !(kind == .weightedLists && file != .payments)
        guard let day = stated ?? (needsDate ? nil : today) else { throw ImportRefusal.noDate(fileName: fileName) }
        let reader = source.reader(try layout(kind, header, of: source))
        var last = 0
        func read(_ take: (TabularRow) -> Void) throws -> TabularSummary {
            try reader.forEach(progress: { progress(ImportProgress(stage: .reading, done: $0.rows, total: nil)) }) { row in
                if row.number % 1024 == 0 { try Task.checkCancellation() }
                last = row.line
                take(row)
            }
        }
        let contents: Contents
        let summary: TabularSummary
        switch kind {
        case .ods:
            var practices = OdsFile()
            summary = try read { practices.take(line: $0.line, cells: $0.texts) }
            contents = .practices(practices)
        case .pcn:
            var networks = try NetworkFile(header: header, isDetails: file == .networkDetails)
            summary = try read { networks.take(line: $0.line, cells: $0.texts) }
            contents = .networks(networks)
        case .lists, .weightedLists:
            var lists = try ListFile(header: header, file: file, snapshot: stated, today: today)
            summary = try read { lists.take(line: $0.line, cells: $0.texts) }
            contents = .lists(lists)
        case .branches:
            var branches = BranchFile()
            summary = try read { branches.take(line: $0.line, cells: $0.texts) }
            contents = .branches(branches)
        case .successors:
            var successors = try SuccessorFile(header: isNamed(header) ? header : nil)
            summary = try read { successors.take(line: $0.line, cells: $0.texts) }
            contents = .successors(successors)
        }
        guard summary.rows + summary.problemCount > 0 else { throw ImportRefusal.empty }
        var effective = day
        if case .lists(let lists) = contents, effectiveOn == nil, let snapshot = lists.lastSnapshot { effective = snapshot }
        return DirectoryImport(
            kind: kind, fileName: fileName, effectiveOn: effective, contents: contents, readFindings: findings(of: summary, lastRead: last))
    }

    private static func layout(_ kind: ImportKind, _ header: [String], of source: Source) throws -> TabularLayout {
        switch kind {
        case .ods, .branches: .columns(count: OdsFile.columns)
        case .successors where !isNamed(header):
            // The last cell, the indicator, is empty in most rows: the first row has it all the same.
            .columns(count: max(header.count, try source.reader(.columns(count: 4)).cursor(chunkBytes: 1 << 16).next()?.count ?? 4))
        case .successors, .pcn, .lists, .weightedLists: .header(required: [])
        }
    }

    private static func isNamed(_ header: [String]) -> Bool { header.contains { PublishedFile.folded($0).hasPrefix("succe") } }

    private static func recognise(_ header: [String], as kind: ImportKind) throws -> PublishedFile {
        let file = PublishedFile(firstRow: header)
        if file.kind == kind { return file }
        // A first row that is damaged does not make it another file, and people name the columns of their own lists as they like.
        if case .other = file {
            if kind == .ods, header.count > 20, (try? ODSCode(parsing: header[0]))?.isPractice == true { return .practices }
            if kind == .weightedLists { return .weightedLists }
        }
        throw ImportRefusal.wrongFile(wanted: kind, looksLike: file.description)
    }

    private static func findings(of summary: TabularSummary, lastRead: Int) -> ImportFindings {
        var findings = ImportFindings()
        for problem in summary.problems {
            let isLast = problem == summary.problems.last && problem.line > lastRead && summary.problemCount == summary.problems.count
            findings.append(
                ImportFinding(
                    .rejected, line: problem.line, column: problem.column.isEmpty ? "" : problem.reference,
                    problem.reason + (isLast ? " It is the last row: the file may have been cut off. Fetch it again." : "")))
        }
        findings.append(uncounted: summary.problemCount - summary.problems.count, .rejected)
        for note in summary.notes { findings.append(ImportFinding(.note, line: 0, note)) }
        return findings
    }

    /// What applying it now would change.
    package func preview(in database: any Database, at instant: Instant) async throws -> ImportResult {
        let difference = try await database.read { try plan(in: $0, at: instant) }
        return ImportResult(plan: difference, isApplied: false)
    }

    /// Applies it in one transaction, worked out anew from what the directory holds then. Cancelling the task leaves the directory as it was.
    ///
    /// - Parameter acceptsJumps: whether somebody has said that lists which jump are right; refused as `ImportRefusal.unconfirmed` where they did not.
    package func apply(
        to database: any Database, by actor: Actor, at instant: Instant, policy: Policy = .goodRows, acceptsJumps: Bool = false,
        progress: @escaping @Sendable (ImportProgress) -> Void = { _ in }
    ) async throws -> ImportResult {
        let cancelled = Flag()
        return try await withTaskCancellationHandler {
            try Task.checkCancellation()
            return try await database.write(by: actor, at: instant) { transaction in
                try apply(as: ID(at: instant), policy: policy, accepts: { _ in acceptsJumps }, progress: progress, in: transaction) {
                    if cancelled.isRaised { throw CancellationError() }
                }
            }
        } onCancel: {
            cancelled.raise()
        }
    }

    /// The same within a transaction. `accepts` is asked whether somebody has said that these questions are right, as they stand now; `check` is asked on the way whether to go on, and throws where not.
    func apply(
        as record: ID<ImportRecord>, policy: Policy = .goodRows, accepts: ([ImportFinding]) -> Bool,
        progress: @escaping @Sendable (ImportProgress) -> Void = { _ in },
        in transaction: Transaction, check: @escaping @Sendable () throws -> Void = {}
    ) throws -> ImportResult {
        progress(ImportProgress(stage: .comparing, done: 0, total: nil))
        let difference = try plan(in: transaction, at: transaction.instant)
        let refused = difference.findings.count(.rejected) + difference.findings.count(.contradiction)
        if policy == .allOrNothing, refused > 0 { throw ImportRefusal.badRows(refused) }
        let questions = difference.findings.all(.question)
        if !questions.isEmpty, !accepts(questions) { throw ImportRefusal.unconfirmed(questions.count) }
        try ImportWriting(transaction: transaction, plan: difference, progress: progress, checkCancellation: check).write()
        let result = ImportResult(plan: difference, isApplied: true)
        try ImportStore.record(result, as: record, in: transaction)
        return result
    }

    /// The difference to what the directory holds.
    func plan(in connection: any Connection, at instant: Instant) throws -> ImportPlan {
        let known = try OdsStore.knowledge(in: connection)
        var plan: ImportPlan
        switch contents {
        case .practices(let file):
            var rules = OdsRules(file: file, known: known, fileName: fileName, effectiveOn: effectiveOn) { ID(at: instant) }
            plan = rules.compare()
        case .networks(let file):
            let memberships = try ImportStore.memberships(in: connection)
            var rules = NetworkRules(file: file, known: known, memberships: memberships, fileName: fileName, effectiveOn: effectiveOn) {
                ID(at: instant)
            }
            plan = rules.compare()
        case .lists(let file):
            let standing = try ImportStore.figures(on: Array(Set(file.figures.map(\.snapshot))), in: connection)
            let latest = try ImportStore.latestFigures(until: file.lastSnapshot ?? effectiveOn, in: connection)
            plan = ListRules.compare(
                file, kind: kind, known: known, standing: standing, latest: latest, fileName: fileName, effectiveOn: effectiveOn)
        case .branches(let file):
            plan = BranchRules.compare(
                file, known: known, standing: try ImportStore.branches(in: connection), fileName: fileName, effectiveOn: effectiveOn
            ) { ID(at: instant) }
        case .successors(let file):
            plan = SuccessorRules.compare(
                file, known: known, standing: try OrganisationStore.successions(in: connection),
                takenBack: try OrganisationStore.mergersTakenBack(in: connection), fileName: fileName, effectiveOn: effectiveOn)
        }
        plan.rows += readFindings.count(.rejected)
        plan.findings.append(readFindings)
        return plan
    }
}

/// A mark that another thread may set. A class, as both sides hold the same one.
private final class Flag: Sendable {
    private let raised = Mutex(false)
    var isRaised: Bool { raised.withLock { $0 } }
    func raise() { raised.withLock { $0 = true } }
}
