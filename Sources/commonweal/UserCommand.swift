// People who sign in.

import App
import ArgumentParser
import Foundation
import Identity
import Kernel

struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "Accounts and roles of the people who sign in.",
        subcommands: [Add.self, List.self, GiveRole.self, Disable.self, Enable.self, SetPassword.self, RemovePasscode.self])

    struct Whom: ParsableArguments {
        @Option(name: .long, help: "The person's email address.")
        var email: String

        @OptionGroup var place: DataOptions

        func address() throws -> EmailAddress { try EmailAddress(parsing: email) }

        func commands() async throws -> AccountCommands { AccountCommands(try await Workplace.installation(try place.read())) }
    }

    struct WhichRole: ParsableArguments {
        @Option(name: .long, help: ArgumentHelp("The role, for example receptionist or federation-manager.", valueName: "role"))
        var role: String

        @Option(name: .long, help: ArgumentHelp("A practice's code or a hub's name; left out for the federation's roles.", valueName: "code"))
        var organisation: String?

        func parsed() throws -> Role {
            guard let role = Role(rawValue: role.lowercased()) else { throw AccountRefusal.noSuchRole(role) }
            return role
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "add", abstract: "Adds somebody with a role.",
            discussion: """
                The person gets an invitation by email with a link that works for 7 days, sent by the service. With --link the link is printed instead and no email \
                goes out; with --password-stdin you choose the first password. The link leads to COMMONWEAL_ADDRESS: give --settings with the service's own file.
                """)

        @OptionGroup var whom: Whom
        @OptionGroup var which: WhichRole

        @Option(name: .long, help: ArgumentHelp("First and last name.", valueName: "name"))
        var name: String

        @Flag(name: .long, help: "Reads the first password from standard input.")
        var passwordStdin = false

        @Flag(name: .long, help: "Prints the link with which the person chooses a password, and sends no email.")
        var link = false

        func validate() throws {
            if link && passwordStdin { throw ValidationError("Say either --link or --password-stdin: who has a password needs no link.") }
        }

        func run() async throws {
            let words = name.split(separator: " ").map(String.init)
            guard words.count > 1, let family = words.last else {
                throw CommandProblem("Enter a first and a last name, for example --name \"Sam Example\".")
            }
            let account = AccountCommands.NewAccount(
                email: try whom.address(), givenName: words.dropLast().joined(separator: " "), familyName: family, role: try which.parsed(),
                place: which.organisation, entry: passwordStdin ? .password(PasswordInput.read()) : link ? .link : .invitation)
            let commands = try await whom.commands()
            let address = try await commands.add(account, by: Workplace.actor("user add"))
            print("\(name) has an account as \(account.role.title.lowercased()).")
            guard let address else { return }
            if link {
                print("To choose a password, within \(LinkPurpose.invitation.validWords): \(address)")
            } else {
                print(
                    "An invitation to \(account.email.stored) leaves as soon as the service runs; its link works for \(LinkPurpose.invitation.validWords)."
                )
            }
            if commands.isAddressUnset {
                print("The link leads to \(commands.address), as COMMONWEAL_ADDRESS is not set here; --settings reads the service's own file.")
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: "Lists accounts with the roles in force today.")

        @OptionGroup var place: DataOptions

        @Flag(name: .long, help: "Prints the list for programs.")
        var json = false

        func run() async throws {
            let lines = try await AccountCommands(try await Workplace.installation(try place.read())).list()
            if json { return print(try JSONText.of(lines)) }
            for line in lines { print("\(line.email)  \(line.name)  \(line.state)  \(line.roles.joined(separator: "; "))") }
            print("\(lines.count) \(lines.count == 1 ? "account" : "accounts")")
        }
    }

    struct GiveRole: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "role", abstract: "Gives somebody a further role.")

        @OptionGroup var whom: Whom
        @OptionGroup var which: WhichRole

        @Option(name: .long, help: ArgumentHelp("The first day; today unless said.", valueName: "2026-04-01"))
        var from: String?

        @Option(name: .long, help: ArgumentHelp("The last day; open unless said.", valueName: "2027-03-31"))
        var until: String?

        @Option(name: .long, help: "Why, for the audit trail.")
        var reason: String

        func run() async throws {
            let role = try which.parsed()
            try await whom.commands().give(
                role, at: which.organisation, to: try whom.address(), from: try from.map(LocalDate.init(parsing:)),
                until: try until.map(LocalDate.init(parsing:)),
                reason: reason, by: Workplace.actor("user role"))
            print("Done.")
        }
    }

    struct Disable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "disable", abstract: "Disables an account and ends its sessions.")
        @OptionGroup var whom: Whom
        @Option(name: .long, help: "Why, for the audit trail.")
        var reason: String

        func run() async throws {
            try await whom.commands().set(.disable, of: try whom.address(), reason: reason, by: Workplace.actor("user disable"))
            print("Disabled.")
        }
    }

    struct Enable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "enable", abstract: "Enables an account that was disabled.")
        @OptionGroup var whom: Whom
        @Option(name: .long, help: "Why, for the audit trail.")
        var reason: String

        func run() async throws {
            try await whom.commands().set(.enable, of: try whom.address(), reason: reason, by: Workplace.actor("user enable"))
            print("Enabled.")
        }
    }

    struct SetPassword: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "password", abstract: "Sets a new password, read from standard input, and ends every session.")
        @OptionGroup var whom: Whom

        func run() async throws {
            try await whom.commands().setPassword(PasswordInput.read(), of: try whom.address(), by: Workplace.actor("user password"))
            print("Set.")
        }
    }

    struct RemovePasscode: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "remove-passcode",
            abstract: "Takes away the passcode of somebody whose telephone is lost; they set up a new one at the next sign-in.")
        @OptionGroup var whom: Whom
        @Option(name: .long, help: "Why, for the audit trail.")
        var reason: String

        func run() async throws {
            try await whom.commands().removePasscode(of: try whom.address(), reason: reason, by: Workplace.actor("user remove-passcode"))
            print("Removed.")
        }
    }
}

/// A password is never an argument: arguments can be seen by others on the machine.
enum PasswordInput {
    static func read() -> String {
        if isatty(FileHandle.standardInput.fileDescriptor) == 1 { FileHandle.standardError.write(Data("Password: ".utf8)) }
        return readLine(strippingNewline: true) ?? ""
    }
}
