// One demonstration for all tests of the whole.

import App
import Foundation
import Identity
import Kernel
import Logging
import Store
import Web

/// The demonstration federation on a frozen Thursday morning, made once.
enum Demonstrations {
    /// Thursday 19 November 2026, 10:00am in London.
    static let now = Instant(milliseconds: 1_795_082_400_000)
    static let demonstration = Demonstration()

    static let installation = Task { () async throws -> Installation in
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("commonweal-demonstration-\(UUID().uuidString)").path
        let installation = try await TestInstallations.ready(.directory(folder), at: now)
        try await demonstration.load(into: installation) { _, _ in }
        return installation
    }

    static let website = Task { () async throws -> Website in try await installation.value.website(showing: demonstration.signIns) }

    static func signIn(_ role: Role) throws -> DemonstrationSignIn {
        guard let found = demonstration.signIns.first(where: { $0.role == role }) else { throw StoreError.statement("nobody is a \(role.title)") }
        return found
    }

    /// A browser in which `role` has signed in, with the passcode where one is asked for.
    static func probe(as role: Role) async throws -> PageProbe {
        let probe = PageProbe(website: try await website.value)
        let person = try signIn(role)
        var page = await probe.get("/sign-in")
        page = await probe.submit(page, to: "/sign-in", ["email": person.email, "password": person.password])
        page = await probe.follow(page)
        // A passcode works once; tests that sign in at the same frozen moment take the browser from `Browsers`.
        if person.passcodeSecret != nil { _ = await probe.submit(page, to: "/sign-in/passcode", ["passcode": person.passcode(at: now)]) }
        return probe
    }
}

enum TestInstallations {
    /// An installation with its tables, as quiet as can be.
    static func make(_ location: DatabaseLocation, at now: Instant, port: Int = 0) throws -> Installation {
        var settings = Settings(location: location)
        settings.passwordCost = .cheap
        settings.port = port
        settings.secret = Array(repeating: 7, count: 32)
        settings.mail = .folder(FileManager.default.temporaryDirectory.appendingPathComponent("commonweal-outbox").path)
        settings.logLevel = .critical
        settings.stopSeconds = 10
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return try Installation(settings, clock: .fixed(now), random: .system, logger: logger, createsFolder: true)
    }

    static func ready(_ location: DatabaseLocation, at now: Instant, port: Int = 0) async throws -> Installation {
        let installation = try make(location, at: now, port: port)
        try await SchemaHistory.bring(installation.database, to: installation.migrations, at: now)
        return installation
    }
}
