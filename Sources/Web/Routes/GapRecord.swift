// Whose record an address names.

import Kernel
import Store

/// What a gap in a room's addresses names. A test looks that nobody reaches another organisation's records through it; it fails for a gap that no room
/// names, so that a new address cannot be left out.
package struct GapRecord: Sendable {
    package enum Owner: Hashable, Sendable {
        /// One practice's: to another practice's people it is not there.
        case practice
        /// One hub's: to another hub's people it is not there.
        case hub
        /// Whoever may open the page may open each of them.
        case everybody
    }

    package let gap: String
    package let owner: Owner
    /// A record of one organisation that is nothing of another's, as it stands in an address; nil where there is none.
    package let find: @Sendable (_ of: OrganisationID, _ other: OrganisationID, _ connection: any Connection) throws -> String?

    package init(
        _ gap: String, of owner: Owner,
        _ find: @escaping @Sendable (_ of: OrganisationID, _ other: OrganisationID, _ connection: any Connection) throws -> String?
    ) {
        self.gap = gap
        self.owner = owner
        self.find = find
    }

    /// Gaps whose records whoever may open the page may all open.
    package static func everybodys(_ gaps: String...) -> [GapRecord] { gaps.map { GapRecord($0, of: .everybody) { _, _, _ in nil } } }
}
