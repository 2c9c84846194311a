// The scanner's word, or why there is none.

import Foundation
import TestKit
import Testing

@testable import Files

@Suite("Virus scanner")
struct VirusScannerTests {
    private func scan(_ bytes: [UInt8], by manner: FakeScanner.Manner) async throws -> VirusScanner.Verdict {
        let fake = try FakeScanner(manner)
        return try await VirusScanner(.host("127.0.0.1", port: fake.port), patience: .seconds(3)).scan(bytes)
    }

    @Test("A clean content is clean, and the test file of all scanners is found wherever it is")
    func verdicts() async throws {
        #expect(try await scan(Samples.pdf(["x"]), by: .honest) == .clean)
        #expect(try await scan(Samples.eicar, by: .honest) == .found("Eicar-Signature"))
        #expect(try await scan(Samples.text(1_000_000) + Samples.eicar + Samples.text(300_000), by: .honest) == .found("Eicar-Signature"))
    }

    @Test("A scanner behind a socket in a folder is spoken to as well, and answers whether it is there")
    func localSocket() async throws {
        try await withTemporaryDirectory { folder in
            let fake = try FakeScanner(.honest, path: "\(folder)/clamd.ctl")
            let scanner = VirusScanner(.socket(path: "\(folder)/clamd.ctl"))
            #expect(try await scanner.scan(Samples.eicar) == .found("Eicar-Signature"))
            try await scanner.check()
            _ = fake
            await #expect(throws: ScannerProblem.unreachable) { try await VirusScanner(.socket(path: "\(folder)/none.ctl")).check() }
            let long = String(repeating: "x", count: 200)
            await #expect(throws: ScannerProblem.unreachable) { try await VirusScanner(.socket(path: "/\(long)")).check() }
        }
    }

    @Test(
        "A scanner that is silent, gone, another program, too small or without an end gives no verdict",
        arguments: [
            (FakeScanner.Manner.silent, [ScannerProblem.silent]), (.gone, [.unreachable]), (.garbage, [.strange]), (.endless, [.strange]),
            // Where it hangs up before all was sent, its last word may be lost.
            (.small, [.tooLarge, .unreachable]),
        ])
    func faults(manner: FakeScanner.Manner, problems: [ScannerProblem]) async throws {
        let problem = await #expect(throws: ScannerProblem.self) { _ = try await scan(Samples.text(300_000), by: manner) }
        #expect(problem.map(problems.contains) == true, "\(String(describing: problem))")
        #expect(problem?.sentence.hasSuffix(".") == true)
    }

    @Test("A scanner that is not there is said so")
    func absent() async {
        await #expect(throws: ScannerProblem.unreachable) {
            _ = try await VirusScanner(.host("127.0.0.1", port: 1), patience: .seconds(3)).scan([65])
        }
        await #expect(throws: ScannerProblem.unreachable) {
            _ = try await VirusScanner(.host("nowhere.invalid", port: 3310), patience: .seconds(10)).scan([65])
        }
    }
}
