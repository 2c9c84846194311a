// Checks the audit trail.

import App
import ArgumentParser
import Store

struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Checks the audit trail, the ledgers and the diary.", subcommands: [VerifyCommand.self],
        defaultSubcommand: VerifyCommand.self)

    struct VerifyCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify", abstract: "Walks the whole chain and names every entry that was altered, removed or added outside the product.",
            discussion:
                "Then adds up the ledgers again: every journal balances, every line of a closed month follows from its work, and the free times that are offered are those that nobody has. The end of the chain is printed: kept elsewhere and given as --anchor later, it shows whether the end was cut off."
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
        }

        func run() async throws {
            let installation = try await Workplace.installation(try place.read(), tables: .any)
            let anchor = try anchor.map(AuditAnchor.init(parsing:))
            let progress = ProgressLine("Checking the audit trail", isQuiet: json)
            let verdict = try await AuditTrail.verify(in: installation.database, anchor: anchor) { checked, total in
                progress.report(checked, of: total)
            }
            progress.finish()
            let ledgers = try await installation.ledgerFindings()
            await installation.database.close()
            let report = Report(
                isWhole: verdict.isWhole, entries: verdict.entries, sealed: verdict.sealed, unsealed: verdict.unsealed,
                anchor: verdict.head?.description, findings: verdict.findings.map(\.description), ledgerFindings: ledgers)
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
            }
            if !report.isWhole || !ledgers.isEmpty { throw CommandProblem.findings }
        }
    }
}
