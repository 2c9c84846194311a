// Puts a contract in force.

import App
import ArgumentParser
import Contracts
import Foundation
import Kernel
import Store

struct ContractCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "contract", abstract: "Contracts with commissioners.", subcommands: [New.self])

    struct New: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "new", abstract: "Adds an enhanced access contract with its scheme, which practices can then sign up to.",
            discussion: """
                The requirement is that of the Network Contract DES: 60 minutes of appointments a week for each 1,000 adjusted patients, 6:30pm to 8pm on weekdays and 9am \
                to 5pm on Saturdays, a GP on site. Prices and shares can be changed later, from a day on, under Contracts.
                """)

        @Option(name: .long, help: "The scheme's title, \"Enhanced access 2026/27\".")
        var title: String

        @Option(name: .long, help: "The contract's reference.")
        var reference: String

        @Option(name: .long, help: ArgumentHelp("The commissioner's code.", valueName: "code"))
        var commissioner: String

        @Option(name: .long, help: ArgumentHelp("What the contract is worth, in pounds.", valueName: "pounds"))
        var value: String

        @Option(name: .long, help: ArgumentHelp("The first day.", valueName: "2026-04-01"))
        var from: String

        @Option(name: .long, help: ArgumentHelp("The last day.", valueName: "2027-03-31"))
        var until: String

        @Option(name: .long, help: ArgumentHelp("A text file with the terms that practices sign.", valueName: "file"))
        var terms: String

        @Option(name: .long, help: ArgumentHelp("What an hour delivered is worth to the practice that hosts it, in pounds.", valueName: "pounds"))
        var hourPrice: String

        @Option(name: .long, help: "Where price and share are written down.")
        var source: String

        @Option(name: .long, help: ArgumentHelp("The federation's share of time that nobody used.", valueName: "percent"))
        var federationShare = 0

        @Flag(name: .long, help: "Rounds a network's minutes to the nearest quarter of an hour.")
        var roundToQuarterHour = false

        @OptionGroup var place: DataOptions

        func run() async throws {
            guard let text = try? String(contentsOfFile: FilePath.whole(terms), encoding: .utf8), !text.isEmpty else {
                throw CommandProblem("The file \(terms) could not be read, or is empty.")
            }
            let draft = ContractDraft(
                title: title, reference: reference, commissioner: try ODSCode(parsing: commissioner), value: try Money(parsing: value),
                from: try LocalDate(parsing: from), until: try LocalDate(parsing: until), terms: text, hourPrice: try Money(parsing: hourPrice),
                priceSource: source, federationPercent: federationShare, rounding: roundToQuarterHour ? .nearestQuarterHour : .exact)
            let installation = try await Workplace.installation(try place.read())
            do {
                _ = try await installation.database.write(by: Workplace.actor("contract new"), at: Workplace.clock.now()) {
                    try ContractForming.form(draft, in: $0)
                }
            } catch let refusal as ContractForming.Refusal {
                throw CommandProblem(refusal.sentence)
            }
            await installation.database.close()
            print("\(title) is in force from \(draft.from.longText) until \(draft.until.longText). Practice managers can now agree under Schemes.")
        }
    }
}
