// Says what is well and what to mend.

import App
import ArgumentParser
import Web

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Checks settings, database, tables, clock, disk, mail and background work, and says what to mend.")

    @OptionGroup var place: DataOptions

    @Flag(name: .long, help: "Prints the findings for programs.")
    var json = false

    func run() async throws {
        let settings = try place.read()
        let findings = await Doctor(clock: Workplace.clock).findings(settings, logger: Workplace.logger(settings))
        if json {
            print(try JSONText.of(findings))
        } else {
            for finding in findings {
                let mark =
                    switch finding.state {
                    case .well: "well   "
                    case .warning: "look   "
                    case .ill: "MEND   "
                    }
                print("\(mark) \(finding.subject): \(finding.sentence)\(finding.mend.isEmpty ? "" : " \(finding.mend)")")
            }
        }
        if findings.contains(where: { $0.subject == "Database" && $0.state == .ill }) { throw CommandProblem("", code: .unreachable) }
        if findings.contains(where: { $0.state != .well }) { throw CommandProblem.findings }
    }
}
