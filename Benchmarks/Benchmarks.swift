// Measures the product as people use it.

import ArgumentParser

@main
struct Benchmarks: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "Benchmarks", abstract: "Measures the product and prints a table of each figure.",
        subcommands: [
            BookingsCommand.self, PagesCommand.self, RecordsCommand.self, ImportsCommand.self, RenderingCommand.self, WritesCommand.self,
            BuildCommand.self, ServeCommand.self,
        ])
}

/// Where a measurement keeps its data.
struct GroundOptions: ParsableArguments {
    @Option(help: "PostgreSQL to measure on, a database that is empty. Without it: an embedded database in a folder of its own.")
    var database: String?

    @Option(help: "Folder for the embedded database and for files; on the disk that is to be measured.")
    var folder = "benchmark-data"

    @Flag(help: "Uses the data of the last run where it is there.")
    var keep = false
}
