// What is well and what is not, from facts.

import Kernel
import Notices
import Web

/// Judges facts about an installation; each function looks at one thing.
package enum DoctorRules {
    /// - Parameter bytes: free on the disk of the data, or nil where that cannot be told.
    package static func disk(freeBytes bytes: Int64?) -> CheckFinding {
        guard let bytes else { return .warning("Disk", "How much space is free could not be found out.", mend: "Look with df.") }
        let size = bytes >= 1 << 30 ? "\(bytes >> 30) GB" : "\(bytes >> 20) MB"
        if bytes < 200 << 20 { return .ill("Disk", "\(size) are free.", mend: "Free some space at once: without it nothing can be saved.") }
        if bytes < 2 << 30 { return .warning("Disk", "\(size) are free.", mend: "Free some space, or move the data to a larger disk.") }
        return .well("Disk", "\(size) are free.")
    }

    /// - Parameter names: the migrations that have not been run, in order.
    package static func tables(notRun names: [String]) -> CheckFinding {
        guard let first = names.first else { return .well("Tables", "They are up to date.") }
        return .ill("Tables", "\(names.count) migrations have not been run, the first is \"\(first)\".", mend: "Run commonweal migrate.")
    }

    /// - Parameters:
    ///   - databaseNow: what the database's clock says, where it has one of its own.
    ///   - latestEntry: when the newest entry of the audit trail was made.
    package static func clock(now: Instant, databaseNow: Instant?, latestEntry: Instant?) -> CheckFinding {
        if let databaseNow, abs(now.seconds(since: databaseNow)) > 5 {
            return .ill(
                "Clock", "This machine's clock and the database's are \(abs(now.seconds(since: databaseNow))) seconds apart.",
                mend: "Keep both by NTP; passcodes and sessions depend on the time.")
        }
        if let latestEntry, latestEntry.seconds(since: now) > 5 {
            return .ill(
                "Clock", "The newest entry of the audit trail lies \(latestEntry.seconds(since: now)) seconds in the future.",
                mend: "Set this machine's clock right; it seems to run behind.")
        }
        return .well("Clock", "It is \(now.londonText) in London.")
    }

    /// - Parameter mode: the file's permission bits, or nil where there is no file.
    package static func secret(mode: Int?, isSet: Bool) -> CheckFinding {
        if isSet { return .well("Key", "It comes from COMMONWEAL_SECRET.") }
        guard let mode else { return .warning("Key", "There is no key yet.", mend: "It is made at the first start; keep a copy of it elsewhere.") }
        guard mode & 0o077 == 0 else {
            return .ill("Key", "Others on this machine may read secret.key.", mend: "Run chmod 600 on it, and make sure that nobody has copied it.")
        }
        return .well("Key", "Only the product's own user may read it.")
    }

    /// For PostgreSQL, where no folder can hold a key.
    package static let missingSecret = CheckFinding.ill(
        "Key", "COMMONWEAL_SECRET is not set, and on PostgreSQL no server starts without it.",
        mend: "Set it, the same for every server; after a move it is what secret.key in the old folder holds.")

    /// - Parameter version: as PostgreSQL numbers it, 150004 for 15.4.
    package static func server(version: Int, encoding: String, collation: String) -> CheckFinding {
        let name = "\(version / 10_000).\(version % 10_000)"
        if version < 140_000 { return .ill("PostgreSQL", "This is version \(name).", mend: "Upgrade to version 14 or later.") }
        if encoding != "UTF8" {
            return .ill("PostgreSQL", "The database's encoding is \(encoding).", mend: "Create it with --encoding UTF8 and move the data there.")
        }
        if collation != "C" && !collation.hasPrefix("C.") {
            return .warning(
                "PostgreSQL", "Version \(name), sorted as \(collation).",
                mend: "Names sort by that language's rules; for the same order as in the embedded database create it with --locale C.UTF-8.")
        }
        return .well("PostgreSQL", "Version \(name), \(encoding), sorted as \(collation).")
    }

    /// - Parameter names: files with copies of all data that a move which was cut short left in the data folder.
    package static func leftovers(_ names: [String]) -> CheckFinding? {
        guard !names.isEmpty else { return nil }
        return .warning(
            "Copies", "A copy of all data was left behind: \(names.sorted().joined(separator: ", ")).",
            mend: "Delete it once nothing is being moved: it holds patients' details.")
    }

    /// - Parameter refusal: what the mail server had against us, nil where it took the sign-in.
    package static func mail(
        _ route: Settings.MailRoute?, refusal: String? = nil, canWrite: (String) -> Bool, outbox: String?
    ) -> CheckFinding {
        switch route {
        case .server(let server):
            if let refusal {
                .ill(
                    "Mail", "\(server.host), port \(server.port), cannot be used: \(refusal).",
                    mend: "Check COMMONWEAL_MAIL, and COMMONWEAL_MAIL_CA where its certificate is not trusted. Emails wait meanwhile.")
            } else {
                .well("Mail", "It leaves through \(server.host), port \(server.port), which answers.")
            }
        case .folder(let folder):
            canWrite(folder)
                ? .well("Mail", "Emails are put into \(folder).")
                : .ill("Mail", "Emails cannot be written to \(folder).", mend: "Make the folder and let the product's user write to it.")
        case nil:
            if let outbox {
                .warning(
                    "Mail", "No mail server is set; emails are put into \(outbox).", mend: "Set COMMONWEAL_MAIL, or hand the emails on yourself.")
            } else {
                .ill(
                    "Mail", "COMMONWEAL_MAIL is not set, and on PostgreSQL no server starts without it.", mend: "Set it to a mail server or a folder."
                )
            }
        }
    }
}
