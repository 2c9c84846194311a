// How records of any room are opened.

import Kernel
import Store

/// How one kind of record opens. The room that keeps such records contributes it.
package struct RecordOpening: Sendable {
    package let kind: RecordKind
    /// The record's name and address as this person may have them; nil where there is none, or it is none of theirs.
    package let link: @Sendable (_ identifier: String, Principal, any Connection) throws -> LinkView?

    package init(_ kind: RecordKind, link: @escaping @Sendable (_ identifier: String, Principal, any Connection) throws -> LinkView?) {
        self.kind = kind
        self.link = link
    }
}

/// What every room contributed, to follow links with.
package struct RecordOpenings: Sendable {
    private let openings: [RecordKind: RecordOpening]

    package init(_ openings: [RecordOpening]) {
        self.openings = Dictionary(openings.map { ($0.kind, $0) }) { first, _ in first }
    }

    /// Nil for a record that this person may not open.
    package func link(to record: RecordLink, for person: Principal, in connection: any Connection) throws -> LinkView? {
        try openings[record.kind]?.link(record.identifier, person, connection)
    }
}
