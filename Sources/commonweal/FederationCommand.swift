// Forms the federation.

import App
import ArgumentParser
import Directory
import Kernel
import Store
import Store

struct FederationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "federation", abstract: "Forms and shows the federation.", subcommands: [New.self, Hub.self, Show.self])

    struct New: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "new", abstract: "Forms the federation that this database serves.",
            discussion:
                "The practices come from a CSV file with a column code and, where wanted, a column network; or from commissioners whose practices all join."
        )

        @Option(name: .long, help: "The federation's name.")
        var name: String

        @Option(name: .long, help: ArgumentHelp("A CSV file of practices: columns code and, where wanted, network.", valueName: "file"))
        var practices: String?

        @Option(name: .long, help: ArgumentHelp("A commissioner whose practices all join; may be said more than once.", valueName: "code"))
        var commissioner: [String] = []

        @Option(name: .long, help: ArgumentHelp("The day on which it is formed; today unless said.", valueName: "2026-04-01"))
        var on: String?

        @OptionGroup var place: DataOptions

        @Flag(name: .long, help: "Prints the result for programs.")
        var json = false

        func validate() throws {
            guard practices != nil || !commissioner.isEmpty else {
                throw ValidationError("Say which practices: --practices FILE or --commissioner CODE.")
            }
        }

        func run() async throws {
            let installation = try await Workplace.installation(try place.read())
            let now = Workplace.clock.now()
            let day = try on.map(LocalDate.init(parsing:)) ?? Workplace.clock.today
            let codes = try commissioner.map(ODSCode.init(parsing:))
            let draft =
                try practices.map { try PracticeListFile.draft(named: name, on: day, from: .path($0), commissioners: codes) }
                ?? FederationDraft(name: name, on: day, commissioners: codes)
            let formed = try await installation.database.write(by: Workplace.actor("federation new"), at: now) { tx in
                try FederationForming.form(draft, in: tx)
            }
            await installation.database.close()
            print(json ? try JSONText.of(formed) : FederationReport.text(formed))
        }
    }

    struct Hub: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "hub", abstract: "Opens a hub: a site with rooms, hosted by a practice, where patients of all practices are seen.")

        @Option(name: .long, help: "The hub's name.")
        var name: String

        @Option(name: .long, help: ArgumentHelp("The code of the practice that hosts it.", valueName: "code"))
        var host: String

        @Option(name: .long, help: ArgumentHelp("The site's postcode.", valueName: "postcode"))
        var postcode: String?

        @Option(name: .long, help: ArgumentHelp("The name of a room; may be said more than once.", valueName: "name"))
        var room: [String] = ["Room 1"]

        @Option(name: .long, help: ArgumentHelp("The day on which it opens; today unless said.", valueName: "2026-04-01"))
        var on: String?

        @OptionGroup var place: DataOptions

        func run() async throws {
            let code = try ODSCode(parsing: host)
            let day = try on.map(LocalDate.init(parsing:)) ?? Workplace.clock.today
            let postcode = try postcode.map(Postcode.init(parsing:))
            let (name, rooms) = (name, room)
            let installation = try await Workplace.installation(try place.read())
            try await installation.database.write(by: Workplace.actor("federation hub"), at: Workplace.clock.now()) { tx in
                guard let practice = try OrganisationStore.organisation(code: code, on: day, in: tx) else {
                    throw DirectoryRefusal.unknownCodes([code.stored])
                }
                _ = try FederationForming.open(
                    HubDraft(name: name, siteName: name, postcode: postcode, rooms: rooms, host: practice.id, on: day), in: tx)
            }
            await installation.database.close()
            print("\(name) opens on \(day.longText) with \(rooms.joined(separator: ", ")).")
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "show", abstract: "Shows the federation, its networks and their populations.")

        @OptionGroup var place: DataOptions

        @Option(name: .long, help: ArgumentHelp("The day to look at; today unless said.", valueName: "2026-04-01"))
        var on: String?

        @Flag(name: .long, help: "Prints the result for programs.")
        var json = false

        func run() async throws {
            let installation = try await Workplace.installation(try place.read())
            let now = Workplace.clock.now()
            let day = try on.map(LocalDate.init(parsing:)) ?? Workplace.clock.today
            let formed = try await installation.database.read { connection -> FederationFormed? in
                guard let federation = try OrganisationStore.federation(on: day, in: connection) else { return nil }
                return try FederationForming.picture(of: federation, on: day, knownAt: now, in: connection)
            }
            await installation.database.close()
            guard let formed else { throw CommandProblem("There is no federation on that day. Form it with commonweal federation new.") }
            print(json ? try JSONText.of(formed) : FederationReport.text(formed))
        }
    }
}

enum FederationReport {
    static func text(_ formed: FederationFormed) -> String {
        func line(_ body: FederationFormed.Body) -> String {
            "\(body.name): \(body.practices) \(body.practices == 1 ? "practice" : "practices"), \(body.patients.grouped) patients"
        }
        var lines = [line(formed.federation)] + formed.networks.map { "  \(line($0))" }
        if !formed.warnings.isEmpty { lines += ["To be looked at:"] + formed.warnings.map { "  \($0)" } }
        return lines.joined(separator: "\n")
    }
}
