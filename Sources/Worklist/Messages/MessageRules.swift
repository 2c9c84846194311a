// When a message is late, and who may close it.

import Directory
import Kernel

package enum MessageRules {
    /// A message has to be read within one working day: it is late from the end of the working day after the one on which it was sent.
    /// Working days are Monday to Friday without bank holidays of England and Wales.
    package static func isLate(sentAt: Instant, status: Message.Status, at now: Instant) -> Bool {
        status == .unread && London.local(now).date > lastDay(sentAt: sentAt)
    }

    /// Whether it should have been read, or closed, by now.
    package static func isLate(_ message: Message, at now: Instant) -> Bool {
        if let due = message.dueOn, message.status != .closed, London.local(now).date > due { return true }
        return isLate(sentAt: message.sentAt, status: message.status, at: now)
    }

    /// The last day on which an unread message is in time.
    package static func lastDay(sentAt: Instant) -> LocalDate { BankHolidays.workingDays.day(1, after: London.local(sentAt).date) }

    /// Whether a message may be closed with `note`.
    package static func refusalToClose(_ message: Message, note: String) -> MessageRefusal? {
        guard message.status != .closed else { return .alreadyClosed }
        guard !message.mustAct || !note.isEmpty else { return .noteMissing }
        return nil
    }
}
