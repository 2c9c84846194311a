// Fetches what a figure is made of.

import Activity
import Directory
import Finance
import Kernel
import Store
import Web

/// Reads the entries behind a figure, within the scope of the person who opens it.
struct OriginStore: Sendable {
    let ports: BoardPorts

    /// The rows of a page.
    static let limit = 100

    /// Whom an origin means, and every practice whose entries belong to it; nil for all.
    struct Bodies: Sendable {
        let name: String
        let practices: [OrganisationID]?
    }

    /// The rows of one page, the last of them where more follow, and what all rows come to.
    struct Page<Entry: Sendable>: Sendable {
        let bodies: Bodies
        let entries: [Entry]
        let next: String?
        let names: [OrganisationID: String]
        let total: Int
        let minutes: Int
    }

    struct Postings: Sendable {
        let bodies: Bodies
        let lines: [PostedLine]
        let next: String?
        let names: [OrganisationID: String]
        /// Of all lines, as the ledger has it.
        let total: Money
    }

    struct PostingWork: Sendable {
        let line: PostedLine
        let practice: String
        let work: [(entry: ActivityEntry, amount: Money)]
        let next: String?
        let names: [OrganisationID: String]
    }

    func work(_ origin: Origin, scope: Scope, today: LocalDate, in connection: any Connection) throws -> Page<ActivityEntry> {
        let bodies = try bodies(of: origin, scope: scope, today: today, in: connection)
        let found = try ActivityStore.selection(
            kind: origin.kind, practices: bodies.practices, from: origin.from, through: origin.through, after: try? ID(parsing: origin.after),
            scope: scope, limit: OriginStore.limit + 1, in: connection)
        let (entries, next) = OriginStore.page(found.entries) { $0.id.stored }
        return Page(
            bodies: bodies, entries: entries, next: next, names: try names(entries.flatMap { [$0.practice, $0.host] }, today, in: connection),
            total: found.count, minutes: found.minutes)
    }

    func appointments(_ origin: Origin, scope: Scope, today: LocalDate, in connection: any Connection) throws -> Page<AppointmentFact> {
        let bodies = try bodies(of: origin, scope: scope, today: today, in: connection)
        let asked = AppointmentsAsked(
            from: origin.from, through: origin.through, outcomes: origin.outcomes, practices: bodies.practices, after: try? ID(parsing: origin.after),
            limit: OriginStore.limit + 1)
        let total = try ports.appointmentTotal(asked, scope, connection)
        let (appointments, next) = OriginStore.page(try ports.appointments(asked, scope, connection)) { $0.id.stored }
        return Page(
            bodies: bodies, entries: appointments, next: next,
            names: try names(appointments.flatMap { [$0.practice, $0.hub] }, today, in: connection),
            total: total.appointments, minutes: total.minutes)
    }

    func postings(_ origin: Origin, scope: Scope, today: LocalDate, in connection: any Connection) throws -> Postings {
        guard let part = origin.part else { throw Refusal.badRequest("This link is not complete. Go back and follow it again.") }
        let bodies = try bodies(of: origin, scope: scope, today: today, in: connection)
        if part == .income, bodies.practices != nil { throw Refusal.notFound }
        let account: LedgerAccount = part == .income ? .contractIncome : .practicePayable
        let months = try FinanceStore.sums(
            from: Month(containing: origin.from), through: Month(containing: origin.through), scope: scope, in: connection)
        let practices = bodies.practices.map(Set.init)
        var lines: [PostedLine] = []
        for month in Set(months.filter { $0.account == account }.map(\.month)).sorted() {
            lines += try FinanceStore.lines(month: month, account: account, scope: scope, in: connection)
        }
        lines = lines.filter { line in
            guard part == .income || part.takes(ports.purpose(line.rule)) else { return false }
            return practices.map { practices in line.practice.map(practices.contains) ?? false } ?? true
        }
        let rest = lines.firstIndex { $0.id.stored == origin.after }.map { lines[($0 + 1)...] } ?? lines[...]
        let (shown, next) = OriginStore.page(Array(rest.prefix(OriginStore.limit + 1))) { $0.id.stored }
        return Postings(
            bodies: bodies, lines: shown, next: next, names: try names(lines.compactMap(\.practice), today, in: connection),
            total: lines.map(\.amount).sum())
    }

    /// One posting with a page of the work behind it, in the order of the entries' identifiers, which is that in which they were recorded.
    func posting(
        _ id: ID<Posting>, after: ID<ActivityReference>?, scope: Scope, today: LocalDate, in connection: any Connection
    ) throws -> PostingWork? {
        guard let line = try FinanceStore.line(id, scope: scope, in: connection) else { return nil }
        let found = try FinanceStore.shares(of: id, after: after, limit: OriginStore.limit + 1, in: connection)
        let (shares, next) = OriginStore.page(found) { $0.activity.stored }
        let entries = Dictionary(
            try ActivityStore.entries(shares.map { $0.activity.asID(of: ActivityEntry.self) }, scope: scope, in: connection).map { ($0.id, $0) },
            uniquingKeysWith: { first, _ in first })
        let work = shares.compactMap { share in entries[share.activity.asID(of: ActivityEntry.self)].map { (entry: $0, amount: share.amount) } }
        let names = try names(work.map(\.entry.practice) + [line.practice].compactMap { $0 }, today, in: connection)
        return PostingWork(line: line, practice: line.practice.flatMap { names[$0] } ?? "", work: work, next: next, names: names)
    }

    // The rows of a page of one more than it shows, and the key of its last where that one is there.
    private static func page<Entry>(_ found: [Entry], key: (Entry) -> String) -> (entries: [Entry], next: String?) {
        let entries = Array(found.prefix(limit))
        return (entries, found.count > limit ? entries.last.map(key) : nil)
    }

    /// Refused as not found: what lies outside the person's scope, and what is not the federation's.
    private func bodies(of origin: Origin, scope: Scope, today: LocalDate, in connection: any Connection) throws -> Bodies {
        let successions = try Successions(OrganisationStore.successions(in: connection), on: today)
        let members = try OrganisationStore.practices(in: scope, on: today, in: connection)
        switch scope.reach {
        case .hub, .system, .network, .named, .own, .caseload, .outside: throw Refusal.notFound
        case .practice:
            guard let own = members.first, origin.network == nil, origin.group == nil,
                origin.practice.map({ successions.final(of: $0) == own.id }) ?? true
            else { throw Refusal.notFound }
            return Bodies(name: own.name, practices: successions.family(of: own.id))
        case .federation:
            guard origin.network != nil || origin.practice != nil || origin.group != nil else { return Bodies(name: "All practices", practices: nil) }
            guard let federation = try OrganisationStore.federation(on: today, in: connection) else { throw Refusal.notFound }
            if let practice = origin.practice.map(successions.final) {
                let family = successions.family(of: practice)
                let isMember = members.contains { $0.id == practice }
                let ever = isMember ? [] : try NetworkPopulationStore.everMembers(of: federation.id, in: connection)
                guard isMember || !Set(family).isDisjoint(with: ever),
                    let name = try OrganisationStore.organisation(practice, on: today, in: connection)?.name
                else { throw Refusal.notFound }
                return Bodies(name: name, practices: family)
            }
            if let group = origin.group {
                let practices = try practices(of: group, federation.id, members: members.map(\.id), successions, today: today, in: connection)
                return Bodies(name: group.title, practices: practices)
            }
            guard let network = origin.network,
                let name = try OrganisationStore.organisation(network, on: today, in: connection)?.name
            else { throw Refusal.notFound }
            let networkOf = try OrganisationStore.networkByPractice(among: members.map(\.id), on: today, in: connection)
            let practices = members.map(\.id).filter { networkOf[$0] == network }
            guard !practices.isEmpty else { throw Refusal.notFound }
            return Bodies(name: name, practices: practices.flatMap { successions.family(of: $0) })
        }
    }

    private func practices(
        of group: Origin.Group, _ federation: OrganisationID, members: [OrganisationID], _ successions: Successions, today: LocalDate,
        in connection: any Connection
    ) throws -> [OrganisationID] {
        switch group {
        case .withoutNetwork:
            let networkOf = try OrganisationStore.networkByPractice(among: members, on: today, in: connection)
            return members.filter { networkOf[$0] == nil }.flatMap { successions.family(of: $0) }
        case .former:
            let left = try Set(NetworkPopulationStore.everMembers(of: federation, in: connection).map(successions.final)).subtracting(members)
            return left.sorted().flatMap { successions.family(of: $0) }
        }
    }

    private func names(_ ids: [OrganisationID], _ today: LocalDate, in connection: any Connection) throws -> [OrganisationID: String] {
        let found = try OrganisationStore.organisations(Array(Set(ids)), on: today, in: connection)
        return Dictionary(found.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
    }
}
