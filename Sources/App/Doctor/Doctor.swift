// Looks at an installation from all sides.

import Foundation
import Identity
import Kernel
import Logging
import Notices
import Store
import Web

/// Gathers facts and has `DoctorRules` judge them. Changes nothing.
package struct Doctor: Sendable {
    private let clock: Clock

    package init(clock: Clock) { self.clock = clock }

    package func findings(_ settings: Settings, logger: Logger) async -> [CheckFinding] {
        var findings = [CheckFinding.well("Settings", "All can be used; people reach the product at \(settings.address).")]
        findings += await checked(
            try? featuresWithoutData(), InstallationCheck.Installation(database: AbsentDatabase(), now: clock.now(), hasKey: false)
        ) {
            !$0.readsDatabase
        }
        var folder: String?
        if case .directory(let path) = settings.location {
            folder = path
            guard FileManager.default.fileExists(atPath: "\(path)/\(DatabaseLocation.fileName)") else {
                findings.append(.ill("Database", "There is none in \(path).", mend: "Check the folder's name, or make one with commonweal migrate."))
                return findings
            }
            findings.append(DoctorRules.disk(freeBytes: freeBytes(path)))
        }
        let keyFile = folder.map { "\($0)/\(SecretFile.name)" }
        let hasKey = settings.secret != nil || keyFile.map { FileManager.default.fileExists(atPath: $0) } ?? false
        findings.append(
            keyFile == nil && !hasKey ? DoctorRules.missingSecret : DoctorRules.secret(mode: keyFile.flatMap(mode), isSet: settings.secret != nil))
        if let folder, let finding = DoctorRules.leftovers(Relocation.leftovers(in: folder)) { findings.append(finding) }
        do {
            // A key that is not there yet is not made here.
            let installation = try Installation(settings, for: .data, clock: clock, random: .system, logger: logger)
            findings += await look(at: installation, hasKey: hasKey)
            await installation.database.close()
        } catch let refused as SettingsRefused {
            findings.append(.ill("Settings", refused.sentence, mend: "Mend the setting named."))
        } catch {
            findings.append(.ill("Database", "It cannot be opened. \(error)", mend: "See that it is there and that this user may use it."))
        }
        let outbox = folder.map { "\($0)/outbox" }
        findings.append(
            DoctorRules.mail(
                settings.mail, refusal: await mailRefusal(settings), canWrite: { FileManager.default.isWritableFile(atPath: $0) }, outbox: outbox))
        return findings
    }

    private func mailRefusal(_ settings: Settings) async -> String? {
        do {
            try await (mailer(of: settings) as? SMTPMailer)?.check()
            return nil
        } catch MailProblem.refused(let why) {
            return why
        } catch let refused as SettingsRefused {
            return refused.sentence
        } catch {
            return "\(error)"
        }
    }

    private func look(at installation: Installation, hasKey: Bool) async -> [CheckFinding] {
        let database = installation.database
        let started = ContinuousClock.now
        do {
            _ = try await database.read { try $0.rows("SELECT 1") }
        } catch {
            return [.ill("Database", "It cannot be reached: \(error)", mend: "See that it runs, and that its address and password are right.")]
        }
        let milliseconds = (ContinuousClock.now - started) / .milliseconds(1)
        var findings = [CheckFinding.well("Database", "It answers in \(Int(milliseconds.rounded(.up))) ms.")]
        do {
            if database.engine == .postgres { findings.append(try await server(database)) }
            if database.engine == .sqlite { findings.append(try await wholeness(database)) }
            let standing = try await SchemaHistory.standing(of: database, against: installation.migrations)
            var missing: [String] = []
            if case .behind(let names) = standing { missing = names }
            findings.append(DoctorRules.tables(notRun: missing))
            guard missing.isEmpty else { return findings }
            let checked = InstallationCheck.Installation(database: database, now: clock.now(), hasKey: hasKey)
            // The clock stands between what is kept and what is done.
            findings += await self.checked(installation.features, checked) { $0.readsDatabase && $0.order < Doctor.clockOrder }
            findings.append(try await clock(database))
            findings += await self.checked(installation.features, checked) { $0.readsDatabase && $0.order >= Doctor.clockOrder }
        } catch {
            findings.append(.ill("Database", "\(error)", mend: "Mend this first, then run commonweal doctor again."))
        }
        return findings
    }

    private static let clockOrder = 60

    /// What rooms say of the sides that `isMeant`, in their order.
    private func checked(
        _ features: [any Feature]?, _ installation: InstallationCheck.Installation, _ isMeant: (InstallationCheck) -> Bool
    ) async -> [CheckFinding] {
        var findings: [CheckFinding] = []
        for check in (features ?? []).flatMap(\.installationChecks).filter(isMeant).sorted(by: { $0.order < $1.order }) {
            do {
                if let finding = try await check.run(installation) { findings.append(finding) }
            } catch {
                findings.append(.ill("Database", "\(error)", mend: "Mend this first, then run commonweal doctor again."))
            }
        }
        return findings
    }

    private func server(_ database: any Database) async throws -> CheckFinding {
        struct Facts: Decodable, Sendable {
            let version: Int
            let encoding: String
            let collation: String
        }
        let facts = try await database.read { connection in
            try connection.first(
                Facts.self,
                """
                SELECT CAST(CURRENT_SETTING('server_version_num') AS BIGINT) AS version, CAST(PG_ENCODING_TO_CHAR(encoding) AS TEXT) AS encoding,
                  CAST(datcollate AS TEXT) AS collation
                FROM pg_database
                WHERE datname = CURRENT_DATABASE()
                """)
        }
        guard let facts else {
            return .warning("PostgreSQL", "Its version could not be found out.", mend: "Ask its administrator for version 14 or later.")
        }
        return DoctorRules.server(version: facts.version, encoding: facts.encoding, collation: facts.collation)
    }

    private func wholeness(_ database: any Database) async throws -> CheckFinding {
        let answers = try await database.read { try $0.values(String.self, "PRAGMA quick_check(5)") }
        return answers == ["ok"]
            ? .well("Database file", "It is whole.")
            : .ill(
                "Database file", "It is damaged: \(answers.first ?? "no answer").",
                mend: "Stop the service, keep the file, and restore the last backup.")
    }

    private func clock(_ database: any Database) async throws -> CheckFinding {
        let engine = database.engine
        let (databaseNow, latest) = try await database.read { connection in
            let now =
                engine == .postgres
                ? try connection.value(String.self, "SELECT TO_CHAR(CLOCK_TIMESTAMP() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')") : nil
            return (try now.map(Instant.init(parsing:)), try connection.value(Instant.self, "SELECT MAX(at) FROM audit_entries"))
        }
        return DoctorRules.clock(now: clock.now(), databaseNow: databaseNow, latestEntry: latest)
    }

    private func freeBytes(_ path: String) -> Int64? {
        (try? FileManager.default.attributesOfFileSystem(forPath: path))?[.systemFreeSize].flatMap { ($0 as? NSNumber)?.int64Value }
    }

    private func mode(_ path: String) -> Int? {
        (try? FileManager.default.attributesOfItem(atPath: path))?[.posixPermissions].flatMap { ($0 as? NSNumber)?.intValue }
    }
}
