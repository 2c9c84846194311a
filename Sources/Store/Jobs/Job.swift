// Work in the background.

import Kernel

/// A kind of work that runs in the background, one item at a time, again after a failure until `attempts` are used up; then it is a dead letter
/// that an operator sees.
package protocol Job: Sendable {
    /// The kind's name in the queue: "month close".
    static var kind: String { get }
    /// How often an item is tried before it is a dead letter.
    static var attempts: Int { get }
    func run(_ item: JobItem, in database: any Database, at now: Instant) async throws
}

extension Job {
    package static var attempts: Int { 8 }
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
