// When somebody is reminded, and who.

import Kernel

package enum ReminderStage: String, Codable, Hashable, Sendable {
    /// Some days before.
    case soon
    /// On the day, and after it until somebody above is told.
    case due
    /// Late by so many days that somebody above is told as well.
    case late
}

package enum ReminderRules {
    /// Days before the due day on which an owner is reminded, and days after it on which somebody above is told, unless the room that raises an
    /// action says otherwise.
    package static let remindBefore = 3
    package static let escalateAfter = 5
    /// The most days ahead of which anybody is reminded.
    package static let longest = 60

    /// Where something stands on a day; nil before anybody is reminded. A day on which no server ran loses nothing: the stage holds until the next.
    package static func stage(of duty: Duty, on today: LocalDate) -> ReminderStage? {
        if today >= duty.dueOn.adding(days: max(duty.escalateAfter, 1)) { return .late }
        if today >= duty.dueOn { return .due }
        return today >= duty.dueOn.adding(days: -duty.remindBefore) ? .soon : nil
    }

    /// The roles that are told of what is late, the nearest first: the manager of the place and the federation's manager. The first that somebody
    /// other than the owners holds is told; nobody is above the federation's manager.
    package static func above(_ owner: Owner, at seat: Role.Seat) -> [Role] {
        let manager: Role =
            switch seat {
            case .practice: .practiceManager
            case .hub: .hubCoordinator
            case .federation: .federationManager
            }
        let roles = seat == .federation ? [manager] : [manager, .federationManager]
        return roles.filter { owner != .role($0) }
    }
}
