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

    /// The most rows that a page shows.
    static let limit = 500

    /// Whom an origin means, and every practice whose entries belong to it; nil for all.
    struct Bodies: Sendable {
        let name: String
        let practices: [OrganisationID]?
    }

    struct Work: Sendable {
        let bodies: Bodies
        let entries: [ActivityEntry]
        let names: [OrganisationID: String]
        let total: Int
        let minutes: Int
    }

    struct Appointments: Sendable {
        let bodies: Bodies
        let appointments: [AppointmentFact]
        let names: [OrganisationID: String]
        let total: Int
        let minutes: Int
    }

    struct Postings: Sendable {
        let bodies: Bodies
        let lines: [PostedLine]
        let names: [OrganisationID: String]
    }

    struct PostingWork: Sendable {
        let line: PostedLine
        let shares: [PostedShare]
        let entries: [ActivityEntry]
        let names: [OrganisationID: String]
    }

    func work(_ origin: Origin, scope: Scope, today: LocalDate, in connection: any Connection) throws -> Work {
        let bodies = try bodies(of: origin, scope: scope, today: today, in: connection)
        let found = try ActivityStore.selection(
            kind: origin.kind, practices: bodies.practices, from: origin.from, through: origin.through, scope: scope, limit: OriginStore.limit,
            in: connection)
        return Work(
            bodies: bodies, entries: found.entries, names: try names(found.entries.flatMap { [$0.practice, $0.host] }, today, in: connection),
            total: found.count, minutes: found.minutes)
    }

    func appointments(_ origin: Origin, scope: Scope, today: LocalDate, in connection: any Connection) throws -> Appointments {
        let bodies = try bodies(of: origin, scope: scope, today: today, in: connection)
        let used = try ports.used(origin.from, origin.through, scope, connection).filter {
            origin.outcomes.contains($0.outcome) && (bodies.practices?.contains($0.practice) ?? true)
        }
        let asked = AppointmentsAsked(
            from: origin.from, through: origin.through, outcomes: origin.outcomes, practices: bodies.practices, limit: OriginStore.limit)
        let appointments = try ports.appointments(asked, scope, connection)
        return Appointments(
            bodies: bodies, appointments: appointments, names: try names(appointments.flatMap { [$0.practice, $0.hub] }, today, in: connection),
            total: used.reduce(0) { $0 + $1.appointments }, minutes: used.reduce(0) { $0 + $1.minutes })
    }

    func postings(_ origin: Origin, scope: Scope, today: LocalDate, in connection: any Connection) throws -> Postings {
        guard let part = origin.part else { throw Refusal.badRequest("This link is not complete. Go back and follow it again.") }
        let bodies = try bodies(of: origin, scope: scope, today: today, in: connection)
        if part == .income, bodies.practices != nil { throw Refusal.notFound }
        let account: LedgerAccount = part == .income ? .contractIncome : .practicePayable
        let months = try FinanceStore.sums(
            from: Month(containing: origin.from), through: Month(containing: origin.through), scope: scope, in: connection)
        var lines: [PostedLine] = []
        for month in Set(months.filter { $0.account == account }.map(\.month)).sorted() {
            lines += try FinanceStore.lines(month: month, account: account, scope: scope, in: connection)
        }
        lines = lines.filter { line in
            let isPayment = line.rule == ports.paymentRule
            guard part == .income || part == .owed || isPayment == (part == .paid) else { return false }
            return bodies.practices.map { practices in line.practice.map(practices.contains) ?? false } ?? true
        }
        return Postings(bodies: bodies, lines: lines, names: try names(lines.compactMap(\.practice), today, in: connection))
    }

    func posting(_ id: ID<Posting>, scope: Scope, today: LocalDate, in connection: any Connection) throws -> PostingWork? {
        guard let line = try FinanceStore.line(id, scope: scope, in: connection) else { return nil }
        let shares = try FinanceStore.shares(of: id, in: connection)
        let entries = try ActivityStore.entries(shares.map { $0.activity.asID(of: ActivityEntry.self) }, scope: scope, in: connection)
        return PostingWork(
            line: line, shares: shares, entries: entries,
            names: try names(entries.flatMap { [$0.practice, $0.host] } + [line.practice].compactMap { $0 }, today, in: connection))
    }

    /// Refused as not found: what lies outside the person's scope, and what is not the federation's.
    private func bodies(of origin: Origin, scope: Scope, today: LocalDate, in connection: any Connection) throws -> Bodies {
        let successions = try Successions(OrganisationStore.successions(in: connection), on: today)
        let members = try OrganisationStore.practices(in: scope, on: today, in: connection)
        switch scope {
        case .hub: throw Refusal.notFound
        case .practice:
            guard let own = members.first, origin.network == nil, origin.practice.map({ successions.final(of: $0) == own.id }) ?? true
            else { throw Refusal.notFound }
            return Bodies(name: own.name, practices: successions.family(of: own.id))
        case .federation:
            if let practice = origin.practice {
                guard let member = members.first(where: { $0.id == successions.final(of: practice) }) else { throw Refusal.notFound }
                return Bodies(name: member.name, practices: successions.family(of: member.id))
            }
            guard let network = origin.network else { return Bodies(name: "All practices", practices: nil) }
            guard let federation = try OrganisationStore.federation(on: today, in: connection),
                let name = try OrganisationStore.organisation(network, on: today, in: connection)?.name
            else { throw Refusal.notFound }
            let networkOf = try OrganisationStore.networkByPractice(of: federation.id, on: today, in: connection)
            let practices = members.map(\.id).filter { networkOf[$0] == network }
            guard !practices.isEmpty else { throw Refusal.notFound }
            return Bodies(name: name, practices: practices.flatMap { successions.family(of: $0) })
        }
    }

    private func names(_ ids: [OrganisationID], _ today: LocalDate, in connection: any Connection) throws -> [OrganisationID: String] {
        let found = try OrganisationStore.organisations(Array(Set(ids)), on: today, in: connection)
        return Dictionary(found.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
    }
}
