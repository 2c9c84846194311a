// Everything the program can be asked to do.

import ArgumentParser

struct Commonweal: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "commonweal", abstract: "Runs a federation of GP practices.",
        discussion: """
            Commands that touch data take --data DIR (the embedded database in DIR) or --database URL (PostgreSQL). Results go to standard output, progress and \
            faults to standard error.

            Exit codes: 0 done; 1 refused, or there are findings; 2 not understood; 3 the database could not be reached; 4 a setting cannot be used; \
            70 a fault of the product.
            """,
        version: "2026.11",
        subcommands: [
            ServeCommand.self, DemoCommand.self, MigrateCommand.self, ImportCommand.self, FederationCommand.self, ContractCommand.self,
            UserCommand.self, AuditCommand.self,
            BackupCommand.self, RestoreCommand.self, MoveCommand.self, DoctorCommand.self, PermissionsCommand.self, SettingsCommand.self,
        ])
}
