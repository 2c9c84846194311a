// How a command ends.

import App
import ArgumentParser
import Directory
import Kernel
import Store
import Tabular

/// The exit codes; `docs/operators/README.md` lists them.
enum ExitReason: Int32 {
    case done = 0
    /// Refused, or there are findings.
    case refused = 1
    case notUnderstood = 2
    case unreachable = 3
    case settings = 4
    /// A fault of the product's own.
    case fault = 70
}

/// Stops a command with a sentence for the person who gave it.
struct CommandProblem: Error {
    let sentence: String
    let code: ExitReason

    init(_ sentence: String, code: ExitReason = .refused) {
        self.sentence = sentence
        self.code = code
    }

    /// For a command that has already said what it found.
    static let findings = CommandProblem("")
}

/// What is said at the end, and the exit code.
struct Outcome {
    let text: String
    let code: ExitReason

    /// The command was not understood, or help was asked for.
    init(parsing error: any Error, of root: any ParsableCommand.Type) {
        text = root.fullMessage(for: error)
        code = root.exitCode(for: error).isSuccess ? .done : .notUnderstood
    }

    init(running error: any Error, of root: any ParsableCommand.Type) {
        switch error {
        case is CleanExit, is ValidationError, is ExitCode: self.init(parsing: error, of: root)
        // Help that was asked for comes as an error of the parser's own.
        case _ where root.exitCode(for: error).isSuccess: self.init(parsing: error, of: root)
        default: self = Outcome(Outcome.sentence(of: error))
        }
    }

    private init(_ said: (text: String, code: ExitReason)) {
        text = said.text
        code = said.code
    }

    private static func sentence(of error: any Error) -> (text: String, code: ExitReason) {
        switch error {
        case let problem as CommandProblem: (problem.sentence, problem.code)
        case let refused as SettingsRefused: (refused.sentence, .settings)
        case StoreError.unreachable(let why): (StoreError.unreachable(why).sentence, .unreachable)
        case let error as StoreError: (error.sentence, .refused)
        case let problem as ParseProblem: (problem.quoted, .refused)
        case let problem as ImportRefusal: (problem.sentence, .refused)
        case let problem as TabularError: (problem.sentence, .refused)
        case let problem as PracticeListRefused: (problem.sentence, .refused)
        case let problem as DirectoryRefusal: (problem.sentence, .refused)
        case let refused as DemonstrationFolder.Refused: (refused.sentence, .refused)
        case let refusal as AccountRefusal: (refusal.sentence, .refused)
        case is CancellationError: ("Stopped.", .refused)
        default: ("A fault of the product: \(error)", .fault)
        }
    }
}
