// A later room works with bodies of its own.

import Directory
import Kernel
import Store
import TestKit
import Testing
import Web

extension OrganisationKind {
    fileprivate static let careHome: OrganisationKind = "care-home"
}

@Suite("Kinds that later rooms add")
struct OpenNameTests {
    @Test("A name spells out its title, unless the list has another")
    func titles() {
        #expect(OrganisationKind.careHome.title == "Care home")
        #expect(
            OrganisationKind.own.map(\.title).prefix(5) == [
                "Practice", "Primary care network", "Federation", "Commissioner", "Integrated care board",
            ])
        #expect(RelationshipKind.own.allSatisfy { $0.title == $0.spelledOut } && RelationshipKind.memberOfNetwork.title == "Member of network")
        #expect(OrganisationKind.offered(with: [PostKind.staff, OrganisationKind.careHome, OrganisationKind.trust]).last == .careHome)
        #expect(OrganisationKind.offered(with: [OrganisationKind.trust]) == OrganisationKind.own)
    }

    @Test("Its kind is offered, kept and found; one that no room brings is refused", arguments: TestDatabases.engines)
    func added(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            let principal = Principal(
                account: AccountID(at: TestDay.now), person: PersonID(at: TestDay.now), name: "Sam Sample", role: .federationManager,
                organisation: OrganisationID(at: TestDay.now), organisationName: "Example", holdsOtherRoles: false, scope: .federation)
            let probe = try PageProbe(
                features: [DirectoryFeature(database: database, files: .test(database), names: [OrganisationKind.careHome])], as: principal,
                at: TestDay.now)
            let form = await probe.get("/directory/organisations/new")
            #expect(form.contains("Care home"))
            let path = "/directory/organisations/new"
            #expect(await probe.submit(form, to: path, ["kind": "care-home", "name": "Beech House", "reason": "Asked for"]).status == 303)
            let other = await probe.submit(probe.get(path), to: path, ["kind": "prison", "name": "Somewhere", "reason": "Asked for"])
            #expect(other.status == 422 && other.contains("Choose what it is"))
            let list = await probe.get("/directory?kind=care-home")
            #expect(list.status == 200 && list.contains("Beech House"))
            let found = try await database.read {
                try OrganisationStore.organisations(kind: .careHome, on: TestDay.today, in: $0).map(\.name)
            }
            #expect(found == ["Beech House"])
        }
    }
}
