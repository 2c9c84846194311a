// Why a text could not be read.

/// Why a file's text could not be read.
package enum FileFault: Hashable, Sendable {
    case locked, cutShort, damaged
    /// It took longer, or grew larger, than any honest document.
    case endless

    package var sentence: String {
        switch self {
        case .locked: "It has a password. Save it without one and send it again."
        case .cutShort: "It was cut short on its way. Send it again."
        case .damaged: "It is damaged. Open it yourself, save it anew and send it again."
        case .endless: "It is too large or too deep to be read. Save it as PDF with fewer pages and send it again."
        }
    }
}
