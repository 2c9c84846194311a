// Finds the repository's files for the tests.

import Foundation

/// The repository as it lies on this machine.
enum Repository {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    struct File: CustomStringConvertible, Sendable {
        let path: String
        let text: String

        var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
        var description: String { path }
    }

    /// Text files below `folders` whose names end in one of `endings`, sorted by path.
    static func files(in folders: [String], endings: [String]) -> [File] {
        folders.flatMap { folder -> [File] in
            let start = root.appendingPathComponent(folder)
            guard let walk = FileManager.default.enumerator(at: start, includingPropertiesForKeys: nil) else { return [] }
            return walk.compactMap { $0 as? URL }
                .filter { url in endings.contains { url.lastPathComponent.hasSuffix($0) } }
                .compactMap { url in
                    guard let text = try? String(contentsOf: url, encoding: .utf8) else { return nil }
                    return File(path: String(url.path.dropFirst(root.path.count + 1)), text: text)
                }
        }
        .sorted { $0.path < $1.path }
    }

    static func file(_ path: String) -> File? {
        guard let text = try? String(contentsOf: root.appendingPathComponent(path), encoding: .utf8) else { return nil }
        return File(path: path, text: text)
    }

    static let sources = files(in: ["Sources"], endings: [".swift"])
    static let tests = files(in: ["Tests", "Benchmarks"], endings: [".swift"])
    static let documents = files(in: ["docs", "deploy"], endings: [".md"]) + [file("README.md")].compactMap { $0 }

    /// Runs a program in the repository and answers what it wrote and its exit code.
    static func run(_ arguments: [String], environment: [String: String] = [:]) throws -> (output: String, errors: String, code: Int32) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        process.currentDirectoryURL = root
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
        let output = Pipe()
        let errors = FileManager.default.temporaryDirectory.appendingPathComponent("commonweal-\(UUID().uuidString).log")
        _ = FileManager.default.createFile(atPath: errors.path, contents: nil)
        defer { try? FileManager.default.removeItem(at: errors) }
        process.standardOutput = output
        process.standardError = try FileHandle(forWritingTo: errors)
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (String(decoding: data, as: UTF8.self), (try? String(contentsOf: errors, encoding: .utf8)) ?? "", process.terminationStatus)
    }
}
