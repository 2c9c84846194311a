// How long the compiler takes.

import ArgumentParser
import Foundation

struct BuildCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build", abstract: "A first build in release with what each target takes, and a line changed in a room until its tests have run."
    )

    @Option(help: "Folder for a copy of the sources and for what is built of them. What is in it is removed.") var folder = ".build-bench"
    @Option(help: "The room in which a line is changed.") var room = "Appointments"
    @Option(help: "How often it is changed.") var edits = 3

    private var tree: String { "\(folder)/tree" }
    private var products: String { URL(fileURLWithPath: "\(folder)/products").resolvingSymlinksInPath().path }

    func run() async throws {
        try? FileManager.default.removeItem(atPath: folder)
        try FileManager.default.createDirectory(atPath: tree, withIntermediateDirectories: true)
        for part in ["Package.swift", "Package.resolved", "Sources", "Tests", "Benchmarks"] where FileManager.default.fileExists(atPath: part) {
            try FileManager.default.copyItem(atPath: part, toPath: "\(tree)/\(part)")
        }
        Report.note("fetching packages, which is not measured")
        try swift("package", "resolve")
        try firstBuild()
        try editing()
    }

    /// Everything of the product and of the packages, from nothing.
    private func firstBuild() throws {
        Report.note("building in release")
        var compilations = Compilations(products: products)
        let seconds = try swift("build", "-c", "release", "--product", "commonweal") { compilations.look() }
        let costs = compilations.costs.map { (name: $0.key, cost: $0.value, lines: lines(of: $0.key)) }
        let targets = costs.filter { $0.lines > 0 }.sorted { $0.cost.processorSeconds > $1.cost.processorSeconds }
        Report.title("First build in release, \(ProcessInfo.processInfo.activeProcessorCount) processors")
        Report.row("from nothing, packages included", seconds, "s")
        Report.row("processor time of \(costs.count - targets.count) targets of packages", processor(costs.filter { $0.lines == 0 }.map(\.cost)), "s")
        Report.row("processor time of \(targets.count) targets of ours", processor(targets.map(\.cost)), "s")
        Report.line("")
        row("target", ["from start to end", "processor time", "lines", "a line"])
        for (name, cost, lines) in targets {
            let (seconds, milliseconds) = (cost.processorSeconds, 1000 * cost.processorSeconds / Double(lines))
            row(
                name,
                [String(format: "%.1f s", cost.seconds), String(format: "%.1f s", seconds), "\(lines)", String(format: "%.1f ms", milliseconds)])
        }
    }

    private func row(_ name: String, _ cells: [String]) {
        Report.line(
            name.padding(toLength: 20, withPad: " ", startingAt: 0)
                + cells.map { String(repeating: " ", count: max(1, 18 - $0.count)) + $0 }.joined())
    }

    /// A line in the body of a function of the room, which no other room can see.
    private func editing() throws {
        let tests = "\(room)Tests"
        Report.note("building the tests once, which is not measured")
        try swift("build", "--build-tests")
        let path = try edited()
        Report.title("A line changed in \(path)")
        for edit in 1...max(1, edits) {
            try change(path, to: edit)
            let building = try swift("build", "--build-tests")
            let testing = try swift("test", "--skip-build", "--disable-xctest", "--filter", tests)
            Report.row("change \(edit): built", building, "s")
            Report.row("change \(edit): its tests run", testing, "s")
            Report.row("change \(edit): both", building + testing, "s")
        }
    }

    private static let statement = "\n        guard "

    /// The room's first file with a function in which a statement is sure to begin.
    private func edited() throws -> String {
        let files = (FileManager.default.enumerator(atPath: "\(tree)/Sources/\(room)")?.compactMap { $0 as? String } ?? []).sorted()
        let file = files.first { file in
            file.hasSuffix(".swift")
                && (try? String(contentsOfFile: "\(tree)/Sources/\(room)/\(file)", encoding: .utf8))?.contains(Self.statement) == true
        }
        guard let file else { throw BenchmarkProblem("Sources/\(room) has no line that could be changed; name another room") }
        return "Sources/\(room)/\(file)"
    }

    private func change(_ path: String, to edit: Int) throws {
        // Taken from the sources each time, so that one line differs from what was built before.
        var text = try String(contentsOfFile: path, encoding: .utf8)
        guard let place = text.range(of: Self.statement) else { throw BenchmarkProblem("\(path) was changed meanwhile") }
        text.insert(contentsOf: "\n        _ = \(edit)", at: place.lowerBound)
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(tree)/\(path)"))
    }

    /// Seconds that Swift's package manager took. What it said is in `swift.log`.
    @discardableResult
    private func swift(_ arguments: String..., looking look: () -> Void = {}) throws -> Double {
        let log = "\(folder)/swift.log"
        _ = FileManager.default.createFile(atPath: log, contents: nil)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["swift"] + arguments.prefix(1) + ["--package-path", tree, "--scratch-path", products] + arguments.dropFirst()
        process.standardOutput = FileHandle(forWritingAtPath: log)
        process.standardError = process.standardOutput
        let started = ContinuousClock.now
        try process.run()
        while process.isRunning {
            look()
            usleep(100_000)
        }
        let seconds = (ContinuousClock.now - started).seconds
        guard process.terminationStatus == 0 else {
            let said = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
            throw BenchmarkProblem(
                "swift \(arguments.joined(separator: " ")) failed:\n\(said.split(separator: "\n").suffix(20).joined(separator: "\n"))")
        }
        return seconds
    }

    private func processor(_ costs: [Compilations.Cost]) -> Double { costs.map(\.processorSeconds).reduce(0, +) }

    /// Lines of Swift of a target of ours; 0 for one of a package.
    private func lines(of target: String) -> Int {
        let files = FileManager.default.enumerator(atPath: "\(tree)/Sources/\(target)")?.compactMap { $0 as? String } ?? []
        return files.filter { $0.hasSuffix(".swift") }.map { file in
            (FileManager.default.contents(atPath: "\(tree)/Sources/\(target)/\(file)") ?? Data()).count { $0 == UInt8(ascii: "\n") }
        }.reduce(0, +)
    }
}
