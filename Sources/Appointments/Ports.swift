// What this room asks of those above it.

import Kernel
import Store

/// What a contract says about clinics. Contracts know it and stand above this room; `App` ties the two.
package struct ContractPort: Sendable {
    /// The contract under which a scheme's clinics on a date are given; nil where there is none.
    package var contract: @Sendable (_ scheme: SchemeID, _ date: LocalDate, _ connection: any Connection) throws -> ContractID?
    /// Minutes that a scheme's contract requires of all clinics in the week that starts on a Monday; nil where it requires none.
    package var requiredMinutes: @Sendable (_ scheme: SchemeID, _ week: LocalDate, _ connection: any Connection) throws -> Int?

    package init(
        contract: @escaping @Sendable (SchemeID, LocalDate, any Connection) throws -> ContractID?,
        requiredMinutes: @escaping @Sendable (SchemeID, LocalDate, any Connection) throws -> Int?
    ) {
        self.contract = contract
        self.requiredMinutes = requiredMinutes
    }

    /// No contract and no requirement, for tests and a federation that has neither.
    package static let none = ContractPort(contract: { _, _, _ in nil }, requiredMinutes: { _, _, _ in nil })
}
