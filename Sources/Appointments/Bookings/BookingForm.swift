// What the forms about an appointment say.

import Kernel
import Web

/// Why an appointment is cancelled, as chosen and typed.
struct CancellationDraft: Hashable, Sendable {
    let reason: CancelReason
    let note: String

    static func read(_ form: inout FormReader) -> CancellationDraft? {
        let reason = form.choice("reason", among: CancelReason.choices.map(\.rawValue), orSay: "Choose why the appointment is cancelled")
        let note = form.optionalText("note", longest: BookingDraft.longestNote, lines: .several)
        guard let reason = reason.flatMap(CancelReason.init(rawValue:)), form.isSound else { return nil }
        return CancellationDraft(reason: reason, note: note)
    }
}
