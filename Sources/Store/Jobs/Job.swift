// Work in the background.

import Kernel

/// A kind of work that runs in the background, one item at a time, again after a failure until `attempts` are used up; then it is a dead letter
/// that an operator sees.
package protocol Job: Sendable {
    /// The kind's name in the queue: "month close".
    static var kind: String { get }
    /// How often an item is tried before it is a dead letter.
    static var attempts: Int { get }
    /// When the queue adds an item by itself; nil for work that is only asked for.
    static var schedule: JobSchedule? { get }
    /// Runs one item. It may run again after a machine stopped half-way, so it looks first at what was done already.
    func run(_ item: JobItem, in database: any Database, at now: Instant) async throws
}

extension Job {
    package static var attempts: Int { 8 }
    package static var schedule: JobSchedule? { nil }
}

/// When work comes round by itself.
package enum JobSchedule: Hashable, Sendable {
    /// Once a day, from this time on in Europe/London.
    case daily(LocalTime)
    /// Every so many minutes of the day, counted from midnight UTC.
    case every(minutes: Int)
}

/// One item of work: `payload` is JSON that the kind understands, without a patient's details.
package struct JobItem: Hashable, Sendable {
    package let id: ID<JobItem>
    package let kind: String
    package let payload: String
    package let attempt: Int

    package init(id: ID<JobItem>, kind: String, payload: String, attempt: Int) {
        self.id = id
        self.kind = kind
        self.payload = payload
        self.attempt = attempt
    }
}
