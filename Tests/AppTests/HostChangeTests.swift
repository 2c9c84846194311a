// Each host is paid for its own days.

import Activity
import App
import Appointments
import Contracts
import Directory
import Foundation
import Governance
import Kernel
import Store
import TestKit
import Testing
import Web

@Suite("A hub's host changes")
struct HostChangeTests {
    @Test("What was published and done before stays with the old host, and each is paid for its days", arguments: TestDatabases.engines)
    func host(engine: Engine) async throws {
        try await withDatabaseLocation(engine) { location in
            let installation = try await TestInstallations.ready(location, at: Federation.at(Federation.monday, 10))
            let federation = try await Federation.form(in: installation)
            let site = try #require(try await installation.database.read { try SiteStore.hubSites(on: Federation.monday, in: $0).first })
            // given both practices have agreed
            let journey = JourneyTests()
            try await journey.givenConsent(federation, federation.riverside)
            try await journey.givenConsent(federation, federation.elm)
            // given a GP's clinic on three Thursdays, hosted by Elm
            let (first, third) = (Cast.date(2026, 11, 5), Cast.date(2026, 11, 19))
            try await givenClinics(federation, first, third)
            func hosts() async throws -> [OrganisationID] {
                try await installation.database.read { try ClinicStore.clinics(from: first, through: third, in: $0).map(\.host) }
            }
            #expect(try await hosts() == [federation.elm, federation.elm, federation.elm])
            // when the first is over and closed, and the federation manager gives the hub to Riverside
            try await installation.database.write(by: .test, at: Federation.at(first, 21)) { transaction in
                for clinic in try ClinicStore.clinics(from: first, through: first, in: transaction) {
                    try ClinicStore.close(clinic.id, in: transaction)
                }
            }
            let manager = try federation.browser(.federationManager, Federation.at(Cast.date(2026, 11, 6), 9))
            let path = "/directory/organisations/\(federation.hub)/sites/\(site.id)/host"
            let form = await manager.get(path)
            func send(_ day: Int) async -> PageSeen {
                await manager.submit(
                    form, to: path,
                    [
                        "host": federation.riverside.stored, "from-day": "\(day)", "from-month": "11", "from-year": "2026",
                        "reason": "Elm needs its rooms",
                    ])
            }
            let tooEarly = await send(5)
            #expect(tooEarly.status == 422 && tooEarly.contains("Work at Oak Hub on 5 November 2026 is on record"), "\(tooEarly.plainText)")
            #expect(try await hosts() == [federation.elm, federation.elm, federation.elm])
            // Old Mill has not agreed, so the clinics that are published cannot go to it.
            let stranger = await manager.submit(
                form, to: path,
                ["host": federation.oldMill.stored, "from-day": "19", "from-month": "11", "from-year": "2026", "reason": "It offered", "once": "elm"])
            #expect(
                stranger.status == 422 && stranger.contains("has not agreed to Enhanced access 2026/27 for 19 November 2026"), "\(stranger.plainText)"
            )
            #expect(try await hosts() == [federation.elm, federation.elm, federation.elm])
            let changed = await send(19)
            #expect(changed.status == 303, "\(changed.plainText)")
            // then only the clinic from that day on goes to the new host
            #expect(try await hosts() == [federation.elm, federation.elm, federation.riverside])
            // when the others are over too and November is closed
            try await installation.database.write(by: .test, at: Federation.at(third, 21)) { transaction in
                for clinic in try ClinicStore.clinics(from: first, through: third, in: transaction) {
                    try ClinicStore.close(clinic.id, in: transaction)
                }
            }
            let payable = try await installation.database.write(by: .test, at: Federation.at(Cast.date(2026, 12, 1), 9)) { transaction in
                let scheme = try #require(try SchemeStore.scheme(federation.scheme, in: transaction))
                let draft = try CloseStore.preview(scheme, month: Month(containing: first), in: transaction)
                return Dictionary(grouping: draft.lines, by: \.host).mapValues { $0.map(\.minutes).reduce(0, +) }
            }
            // Two evenings of 90 minutes at Elm's time, one at Riverside's.
            #expect(payable == [federation.elm: 180, federation.riverside: 90])
            #expect(try await AuditTrail.verify(in: installation.database).isWhole)
            await installation.database.close()
        }
    }

    func givenClinics(_ federation: Federation, _ first: LocalDate, _ last: LocalDate) async throws {
        let coordinator = try federation.browser(.hubCoordinator, Federation.at(Federation.monday, 11))
        let planned = await coordinator.submit(
            await coordinator.get("/clinics/new"), to: "/clinics/new",
            [
                "room": federation.room.stored, "clinician": federation.clinician.stored, "service": "gp", "channel": "face-to-face",
                "scheme": federation.scheme.stored, "network": "", "weekday": "thursday", "starts": "6:30pm", "ends": "8pm", "minutes": "15",
                "same-day": "0", "from-day": "\(first.day)", "from-month": "11", "from-year": "2026", "until-day": "\(last.day)", "until-month": "11",
                "until-year": "2026",
            ])
        #expect(planned.status == 303, "\(planned.plainText)")
        let pattern = await coordinator.follow(planned)
        let target = try #require(pattern.target(from: "/clinics/", to: "/publication"))
        let published = await coordinator.submit(pattern, to: target)
        #expect(published.status == 303, "\(published.plainText)")
    }
}
