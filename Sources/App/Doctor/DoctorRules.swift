// What is well and what is not, from facts.

import Files
import Kernel
import Notices
import Store

/// Judges facts about an installation; each function looks at one thing.
package enum DoctorRules {
    /// - Parameter bytes: free on the disk of the data, or nil where that cannot be told.
    package static func disk(freeBytes bytes: Int64?) -> Finding {
        guard let bytes else { return .warning("Disk", "How much space is free could not be found out.", mend: "Look with df.") }
        let size = bytes >= 1 << 30 ? "\(bytes >> 30) GB" : "\(bytes >> 20) MB"
        if bytes < 200 << 20 { return .ill("Disk", "\(size) are free.", mend: "Free some space at once: without it nothing can be saved.") }
        if bytes < 2 << 30 { return .warning("Disk", "\(size) are free.", mend: "Free some space, or move the data to a larger disk.") }
        return .well("Disk", "\(size) are free.")
    }

    /// - Parameter lastYear: the last year whose bank holidays are published in the product.
    package static func bankHolidays(through lastYear: Int, today: LocalDate) -> Finding {
        if today.year < lastYear { return .well("Bank holidays", "They are known to the end of \(lastYear).") }
        let mend = "Install a newer version: it brings the holidays that GOV.UK has published since."
        return today.year == lastYear
            ? .warning("Bank holidays", "They are known only to the end of this year; clinics and deadlines reach beyond it.", mend: mend)
            : .ill(
                "Bank holidays", "They are known only to the end of \(lastYear): clinics and deadlines take those since for working days.", mend: mend
            )
    }

    package static func tables(_ standing: SchemaHistory.Standing) -> Finding {
        switch standing {
        case .current: .well("Tables", "They are up to date.")
        case .behind(let names):
            .ill("Tables", "\(names.count) migrations have not been run, the first is \"\(names.first ?? "")\".", mend: "Run commonweal migrate.")
        }
    }

    /// - Parameters:
    ///   - databaseNow: what the database's clock says, where it has one of its own.
    ///   - latestEntry: when the newest entry of the audit trail was made.
    package static func clock(now: Instant, databaseNow: Instant?, latestEntry: Instant?) -> Finding {
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
    package static func secret(mode: Int?, isSet: Bool) -> Finding {
        if isSet { return .well("Key", "It comes from COMMONWEAL_SECRET.") }
        guard let mode else { return .warning("Key", "There is no key yet.", mend: "It is made at the first start; keep a copy of it elsewhere.") }
        guard mode & 0o077 == 0 else {
            return .ill("Key", "Others on this machine may read secret.key.", mend: "Run chmod 600 on it, and make sure that nobody has copied it.")
        }
        return .well("Key", "Only the product's own user may read it.")
    }

    /// For PostgreSQL, where no folder can hold a key.
    package static let missingSecret = Finding.ill(
        "Key", "COMMONWEAL_SECRET is not set, and on PostgreSQL no server starts without it.",
        mend: "Set it, the same for every server; after a move it is what secret.key in the old folder holds.")

    /// - Parameter version: as PostgreSQL numbers it, 150004 for 15.4.
    package static func server(version: Int, encoding: String, collation: String) -> Finding {
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

    /// - Parameter heartbeat: when background work was last seen to run.
    package static func work(heartbeat: Instant?, waiting: Int, setAside: Int, now: Instant) -> Finding {
        if setAside > 0 {
            return .warning(
                "Background work", "\(setAside) \(setAside == 1 ? "item was" : "items were") set aside after failing again and again.",
                mend: "Sign in as a system administrator and look at the page Background work: each says why, and can be tried again.")
        }
        guard let heartbeat else {
            return waiting == 0
                ? .well("Background work", "Nothing waits, and no server has run yet.")
                : .ill("Background work", "\(waiting) items wait and no server has run yet.", mend: "Start commonweal serve.")
        }
        let silence = now.seconds(since: heartbeat)
        if silence > 120 {
            return .ill(
                "Background work", "No server has worked since \(heartbeat.londonText); \(waiting) items wait.",
                mend: "Start commonweal serve, or see why it stopped.")
        }
        return .well("Background work", "Last seen \(max(0, silence)) seconds ago; \(waiting) items wait.")
    }

    /// - Parameter undelivered: messages to people that were not delivered, or may not have been.
    package static func messages(undelivered: Int) -> Finding {
        guard undelivered > 0 else { return .well("Messages", "Every message to a person was taken.") }
        return .warning(
            "Messages", "\(undelivered.grouped) \(undelivered == 1 ? "message was" : "messages were") not delivered.",
            mend: "Sign in as a system administrator, open Background work and then Messages not delivered: each says why, and can be sent again.")
    }

    /// - Parameter opens: whether the key opens the passcodes that are in the database.
    package static func passcodes(opens: Bool) -> Finding {
        opens
            ? .well("Passcodes", "The key opens them.")
            : .ill(
                "Passcodes", "They were set up under another key: nobody whose role asks for one can sign in.",
                mend: "Put back the key that belongs to this database, in secret.key or COMMONWEAL_SECRET.")
    }

    /// - Parameter hasKey: whether there is a key at all; without one nothing can be said about it.
    package static func files(_ standing: FileStanding, hasKey: Bool) -> Finding {
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

    package static func reading(_ standing: (isWell: Bool, sentence: String)) -> Finding {
        standing.isWell
            ? .well("Text of files", standing.sentence)
            : .warning("Text of files", standing.sentence, mend: "Install poppler-utils and bubblewrap; docs/operators/install.md says what they do.")
    }

    package static func scanner(isSet: Bool, problem: ScannerProblem?) -> Finding {
        if let problem { return .ill("Virus scanner", problem.sentence, mend: "Files that people send wait meanwhile and are not handed out.") }
        return isSet
            ? .well("Virus scanner", "It answers.")
            : .warning("Virus scanner", "None is set: files are not checked for viruses.", mend: "Install clamav-daemon and set COMMONWEAL_CLAMAV.")
    }

    /// - Parameter names: files with copies of all data that a move which was cut short left in the data folder.
    package static func leftovers(_ names: [String]) -> Finding? {
        guard !names.isEmpty else { return nil }
        return .warning(
            "Copies", "A copy of all data was left behind: \(names.sorted().joined(separator: ", ")).",
            mend: "Delete it once nothing is being moved: it holds patients' details.")
    }

    /// - Parameter refusal: what the mail server had against us, nil where it took the sign-in.
    package static func mail(
        _ route: Settings.MailRoute?, refusal: String? = nil, canWrite: (String) -> Bool, outbox: String?
    ) -> Finding {
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
