// Whom all tests speak of.

import Kernel

/// A federation of three practices in two networks, and a hub that Elm Practice hosts. These are their identifiers and names; the target `TestCast`
/// enters them in a database and looks at pages as one of them.
package enum Cast {
    package static let riverside: OrganisationID = id(1)
    package static let elm: OrganisationID = id(2)
    package static let oldMill: OrganisationID = id(3)
    /// The network of Riverside and Elm.
    package static let north: OrganisationID = id(4)
    package static let federation: OrganisationID = id(5)
    package static let commissioner: OrganisationID = id(6)
    package static let hub: OrganisationID = id(7)
    /// The network of Old Mill.
    package static let south: OrganisationID = id(8)
    package static let oakHub: SiteID = id(20)

    /// Pat manages a practice, Rae is a receptionist, Fern manages the federation, Lee leads its finance.
    package static let pat: PersonID = id(30)
    package static let fern: PersonID = id(31)
    package static let rae: PersonID = id(32)
    package static let lee: PersonID = id(33)
    /// Dr Priya Sample is a GP and Sam Model a physiotherapist; both work at the hub.
    package static let doctor: PersonID = id(34)
    package static let physiotherapist: PersonID = id(35)

    package static let practices = [riverside, elm, oldMill]
    package static let names: [OrganisationID: String] = [
        riverside: "Riverside Surgery", elm: "Elm Practice", oldMill: "Old Mill Surgery", north: "North Network", south: "South Network",
        federation: "Example Federation", commissioner: "Example ICB", hub: "Oak Hub",
    ]

    /// Where somebody with a role acts, unless a test says otherwise.
    package static func place(of role: Role) -> OrganisationID {
        switch role.seat {
        case .practice: riverside
        case .hub: hub
        case .federation: federation
        }
    }

    /// The same identifier for the same number in every test.
    package static func id<Subject>(_ number: UInt64) -> ID<Subject> {
        var random = SeededGenerator(seed: number)
        return ID(at: TestDay.now, using: &random)
    }

    /// The `serial`-th NHS number of the test range; not every stem has a check digit, so each has three to choose from.
    package static func nhsNumber(_ serial: Int) throws -> NHSNumber {
        guard let number = (serial * 3..<serial * 3 + 3).lazy.compactMap(NHSNumber.init(testSerial:)).first else { throw CastProblem.noNumber }
        return number
    }

    package static func date(_ year: Int, _ month: Int, _ day: Int) -> LocalDate {
        LocalDate(year: year, month: month, day: day) ?? TestDay.today
    }

    /// Noon in London on a day.
    package static func noon(_ date: LocalDate) -> Instant { London.instant(LocalDateTime(date: date, time: LocalTime(clamping: 720))) }
}

package enum CastProblem: Error { case noNumber }

/// Runs `count` bodies at once and gives back what each came to.
package func atOnce<Value: Sendable>(_ count: Int, _ body: @escaping @Sendable (Int) async throws -> Value) async throws -> [Value] {
    try await withThrowingTaskGroup(of: (Int, Value).self) { group in
        for index in 0..<count { group.addTask { (index, try await body(index)) } }
        var values: [Int: Value] = [:]
        for try await (index, value) in group { values[index] = value }
        return (0..<count).compactMap { values[$0] }
    }
}
