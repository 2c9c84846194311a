// Checks the audit trail.

import App
import ArgumentParser
import Files
import Store
import Web

struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Checks the audit trail, the ledgers, the diary and the files.", subcommands: [VerifyCommand.self],
        defaultSubcommand: VerifyCommand.self)

    struct VerifyCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify", abstract: "Walks the whole chain and names every entry that was altered, removed or added outside the product.",
            discussion:
                "Then adds up the ledgers again: every journal balances, every line of a closed month follows from its work, and the free times that are offered are those that nobody has; and opens every file and compares it with its hash. The end of the chain is printed: kept elsewhere and given as --anchor later, it shows whether the end was cut off."
        )

        @OptionGroup var place: DataOptions

        @Option(name: .long, help: ArgumentHelp("An end of the chain that was printed earlier.", valueName: "number:hash"))
        var anchor: String?

        @Flag(name: .long, help: "Prints the result for programs.")
        var json = false

        struct Report: Encodable {
            let isWhole: Bool
            let entries: Int
            let sealed: Int
            let unsealed: Int
            let anchor: String?
            let findings: [String]
            let ledgerFindings: [String]
            let fileFindings: [String]
        }

        func run() async throws {
            let installation = try await Workplace.installation(try place.read(), tables: .any)
            let anchor = try anchor.map(AuditAnchor.init(parsing:))
            let progress = ProgressLine("Checking the audit trail", isQuiet: json)
            let verdict = try await AuditTrail.verify(in: installation.database, anchor: anchor) { checked, total in
                progress.report(checked, of: total)
            }
            progress.finish()
            let records = try await installation.recordFindings()
            let ledgers = records.flatMap(\.findings)
            let opening = ProgressLine("Opening the files", isQuiet: json)
            let files = try await installation.files.verify { opening.report($0, of: $1) }
            opening.finish()
            await installation.database.close()
            let report = Report(
                isWhole: verdict.isWhole, entries: verdict.entries, sealed: verdict.sealed, unsealed: verdict.unsealed,
                anchor: verdict.head?.description, findings: verdict.findings.map(\.description), ledgerFindings: ledgers,
                fileFindings: files)
            if json {
                print(try JSONText.of(report))
            } else {
                for finding in report.findings { print(finding) }
                print(
                    report.isWhole ? "The audit trail is whole: \(report.entries) entries, \(report.sealed) sealed." : "The audit trail is NOT whole."
                )
                if let anchor = report.anchor { print("Its end: \(anchor)") }
                for finding in ledgers { print(finding) }
                print(ledgers.isEmpty ? "The ledgers and the diary add up." : "The ledgers or the diary do NOT add up.")
                for record in records where !record.findings.isEmpty { print("\(record.check.name): \(record.check.mend)") }
                for finding in files { print(finding) }
                print(files.isEmpty ? "Every file is there and whole." : "Files are NOT whole.")
            }
            if !report.isWhole || !ledgers.isEmpty || !files.isEmpty { throw CommandProblem.findings }
        }
    }
}
