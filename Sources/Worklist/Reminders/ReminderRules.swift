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

    /// The role that is told of what is late: the manager of the place, and above that one the federation's manager; nobody above the latter.
    package static func above(_ owner: Owner, at seat: Role.Seat) -> Role? {
        let manager: Role =
            switch seat {
            case .practice: .practiceManager
            case .hub: .hubCoordinator
            case .federation: .federationManager
            }
        guard owner == .role(manager) else { return manager }
        return seat == .federation ? nil : .federationManager
    }
}
