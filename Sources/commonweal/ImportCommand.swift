// Brings files into the directory.

import App
import ArgumentParser
import Directory
import Foundation
import Kernel
import Store
import Store

struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Brings practices, networks and lists into the directory.",
        discussion: "Rows that cannot be used are listed with line, column and reason; the others go in. The same file again changes nothing.",
        subcommands: [Ods.self, Pcn.self, Lists.self, WeightedLists.self, Branches.self, Successors.self])

    struct Ods: FileImport {
        static let configuration = CommandConfiguration(commandName: "ods", abstract: "Practices: epraccur.csv as the NHS publishes it.")
        static let kind = ImportKind.ods
        @OptionGroup var options: FileImportOptions
    }

    struct Pcn: FileImport {
        static let configuration = CommandConfiguration(
            commandName: "pcn", abstract: "Networks and their practices: the details or the core partners of ePCN.")
        static let kind = ImportKind.pcn
        @OptionGroup var options: FileImportOptions
    }

    struct Lists: FileImport {
        static let configuration = CommandConfiguration(commandName: "lists", abstract: "Patients registered by practice.")
        static let kind = ImportKind.lists
        @OptionGroup var options: FileImportOptions
    }

    struct WeightedLists: FileImport {
        static let configuration = CommandConfiguration(commandName: "weighted-lists", abstract: "Weighted and adjusted lists by practice.")
        static let kind = ImportKind.weightedLists
        @OptionGroup var options: FileImportOptions
    }

    struct Branches: FileImport {
        static let configuration = CommandConfiguration(commandName: "branches", abstract: "Branch surgeries: ebranchs.csv as the NHS publishes it.")
        static let kind = ImportKind.branches
        @OptionGroup var options: FileImportOptions
    }

    struct Successors: FileImport {
        static let configuration = CommandConfiguration(
            commandName: "successors", abstract: "Mergers: succ.csv as the NHS publishes it, or practice code, successor code and from date.")
        static let kind = ImportKind.successors
        @OptionGroup var options: FileImportOptions
    }
}

struct FileImportOptions: ParsableArguments {
    @Argument(help: "The file.")
    var file: String

    @OptionGroup var place: DataOptions

    @Option(name: .long, help: ArgumentHelp("The day that the file describes, where its name does not say.", valueName: "2022-06-30"))
    var effective: String?

    @Flag(name: .long, help: "Shows what would change and changes nothing.")
    var preview = false

    @Flag(name: .long, help: "Takes nothing unless every row can be used.")
    var allOrNothing = false

    @Flag(name: .long, help: "Takes lists that rise or fall by a fifth or more too; look at them with --preview first.")
    var acceptJumps = false

    @Flag(name: .long, help: "Prints the result for programs.")
    var json = false
}

protocol FileImport: AsyncParsableCommand {
    static var kind: ImportKind { get }
    var options: FileImportOptions { get }
}

extension FileImport {
    func run() async throws {
        let installation = try await Workplace.installation(try options.place.read(), createsFolder: true)
        let progress = ProgressLine("Importing", isQuiet: options.json)
        let clock = Workplace.clock
        let report: @Sendable (ImportProgress) -> Void = { step in
            if let total = step.total { progress.report(step.done, of: total) }
        }
        let result: ImportResult
        do {
            let day = try options.effective.map(LocalDate.init(parsing:))
            progress.say("Reading \(options.file)")
            let file = try DirectoryImport.read(
                Self.kind, from: .path(options.file), fileName: URL(fileURLWithPath: options.file).lastPathComponent, effectiveOn: day,
                today: clock.today,
                progress: report)
            result =
                options.preview
                ? try await file.preview(in: installation.database, at: clock.now())
                : try await file.apply(
                    to: installation.database, by: Workplace.actor("import"), at: clock.now(),
                    policy: options.allOrNothing ? .allOrNothing : .goodRows, acceptsJumps: options.acceptJumps,
                    progress: report)
        } catch {
            progress.finish()
            if let problem = error as? ImportRefusal, case .unconfirmed = problem {
                throw CommandProblem("\(problem.sentence) --preview shows them, and --accept-jumps says so.")
            }
            throw error
        }
        progress.finish()
        await installation.database.close()
        print(options.json ? try JSONText.of(result) : ImportReport(result).text)
        if result.rejectedCount > 0 { throw CommandProblem.findings }
    }
}

/// An import's result, to be read.
struct ImportReport {
    let text: String
    /// Changes and findings of one kind that are printed; programs get all.
    private static let longest = 20

    init(_ result: ImportResult) {
        var lines = [
            "\(result.kind.title), as on \(result.effectiveOn.longText)\(result.isApplied ? "" : " (preview: nothing was changed)")",
            "  rows              \(result.rows.grouped)", "  practices         \(result.practices.grouped)",
            "  active practices  \(result.activePractices.grouped)", "  opened            \(result.opened.grouped)",
            "  closed            \(result.closed.grouped)", "  changed           \(result.changed.grouped)",
            "  rejected          \(result.rejectedCount.grouped)",
        ]
        if result.patients > 0 { lines.append("  patients          \(result.patients.grouped)") }
        if result.questionCount > 0 { lines.append("  lists that jump   \(result.questionCount.grouped)") }
        if result.contradictionCount > 0 { lines.append("  contradictions    \(result.contradictionCount.grouped)") }
        lines += Self.section("What \(result.isApplied ? "changed" : "would change")", result.changes.map { "\($0.kind.title): \($0.sentence)" })
        lines += Self.section("Rejected", result.rejected.map(Self.line), total: result.rejectedCount)
        lines += Self.section("Contradictions in the source", result.contradictions.map(Self.line), total: result.contradictionCount)
        lines += Self.section("Lists that jump by a fifth or more", result.questions.map(Self.line), total: result.questionCount)
        lines += Self.section("To be looked at", result.notes.map(Self.line))
        text = lines.joined(separator: "\n")
    }

    private static func line(_ finding: ImportFinding) -> String {
        finding.line == 0 ? finding.reason : "line \(finding.line)\(finding.column.isEmpty ? "" : ", \(finding.column)"): \(finding.reason)"
    }

    private static func section(_ title: String, _ items: [String], total: Int? = nil) -> [String] {
        guard !items.isEmpty else { return [] }
        let rest = (total ?? items.count) - min(items.count, longest)
        return ["\(title):"] + items.prefix(longest).map { "  \($0)" } + (rest > 0 ? ["  and \(rest.grouped) more; --json prints them"] : [])
    }
}
