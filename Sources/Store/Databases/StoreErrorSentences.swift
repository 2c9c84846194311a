// What a person should do about a fault.

import Kernel

extension StoreError: CustomStringConvertible, ErrorInWords {
    /// What went wrong and what to do next, without SQL, values or a patient's details.
    package var sentence: String {
        switch self {
        case .busy(let attempts):
            "Many people are changing the same thing and this change was in their way \(attempts) times. Nothing was saved. Try again in a moment."
        case .duplicate(let constraint): "This exists already (\(constraint)). Nothing was saved."
        case .dangling(let constraint):
            "This points at something that is not there, or something that is still in use would go (\(constraint)). Nothing was saved."
        case .refused(let rule): "The database refused this because of its rule \(rule). Nothing was saved."
        case .diskFull: "The disk that holds the database is full. Nothing was saved. Free some space on it and try again."
        case .unreachable(let why): "The database cannot be reached: \(why). Check that it runs and try again."
        case .outcomeUnknown:
            "The connection to the database was lost while saving, and whether the change was saved could not be found out. Look before doing it again."
        case .unaudited: "A change was made without an entry in the audit trail, so it was not saved. Report this to whoever maintains the product."
        case .decoding(let column, let expected): "The database holds something unexpected in \(column): \(expected) was expected."
        case .schema(let sentence): sentence
        case .statement(let message): "The database could not do this: \(message)."
        }
    }

    package var description: String { sentence }
}
