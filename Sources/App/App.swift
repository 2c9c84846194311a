// Builds everything, in reading order.

import Directory
import Files
import Foundation
import Identity
import Kernel
import Logging
import Notices
import Store
import Web

/// One federation's product on this machine: what was set, the database, and the rooms. Opening it changes nothing.
package struct Installation: Sendable {
    package let settings: Settings
    package let clock: Clock
    package let logger: Logger
    package let database: any Database
    /// The key of this federation, 32 bytes.
    package let secret: [UInt8]
    package let files: FileStore
    /// The rooms, lowest floor first; `Features.swift` lists them.
    package let features: [any Feature]

    /// What the installation is opened for.
    package enum Purpose: Sendable {
        /// Its pages and its background work: the key and the way of mail have to be there. A key is made at the first start.
        case serving
        /// Commands that work on the data alone, and need neither.
        case data
    }

    /// - Parameter createsFolder: whether a data folder that is not there is made.
    /// - Throws: `SettingsRefused`, `StoreError` where the database cannot be opened.
    package init(
        _ settings: Settings, for purpose: Purpose = .serving, clock: Clock, random: RandomBytes, logger: Logger, createsFolder: Bool = false
    ) throws {
        self.settings = settings
        self.clock = clock
        self.logger = logger
        if case .directory(let folder) = settings.location { try DataFolder.prepare(folder, creates: createsFolder) }
        let mailer: any Mailer
        switch purpose {
        case .serving:
            secret = try SecretFile.key(of: settings, random: random)
            mailer = try App.mailer(of: settings)
        case .data:
            secret = try SecretFile.existing(for: settings) ?? random.draw(32)
            mailer = NoMailer()
        }
        database =
            switch settings.location {
            case .directory(let folder): try SQLiteDatabase(path: "\(folder)/\(DatabaseLocation.fileName)", readers: settings.connections)
            case .server(let url): PostgresDatabase(url: url, connections: settings.connections)
            }
        guard let key = FileKey(secret) else { throw SettingsRefused.secret }
        files = FileStore(database, key: key, settings: settings.files)
        features = try App.features(
            of: settings, secret: secret, mailer: mailer, database: database, files: files, clock: clock, random: random)
    }

    package var migrations: [Migration] { StoreMigrations.all + NoticeTables.all + features.flatMap(\.migrations) }

    /// The key that seals the seeds of passcodes.
    package func passcodeKey() throws -> PasscodeKey {
        guard let key = PasscodeKey(secret) else { throw SettingsRefused.secret }
        return key
    }

    /// The pages, ready to be served. The name in their header is the federation's as of today. The sign-ins of a demonstration make it one: pages say so.
    package func website(showing demonstration: [DemonstrationSignIn] = []) async throws -> Website {
        let isDemonstration = !demonstration.isEmpty
        let today = clock.today
        let federation = try await database.read { try OrganisationStore.federation(on: today, in: $0)?.name }
        var web = WebSettings(
            federation: federation ?? "Commonweal", isDemonstration: isDemonstration, secret: secret, isBehindTLS: settings.isBehindTLS,
            trustsProxy: settings.trustsProxy, metricsToken: settings.metricsToken ?? "")
        web.signInAddress = IdentityAddresses.signIn.pattern
        web.signOutAddress = IdentityAddresses.signOut.pattern
        web.switchRoleAddress = IdentityAddresses.role.pattern
        web.accountAddress = IdentityAddresses.account.pattern
        let shown = isDemonstration ? features + [DemonstrationFeature(signIns: demonstration)] : features
        return try Website(
            features: shown, gate: SessionGate.gate(database, Ports.identity(database), logger: logger), settings: web, clock: clock, logger: logger,
            readiness: { await readiness() })
    }

    /// Every job that a room brings; they run in the background.
    package var jobs: [any Job] { features.flatMap(\.jobs) }

    /// Why no request can be served at this moment; nil where all is well. A load balancer that asks has its answer within 3 seconds.
    package func readiness() async -> String? {
        let (answers, answer) = AsyncStream.makeStream(of: String?.self)
        Task { answer.yield(await standing()) }
        let patience = Task {
            try await Task.sleep(for: .seconds(3))
            answer.yield("the database does not answer")
        }
        defer { patience.cancel() }
        var iterator = answers.makeAsyncIterator()
        return await iterator.next() ?? nil
    }

    private func standing() async -> String? {
        do {
            guard case .current = try await SchemaHistory.standing(of: database, against: migrations) else { return "the tables are not up to date" }
            return nil
        } catch {
            return "the database cannot be reached"
        }
    }
}
