// What this room's pages say after a change.

import Web

enum AppointmentsNotice: String, RoomNotice {
    case booked = "appointment-booked"
    case moved = "appointment-moved"
    case cancelled = "appointment-cancelled"
    case seen = "appointment-seen"
    case messageSent = "message-sent"
    case clinicPlanned = "clinic-planned"
    case dateLeftOut = "clinic-date-left-out"
    case clinicPublished = "clinic-published"
    case clinicChanged = "clinic-changed"
    case clinicStopped = "clinic-stopped"
    case clinicOfferedAgain = "clinic-offered-again"
    case clinicWithdrawn = "clinic-withdrawn"
    case clinicNotHeld = "clinic-not-held"
    case clinicHeld = "clinic-held"
    case clinicClosed = "clinic-closed"
    case needProposed = "need-proposed"
    case needApproved = "need-approved"
    case needWithdrawn = "need-withdrawn"

    var notice: Notice {
        switch self {
        case .booked: Notice("The appointment is booked")
        case .moved: Notice("The appointment is moved", "The earlier time has been given up.")
        case .cancelled: Notice("The appointment is cancelled", "Its time can be booked by others now.")
        case .seen: Notice("Marked as seen", "Now write to the practice: what was found, and what it has to do.", tone: .news)
        case .messageSent: Notice("The message is with the practice", "It stays unread there until somebody opens it.")
        case .clinicPlanned:
            Notice("The clinic is planned", "Check its dates, leave out those on which it does not take place, then publish it.", tone: .news)
        case .dateLeftOut: Notice("The date is left out")
        case .clinicPublished: Notice("The clinics are published", "The desk can offer their appointments from the day on which each can be booked.")
        case .clinicChanged:
            Notice(
                "The change is saved",
                "What is booked stays and shows it now. Patients who were told a name or a room may want to know.")
        case .clinicStopped:
            Notice("No more bookings are taken", "Call the patients below, and move or cancel each appointment.", tone: .news)
        case .clinicOfferedAgain: Notice("The clinic is offered again", "The desk can book its free times.")
        case .clinicWithdrawn: Notice("The clinic is withdrawn", "Its times are no longer offered.")
        case .clinicNotHeld:
            Notice("It is recorded", "Call the patients below who were not seen. Their practices have been told.", tone: .news)
        case .clinicHeld: Notice("It is taken back", "Mark its appointments on the clinic list, then close the clinic there.")
        case .clinicClosed: Notice("The clinic is closed", "The time that nobody booked has been recorded.")
        case .needProposed: Notice("The change waits to be checked", "The desk uses it once somebody else has checked it.")
        case .needApproved: Notice("The change is approved", "The desk uses it from its first day.")
        case .needWithdrawn: Notice("The change is withdrawn", "The desk goes on as it is.")
        }
    }
}
