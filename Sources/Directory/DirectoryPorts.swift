// What the directory asks of other rooms.

import Kernel
import Store
import Web

/// What is done and promised at sites, which rooms above know; `App` ties it to them.
package struct DirectoryPorts: Sendable {
    /// The last day on which work at a site is on record, which stays with the practice that hosted it then.
    package var lastWork: @Sendable (_ site: SiteID, _ connection: any Connection) throws -> LocalDate?
    /// What rooms have planned.
    package var commitments: Commitments
    /// Gives clinics that are published at a site from a day on the practice that now hosts it on their day.
    package var hostChanged: @Sendable (_ site: SiteID, _ from: LocalDate, _ transaction: Transaction) throws -> Void

    package init(
        lastWork: @escaping @Sendable (SiteID, any Connection) throws -> LocalDate?,
        commitments: Commitments,
        hostChanged: @escaping @Sendable (SiteID, LocalDate, Transaction) throws -> Void
    ) {
        self.lastWork = lastWork
        self.commitments = commitments
        self.hostChanged = hostChanged
    }

    /// Nothing done or promised anywhere.
    package static let none = DirectoryPorts(lastWork: { _, _ in nil }, commitments: .none, hostChanged: { _, _, _ in })
}
