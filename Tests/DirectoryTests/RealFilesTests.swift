// The published files and their known counts.

import Kernel
import Store
import TestKit
import Testing
import Web

@testable import Directory

struct RealFilesTests {
    @Test(
        "The practice file of June 2022 has 6,925 active practices, and comes in twice without a change", arguments: TestDatabases.engines,
        Edition.present)
    func full(engine: Engine, edition: Edition) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            let result = try await database.importing(.ods, path: edition.path("ods/epraccur_2022-06_full.csv"))
            #expect(result.rows == edition.of(15_119, 95))
            #expect(result.practices == edition.of(8638, 89))
            #expect(result.activePractices == edition.of(6925, 83))
            #expect(result.opened == edition.of(6925, 83))
            #expect(result.rejectedCount == 0)
            // A list page of all England is read along an index of names, not sorted.
            if engine == .sqlite {
                let visit = Visit(method: .get, path: "/directory", principal: nil, now: TestDay.now, requestID: "1")
                let list = OrganisationRoutes.list(visit, FormReader(), kind: nil, on: day("2022-06-30"), openOnly: true)
                let plan = try await database.read { connection in
                    try connection.rows("EXPLAIN QUERY PLAN " + list.firstPage).map { "\($0.values)" }
                }
                #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(plan)")
            }
            let once = try await database.directoryAsText()
            let again = try await database.importing(.ods, path: edition.path("ods/epraccur_2022-06_full.csv"), minutes: 1)
            #expect(again.changes.isEmpty)
            #expect(try await database.directoryAsText() == once)
        }
    }

    @Test("The files of 2019, 2021 and 2022 in turn give each date's members as they were then", arguments: TestDatabases.engines, Edition.present)
    func inTurn(engine: Engine, edition: Edition) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            let files = ["ods/epraccur_pilot_2019-08.csv", "ods/epraccur_pilot_2021-11.csv"]
            var results: [ImportResult] = []
            for (minute, file) in files.enumerated() { results.append(try await database.importing(.ods, path: edition.path(file), minutes: minute)) }
            #expect(results[0].activePractices == edition.of(195, 84) && results[1].activePractices == edition.of(191, 82))
            // Barnet, Hammersmith and Fulham, East Leicestershire and Rutland, Bristol area.
            #expect(try await database.members(of: "07M", on: "2019-08-31").count == 54)
            #expect(try await database.members(of: "08C", on: "2019-08-31").count == 30)
            #expect(try await database.members(of: "03W", on: "2019-08-31").count == edition.of(31, 0))
            #expect(try await database.members(of: "15C", on: "2019-08-31").count == edition.of(80, 0))
            #expect(try await database.members(of: "93C", on: "2021-11-30").count == 53)
            #expect(try await database.members(of: "W2U3Z", on: "2021-11-30").count == 29)
            #expect(try await database.members(of: "03W", on: "2021-11-30").count == edition.of(31, 0))
            #expect(try await database.members(of: "15C", on: "2021-11-30").count == edition.of(78, 0))
            // Re-coded on 1 April 2020 and on 1 April 2021.
            #expect(try await database.members(of: "07M", on: "2020-03-31").count == 54)
            #expect(try await database.members(of: "93C", on: "2020-03-31").isEmpty)
            #expect(try await database.members(of: "07M", on: "2020-04-01").isEmpty)
            #expect(try await database.members(of: "93C", on: "2020-04-01").count == 54)
            #expect(try await database.members(of: "W2U3Z", on: "2021-03-31").isEmpty)
            #expect(try await database.members(of: "W2U3Z", on: "2021-04-01").count == 30)
            #expect(Set(results[1].changes.filter { $0.kind == .recoded }.map(\.code)) == ["07M", "08C"])

            let barnet2019 = try await database.members(of: "07M", on: "2019-08-31")
            let third = try await database.importing(.ods, path: edition.path("ods/epraccur_2022-06_full.csv"), minutes: 3)
            #expect(third.rejectedCount == 0)
            #expect(try await database.members(of: "07M", on: "2019-08-31").filter { barnet2019.contains($0) } == barnet2019)
            #expect(try await database.members(of: "93C", on: "2022-06-30").count == edition.of(186, 53))
            #expect(try await database.members(of: "W2U3Z", on: "2022-06-30").count == edition.of(351, 29))
            let all = try await database.read {
                try OrganisationStore.organisations(kind: .practice, on: day("2022-06-30"), in: $0).count { $0.isOpen }
            }
            #expect(all == edition.of(6925, 83))
            // An older file afterwards leaves everything as it is.
            let older = try await database.importing(.ods, path: edition.path(files[0]), minutes: 4)
            #expect(older.changes.isEmpty)
        }
    }

    @Test(
        "Networks, lists, weighted lists and branches of all England come in with their known counts", arguments: TestDatabases.engines,
        Edition.present)
    func everythingElse(engine: Engine, edition: Edition) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            _ = try await database.importing(.ods, path: edition.path("ods/epraccur_2022-06_full.csv"))
            let details = try await database.importing(.pcn, path: edition.path("ods/epcn_details_2022.csv"), on: "2022-06-30", minutes: 1)
            #expect(details.rows == edition.of(1318, 16))
            let partners = try await database.importing(.pcn, path: edition.path("ods/epcn_core_partners_2022.csv"), on: "2022-06-30", minutes: 2)
            // 7,359 rows for 6,803 practices; four partners are not GP practices in the practice file.
            #expect(partners.rows == edition.of(7359, 83))
            #expect(partners.practices == edition.of(6803, 83))
            #expect(Set(partners.rejected.map(\.line)).count == partners.rejected.count)
            #expect(partners.contradictions.isEmpty)
            // Dormant practices whose membership the file leaves open.
            #expect(partners.notes.count == edition.of(58, 1))
            #expect(partners.rejectedCount == edition.of(4, 1))
            let again = try await database.importing(.pcn, path: edition.path("ods/epcn_core_partners_2022.csv"), on: "2022-06-30", minutes: 3)
            #expect(again.changes.isEmpty)

            let lists = try await database.importing(.lists, path: edition.path("lists/gp-reg-pat-prac-all_2021-01.csv"), minutes: 4)
            #expect(lists.practices == edition.of(6658, 81))
            #expect(lists.patients == edition.of(60_606_345, 753_141))
            #expect(lists.effectiveOn == day("2021-01-01"))
            // Counted with another program: 188 lists rose by a fifth or more from January 2021 to May 2022, and 28 fell; three and four of them are of
            // bodies that are no general practices.
            let file = edition.path("lists/gp-reg-pat-prac-all_2022-05.csv")
            let jumps = edition.of(188 - 3 + 28 - 4, 4)
            await #expect(throws: ImportRefusal.unconfirmed(jumps)) { try await database.importing(.lists, path: file, minutes: 5) }
            let newer = try await database.importing(.lists, path: file, acceptsJumps: true, minutes: 5)
            #expect(newer.questionCount == jumps)
            #expect(newer.practices == edition.of(6506, 80))
            #expect(newer.patients == edition.of(61_654_788, 791_293))
            let sample = try await database.importing(.lists, path: edition.path("lists/gp-reg-pat-prac-quin-age_sample_2017-09.csv"), minutes: 6)
            #expect(sample.practices == edition.of(4, 1))
            let payments = try await database.importing(
                .weightedLists, path: edition.path("payments/nhs_payments_2022-23_england.csv"), acceptsJumps: true, minutes: 7)
            #expect(payments.practices == edition.of(6669, 12))
            #expect(payments.effectiveOn == day("2023-03-31"))
            let branches = try await database.importing(.branches, path: edition.path("ods/ebranchs_2017-08.csv"), minutes: 8)
            #expect(branches.rows == edition.of(2702, 13))
            let networks = try await database.read {
                try OrganisationStore.organisations(kind: .network, on: day("2022-06-30"), in: $0).count { $0.isOpen }
            }
            let populations = try await database.read { (connection: any Connection) throws in
                let body = try #require(try find("93C", on: "2022-06-30", in: connection))
                let members = try OrganisationStore.members(of: body.id, on: day("2022-06-30"), in: connection)
                return try PopulationStore.total(
                    of: members.map(\.id), kind: .registered, on: day("2022-06-30"), knownAt: TestDay.later(minutes: 60), in: connection) / 100
            }
            #expect(networks == edition.of(1318 - 58, 16 - 2))
            // Added up with another program: the list of May 2022 for each practice, that of January 2021 where there is none.
            #expect(populations == edition.of(1_749_697, 439_828))
        }
    }

    @Test("A federation of Barnet's practices has its networks, its populations and its warnings", arguments: TestDatabases.engines, Edition.present)
    func federation(engine: Engine, edition: Edition) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            _ = try await database.importing(.ods, path: edition.path("ods/epraccur_pilot_2019-08.csv"))
            _ = try await database.importing(.ods, path: edition.path("ods/epraccur_pilot_2021-11.csv"), minutes: 1)
            _ = try await database.importing(.pcn, path: edition.path("ods/epcn_core_partners_2022.csv"), on: "2022-06-30", minutes: 2)
            _ = try await database.importing(.lists, path: edition.path("lists/gp-reg-pat-prac-all_2021-01.csv"), minutes: 3)
            let formed = try await database.change(minutes: 4) {
                try FederationForming.form(FederationDraft(name: "Barnet federation", on: day("2021-12-01"), commissioners: [code("93C")]), in: $0)
            }
            #expect(formed.federation.practices == 53)
            #expect(formed.networks.allSatisfy { $0.practices > 0 })
            // Added up with another program from the list of January 2021: more than a federation should have.
            #expect(formed.federation.patients == 433_182)
            #expect(formed.warnings.contains { $0.hasPrefix("Barnet federation has") && $0.contains("more than the 300,000") })
        }
    }
}
