// Whom and which weeks a report speaks of.

/// The weeks of a report, and the practices and networks of the federation in them: gathered once, so that every room works out its figures for the same.
/// What practices had, did and earned stands under the practice that carries on for them today.
package struct ReportFrame: Hashable, Sendable {
    package struct Body: Hashable, Sendable {
        package let id: OrganisationID
        package let name: String

        package init(id: OrganisationID, name: String) {
            self.id = id
            self.name = name
        }
    }

    /// Practices that are put together though no network holds them.
    package enum Group: String, CaseIterable, Hashable, Sendable {
        case withoutNetwork = "no-network"
        case former

        package var title: String {
            switch self {
            case .withoutNetwork: "In no network"
            case .former: "No longer a member"
            }
        }
    }

    /// One practice, one network, or a group of practices, and whose figures it adds up.
    package struct Unit: Hashable, Sendable {
        package let body: Body
        package let group: Group?
        /// Whether it is a member today.
        package let isMember: Bool
        package let practices: [OrganisationID]

        package init(_ body: Body, group: Group? = nil, isMember: Bool = true, practices: [OrganisationID]) {
            self.body = body
            self.group = group
            self.isMember = isMember
            self.practices = practices
        }
    }

    package var span: WeekSpan
    /// Where the money of the weeks can have been posted.
    package var months: [Month]
    package var today: LocalDate
    /// The day as of whose knowledge populations count; nil for now.
    package var known: LocalDate?
    /// The members of today, in the order of their names.
    package var practices: [Body]
    /// Practices that are no longer members.
    package var former: [Body]
    package var networks: [Body]
    /// Each member's network today.
    package var networkOf: [OrganisationID: OrganisationID]
    /// Practices that merged, each with the one that carries on for it today.
    package var heirs: [OrganisationID: OrganisationID]
    /// The networks and adjusted populations of each week.
    package var weekly: [NetworkPopulations]
    /// The network that is asked about, one of `networks`; nil for the whole federation.
    package var network: Body?

    package init(
        span: WeekSpan, months: [Month], today: LocalDate, known: LocalDate? = nil, practices: [Body], former: [Body] = [], networks: [Body] = [],
        networkOf: [OrganisationID: OrganisationID] = [:], heirs: [OrganisationID: OrganisationID] = [:], weekly: [NetworkPopulations] = []
    ) {
        self.span = span
        self.months = months
        self.today = today
        self.known = known
        self.practices = practices
        self.former = former
        self.networks = networks
        self.networkOf = networkOf
        self.heirs = heirs
        self.weekly = weekly
    }

    /// The same of one network; of all where it is none of them.
    package func of(network: OrganisationID?) -> ReportFrame {
        var frame = self
        frame.network = networks.first { $0.id == network }
        return frame
    }

    /// Some of the weeks; the months stay those of all.
    package func of(weeks: Range<Int>) -> ReportFrame {
        var frame = self
        frame.span = WeekSpan(from: span.weeks[weeks.lowerBound], through: span.weeks[weeks.upperBound - 1])
        frame.weekly = Array(weekly[weeks])
        return frame
    }

    /// With those that are members no longer only where figures speak of them, or where they were members in one of the weeks.
    package func including(_ spokenOf: some Sequence<OrganisationID>) -> ReportFrame {
        let ids = Set(spokenOf).union(weekly.flatMap { $0.hundredths.keys.map(heir) }).subtracting(practices.map(\.id))
        let names = Dictionary(former.map { ($0.id, $0.name) }) { first, _ in first }
        var frame = self
        frame.former = ids.map { Body(id: $0, name: names[$0] ?? "A practice that has left") }.sorted { ($0.name, $0.id) < ($1.name, $1.id) }
        return frame
    }

    /// The practice under which what `practice` had stands today.
    package func heir(of practice: OrganisationID) -> OrganisationID { heirs[practice] ?? practice }

    /// Every practice: the members of the network asked about, or all and then those that are members no longer.
    package var each: [Unit] {
        let members = network.map { network in practices.filter { networkOf[$0.id] == network.id } } ?? practices
        return members.map { Unit($0, practices: [$0.id]) }
            + (network == nil ? former.map { Unit($0, isMember: false, practices: [$0.id]) } : [])
    }

    /// All of `each` together.
    package var whole: Unit {
        let practices = each.map(\.body.id)
        let body = network ?? Body(id: practices.first ?? ID(at: Instant(milliseconds: 0)), name: "All")
        return Unit(body, practices: practices)
    }

    /// The networks and, where there are such, the practices of none and those that are members no longer; or the practices of the network asked about.
    package var units: [Unit] {
        guard network == nil else { return each }
        func group(_ group: Group, _ practices: [Body]) -> [Unit] {
            practices.first.map {
                [
                    Unit(
                        Body(id: $0.id, name: group.title), group: group, isMember: group == .withoutNetwork, practices: practices.map(\.id))
                ]
            } ?? []
        }
        return networks.map { network in
            Unit(network, practices: practices.map(\.id).filter { networkOf[$0] == network.id })
        } + group(.withoutNetwork, practices.filter { networkOf[$0.id] == nil }) + group(.former, former)
    }
}
