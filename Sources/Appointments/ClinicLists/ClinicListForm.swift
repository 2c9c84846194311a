// What the clinic list's forms say.

import Kernel
import Web
import Worklist

/// A message to the practice, as typed. Each row of the list has its own fields, named after its appointment.
struct MessageDraft: Hashable, Sendable {
    let body: String
    let mustAct: Bool

    static func read(_ form: inout FormReader, about booking: ID<Booking>) -> MessageDraft? {
        let body = form.text(
            "body-\(booking.stored)", orSay: "Enter what the practice needs to know", longest: Message.longestBody,
            lines: .several)
        let needed = form.choice(
            "action-needed-\(booking.stored)", among: ["yes", "no"], orSay: "Say whether the practice has to do something")
        guard let body, let needed else { return nil }
        return MessageDraft(body: body, mustAct: needed == "yes")
    }
}
