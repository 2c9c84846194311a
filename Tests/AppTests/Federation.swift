// A small federation for one journey.

import App
import Contracts
import Directory
import Foundation
import Identity
import Kernel
import Store
import TestKit
import Web

/// Three practices whose codes cannot exist, one network, one hub, one contract: what an operator sets up before the first evening.
struct Federation: Sendable {
    let installation: Installation
    let federation: OrganisationID
    let practices: [OrganisationID]
    let hub: OrganisationID
    let room: ID<Room>
    let clinician: PersonID
    let scheme: SchemeID
    /// One person for each role.
    let people: [Role: PersonID]

    var riverside: OrganisationID { practices[0] }
    var elm: OrganisationID { practices[1] }
    var oldMill: OrganisationID { practices[2] }

    static let names = Cast.practices.map { Cast.names[$0] ?? "" }
    /// Monday 2 November 2026, 10:00am.
    static let monday = Cast.date(2026, 11, 2)

    static func at(_ date: LocalDate, _ hour: Int, _ minute: Int = 0) -> Instant {
        London.instant(LocalDateTime(date: date, time: LocalTime(clamping: hour * 60 + minute)))
    }

    /// The practice file as the NHS publishes it: 27 columns, no header, names in capitals.
    static var practiceFile: String {
        names.enumerated().map { index, name in
            ([
                String(format: "Z%05d", index + 1), name.uppercased(), "Y99", "Y99", "1 EXAMPLE STREET", "", "", "", "", "ZZ99 3AA", "20100101", "",
                "A", "B",
            ]
                + ["99Z", "20100101", "", "01632 960001", "", "", "", "0", "", "99Z", "", "4", ""]).map { "\"\($0)\"" }.joined(separator: ",")
        }.joined(separator: "\r\n") + "\r\n"
    }

    static func form(in installation: Installation) async throws -> Federation {
        let now = at(monday, 10)
        let operatorActor = Actor(process: "test")
        let file = try DirectoryImport.read(
            .ods, from: .bytes(Array(practiceFile.utf8)), fileName: "epraccur.csv", effectiveOn: Cast.date(2026, 10, 1),
            today: monday)
        _ = try await file.apply(to: installation.database, by: operatorActor, at: now)
        return try await installation.database.write(by: operatorActor, at: now) { tx in
            let list = "code,network\nZ00001,Example Network\nZ00002,Example Network\nZ00003,Example Network\n"
            let draft = try PracticeListFile.draft(named: "Example Federation", on: monday, from: .bytes(Array(list.utf8)))
            let formed = try FederationForming.form(draft, in: tx)
            let practices = try (1...3).map { number in
                let code = try ODSCode(parsing: String(format: "Z%05d", number))
                guard let practice = try OrganisationStore.organisation(code: code, on: monday, in: tx) else {
                    throw StoreError.statement("no practice \(code)")
                }
                return practice.id
            }
            for practice in practices {
                for kind in [PopulationKind.registered, .adjusted] {
                    try PopulationStore.record(1_000_000, of: practice, kind: kind, snapshotDate: monday, in: tx)
                }
            }
            let hub = try FederationForming.open(
                HubDraft(name: "Oak Hub", siteName: "Oak Hub", rooms: ["Room 1"], host: practices[1], on: monday), in: tx)
            var people: [Role: PersonID] = [:]
            for role in Role.allCases {
                let person = Person(
                    id: ID(at: now), givenName: "Sam", familyName: role.title,
                    registration: role == .hubClinician ? try .init(parsing: "GMC 1234567") : nil,
                    profession: role == .hubClinician ? "GP" : "")
                try PersonStore.add(person, in: tx)
                people[role] = person.id
                if role.seat == .hub {
                    try PersonStore.appoint(
                        Post(id: ID(at: now), personId: person.id, organisationId: hub.hub.id, kind: .staff, fromDate: monday), in: tx)
                }
            }
            let scheme = try ContractForming.form(
                ContractDraft(
                    title: "Enhanced access 2026/27", reference: "EA-1", commissioner: try ODSCode(parsing: "99Z"), value: Money(pence: 10_000_000),
                    from: Cast.date(2026, 11, 1), until: Cast.date(2027, 3, 31),
                    terms: "We agree to have our patients seen at the hub.", hourPrice: Money(pence: 12_000), priceSource: "Example",
                    federationPercent: 25,
                    rounding: .exact), in: tx)
            return Federation(
                installation: installation, federation: formed.federation.id, practices: practices, hub: hub.hub.id, room: hub.rooms[0].id,
                clinician: people[.hubClinician] ?? ID(at: now), scheme: scheme, people: people)
        }
    }

    /// A browser of somebody in `role`, at a moment.
    func browser(_ role: Role, at place: OrganisationID? = nil, _ instant: Instant) throws -> PageProbe {
        let organisation = place ?? (role.seat == .hub ? hub : federation)
        let principal = Principal(
            account: AccountID(at: instant), person: people[role] ?? ID(at: instant), name: "Sam \(role.title)", role: role,
            organisation: organisation,
            organisationName: "Example", holdsOtherRoles: false,
            scope: ScopeRules.scope(of: role, at: organisation))
        return try PageProbe(features: installation.features, as: principal, at: instant)
    }
}

extension PageSeen {
    /// The first address on the page that begins so.
    func address(from start: String) -> String? {
        text.components(separatedBy: "href=\"").dropFirst().compactMap {
            $0.components(separatedBy: "\"").first?.replacingOccurrences(of: "&amp;", with: "&")
        }
        .first { $0.hasPrefix(start) }
    }

    /// The first form's target that begins and ends so.
    func target(from start: String, to end: String = "") -> String? {
        text.components(separatedBy: "action=\"").dropFirst().compactMap { $0.components(separatedBy: "\"").first }
            .first { $0.hasPrefix(start) && $0.hasSuffix(end) }
    }
}
