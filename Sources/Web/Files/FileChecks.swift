// Whether files can be kept, read and scanned.

import Files
import Kernel
import Store

/// What `commonweal doctor` says of files.
package enum FileChecks {
    static func all(_ files: FileStore, _ settings: FileSettings) -> [InstallationCheck] {
        [
            InstallationCheck(order: 30) { installation in
                standing(try await installation.database.read { try files.standing(in: $0) }, hasKey: installation.hasKey)
            },
            InstallationCheck(order: 40) { _ in reading(settings.reading.standing()) },
            InstallationCheck(order: 50) { _ in await scanner(settings.scanner) },
        ]
    }

    private static func scanner(_ scanner: VirusScanner?) async -> CheckFinding {
        do {
            try await scanner?.check()
            return self.scanner(isSet: scanner != nil, problem: nil)
        } catch let problem as ScannerProblem {
            return self.scanner(isSet: true, problem: problem)
        } catch {
            return self.scanner(isSet: true, problem: .unreachable)
        }
    }

    /// - Parameter hasKey: whether there is a key at all; without one nothing can be said about it.
    package static func standing(_ standing: FileStanding, hasKey: Bool) -> CheckFinding {
        if hasKey, standing.underOtherKey {
            return .ill(
                "Files", "They lie under another key: none of them can be opened, and none can be kept.",
                mend: "Put back the key that belongs to this database, in secret.key or COMMONWEAL_SECRET.")
        }
        if standing.broken > 0 {
            return .ill(
                "Files", "\(standing.broken) of \(standing.files.grouped) lack some of their content.",
                mend: "Run commonweal audit verify, which names them, and restore the last backup beside this database.")
        }
        let unused = standing.unused == 0 ? "" : "; contents that none of them names, to go within a day: \(standing.unused.grouped)"
        return .well(
            "Files", "\(standing.files.grouped), \(FileSize.text(standing.bytes)) in all, \(standing.waiting.grouped) to be checked\(unused).")
    }

    package static func reading(_ standing: (isWell: Bool, sentence: String)) -> CheckFinding {
        standing.isWell
            ? .well("Text of files", standing.sentence)
            : .warning("Text of files", standing.sentence, mend: "Install poppler-utils and bubblewrap; docs/operators/install.md says what they do.")
    }

    package static func scanner(isSet: Bool, problem: ScannerProblem?) -> CheckFinding {
        if let problem { return .ill("Virus scanner", problem.sentence, mend: "Files that people send wait meanwhile and are not handed out.") }
        return isSet
            ? .well("Virus scanner", "It answers.")
            : .warning("Virus scanner", "None is set: files are not checked for viruses.", mend: "Install clamav-daemon and set COMMONWEAL_CLAMAV.")
    }
}
