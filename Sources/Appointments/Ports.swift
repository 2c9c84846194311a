// What this room asks of those above it.

import Kernel
import Store
import Web

/// Minutes that contracts require of a network in a week, and how they come about.
package struct RequiredTime: Hashable, Sendable {
    package let minutes: Int
    /// "62,000 adjusted patients × 60 minutes for 1,000 = 3,720 minutes"
    package let derivation: String

    package init(minutes: Int, derivation: String) {
        self.minutes = minutes
        self.derivation = derivation
    }
}

/// What a contract says about clinics. Contracts know it and stand above this room; `App` ties the two.
package struct ContractPort: Sendable {
    /// The contract under which a scheme's clinics on a date are given; nil where there is none.
    package var contract: @Sendable (_ scheme: SchemeID, _ date: LocalDate, _ connection: any Connection) throws -> ContractID?
    /// Minutes that a scheme's contract requires of all clinics in the week that starts on a Monday; nil where it requires none.
    package var requiredMinutes: @Sendable (_ scheme: SchemeID, _ week: LocalDate, _ connection: any Connection) throws -> Int?
    /// What contracts require of each network in each of the weeks, given by their Mondays and the populations of those days; nil where nothing is
    /// required.
    package var required: @Sendable (_ weeks: [LocalDate], [NetworkPopulations], any Connection) throws -> [OrganisationID: [RequiredTime?]]
    /// When a GP has to be on site from one day through another: the standard hours that the schemes' requirements have on each day, bank holidays left
    /// out; none where no scheme asks for a GP.
    package var doctorHours: @Sendable (_ from: LocalDate, _ through: LocalDate, any Connection) throws -> [StandardHours.Stretch]
    /// How many days ahead a scheme's appointments have to be bookable, by the requirement in force on a date; nil where none says.
    package var daysAhead: @Sendable (_ scheme: SchemeID, _ date: LocalDate, any Connection) throws -> Int?

    package init(
        contract: @escaping @Sendable (SchemeID, LocalDate, any Connection) throws -> ContractID?,
        requiredMinutes: @escaping @Sendable (SchemeID, LocalDate, any Connection) throws -> Int?,
        required: @escaping @Sendable ([LocalDate], [NetworkPopulations], any Connection) throws -> [OrganisationID: [RequiredTime?]] = { _, _, _ in
            [:]
        }, doctorHours: @escaping @Sendable (LocalDate, LocalDate, any Connection) throws -> [StandardHours.Stretch] = { _, _, _ in [] },
        daysAhead: @escaping @Sendable (SchemeID, LocalDate, any Connection) throws -> Int? = { _, _, _ in nil }
    ) {
        self.contract = contract
        self.requiredMinutes = requiredMinutes
        self.required = required
        self.doctorHours = doctorHours
        self.daysAhead = daysAhead
    }

    /// No contract and no requirement, for tests and a federation that has neither.
    package static let none = ContractPort(contract: { _, _, _ in nil }, requiredMinutes: { _, _, _ in nil })
}
