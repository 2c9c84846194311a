// Every form of the directory, sent twice.

import Kernel
import Store
import TestKit
import Testing
import Web

@testable import Directory

@Suite("Forms of the directory")
struct FormsTests {
    @Test(
        "A form that was saved and is sent again with another content is refused, with what was saved; nothing is written twice",
        arguments: TestDatabases.engines)
    func otherContent(engine: Engine) async throws {
        try await HubTests.withFederation(engine) { database, probe, practices in
            let manager = try probe(.federationManager)
            let riverside = "/directory/organisations/\(practices[0])"
            func send(_ path: String, _ fields: (_ reason: String) -> KeyValuePairs<String, String>) async throws {
                let page = await manager.get(path)
                let first = await manager.submit(page, to: path, fields("The first time"))
                #expect(first.status == 303, "\(path): \(first.plainText)")
                let before = try await database.directoryAsText()
                #expect(await manager.submit(page, to: path, fields("The first time")).location == first.location, "\(path)")
                let other = await manager.submit(page, to: path, fields("Another time"))
                #expect(other.status == 409 && other.contains("You sent this form before"), "\(path): \(other.status)")
                #expect(other.contains("The first time") && other.text.contains("value=\"Another time\""), "\(path)")
                #expect(try await database.directoryAsText() == before, "\(path)")
            }
            try await send("/directory/organisations/new") { ["kind": "council", "name": "Northshire Council", "reason": $0] }
            try await send("\(riverside)/name") { ["name": "Riverside Practice", "reason": $0] }
            try await send("\(riverside)/address") { ["postcode": "ZE1 0AA", "reason": $0] }
            try await send("\(riverside)/code") { ["code": "A99909", "reason": $0] }
            try await send("\(riverside)/posts/new") { ["family-name": "Example", "given-name": "Amina", "reason": $0] }
            try await send("\(riverside)/named-lead") { ["reason": $0] }
            let post = try #require(try await database.read { try PersonStore.posts(at: practices[0], in: $0).first { $0.kind == .partner } })
            try await send("\(riverside)/posts/\(post.id)/end") { ["reason": $0] }
            try await send("\(riverside)/sites/new") { ["name": "Main", "reason": $0] }
            let site = try #require(try await database.read { try SiteStore.sites(of: practices[0], in: $0).first })
            try await send("\(riverside)/sites/\(site.id)") { ["name": "Main building", "reason": $0] }
            try await send("\(riverside)/sites/\(site.id)/rooms/new") { ["room": "Room 1", "reason": $0] }
            let room = try #require(try await database.read { try SiteStore.rooms(at: site.id, in: $0).first })
            try await send("\(riverside)/rooms/\(room.id)/close") { ["reason": $0] }
            try await send("\(riverside)/populations/new") {
                ["count": "8700", "snapshot-day": "1", "snapshot-month": "1", "snapshot-year": "2026", "reason": $0]
            }
            _ = try await database.addPractice("U99901", "River network", kind: .network)
            try await send("\(riverside)/relationships/new") { ["kind": "member-of-network", "code": "U99901", "reason": $0] }
            try await send("/directory/hubs/new") { ["name": "Oak Hub", "host": practices[0].stored, "reason": $0] }
            let hub = try #require(try await database.read { try SiteStore.hubSites(on: TestDay.today, in: $0).first })
            try await send("/directory/organisations/\(hub.organisation)/sites/\(hub.id)/host") { ["host": practices[1].stored, "reason": $0] }
            let ash = try await database.addPractice("A99903", "Ash Surgery")
            try await send("\(riverside)/merger") {
                ["code": "A99903", "from-day": "1", "from-month": "1", "from-year": "2027", "reason": $0]
            }
            try await send("/directory/organisations/\(ash)/closure") { ["reason": $0] }
            #expect(try await AuditTrail.verify(in: database).isWhole)
        }
    }

    @Test("A named lead begins after the one before, and a membership after the one that it ends", arguments: TestDatabases.engines)
    func order(engine: Engine) async throws {
        try await OrganisationEditTests.withManager(engine) { database, probe in
            let practice = try await database.addPractice("A99901", "Riverside Surgery")
            let east = try await database.addPractice("U99901", "East network", kind: .network)
            _ = try await database.addPractice("U99902", "West network", kind: .network)
            let (amina, ben) = (
                Person(id: ID(at: TestDay.now), givenName: "Amina", familyName: "Example"),
                Person(id: ID(at: TestDay.now), givenName: "Ben", familyName: "Example")
            )
            try await database.change { transaction in
                for person in [amina, ben] {
                    try PersonStore.add(person, in: transaction)
                    try PersonStore.appoint(
                        Post(id: ID(at: TestDay.now), personId: person.id, organisationId: practice, kind: .partner, fromDate: day("2026-01-01")),
                        in: transaction)
                }
                try PersonStore.lead(practice, by: amina.id, from: day("2026-07-01"), reason: nil, in: transaction)
                try OrganisationStore.relate(practice, .memberOfNetwork, east, from: day("2026-07-01"), in: transaction)
            }
            let base = "/directory/organisations/\(practice)"
            let lead = await probe.submit(
                await probe.get("\(base)/named-lead"), to: "\(base)/named-lead",
                ["person": ben.id.stored, "from-day": "1", "from-month": "7", "from-year": "2026", "reason": "Elected"])
            #expect(lead.status == 422 && lead.contains("The named lead before began on 1 July 2026") && lead.text.contains("href=\"#from-day\""))
            let membership = await probe.submit(
                await probe.get("\(base)/relationships/new"), to: "\(base)/relationships/new",
                [
                    "kind": "member-of-network", "code": "U99902", "standing": "end", "from-day": "1", "from-month": "7", "from-year": "2026",
                    "reason": "It moves",
                ])
            #expect(membership.status == 422 && membership.contains("“Member of network East network” is in force from 2026-07-01"))
        }
    }
}
