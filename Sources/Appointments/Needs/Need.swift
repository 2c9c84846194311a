// What the patient says it is about.

import Kernel
import Store

/// What a patient may say it is about, and who can help, best first. It leads a receptionist to a service; it is never clinical advice.
package struct Need: Hashable, Sendable {
    /// "back-pain": what a booking keeps.
    package let code: String
    package let title: String
    package let services: [Service]
    /// What to ask before anything is booked, and where to send the patient who says yes. Empty for none.
    package let askFirst: String

    package init(_ code: String, _ title: String, _ services: [Service], askFirst: String) {
        self.code = code
        self.title = title
        self.services = services
        self.askFirst = askFirst
    }
}

/// How far a version of a need has come. Closed: the steps between them are `NeedRules.approval`.
package enum NeedState: String, Codable, Hashable, Sendable, SQLBindable {
    /// Came with the product; nobody has signed it.
    case example
    case proposed, approved, withdrawn
}

/// One wording of a need: who wrote it, who checked it, from when it counts and when it is looked at again.
package struct NeedVersion: Hashable, Sendable {
    package let id: ID<NeedVersion>
    package let need: Need
    /// Where it stands in the list.
    package let position: Int
    /// Whether the desk offers it; one that is no longer offered keeps its title for what was booked.
    package let isOffered: Bool
    package let from: LocalDate
    package let reviewOn: LocalDate
    package let state: NeedState
    /// Nil for an example.
    package let writtenBy: PersonID?
    package let writtenAt: Instant
    package let checkedBy: PersonID?
    package let checkedAt: Instant?

    package init(
        id: ID<NeedVersion>, need: Need, position: Int, isOffered: Bool = true, from: LocalDate, reviewOn: LocalDate, state: NeedState = .proposed,
        writtenBy: PersonID? = nil, writtenAt: Instant, checkedBy: PersonID? = nil, checkedAt: Instant? = nil
    ) {
        self.id = id
        self.need = need
        self.position = position
        self.isOffered = isOffered
        self.from = from
        self.reviewOn = reviewOn
        self.state = state
        self.writtenBy = writtenBy
        self.writtenAt = writtenAt
        self.checkedBy = checkedBy
        self.checkedAt = checkedAt
    }
}

/// The needs that the desk offers on a day.
package struct NeedTable: Hashable, Sendable {
    /// In the order of the list.
    package let versions: [NeedVersion]
    package let date: LocalDate

    package static func none(on date: LocalDate) -> NeedTable { NeedTable(versions: [], date: date) }

    package var all: [Need] { versions.map(\.need) }
    package func need(_ code: String) -> Need? { all.first { $0.code == code } }

    /// Shown beside every sentence of a need.
    package func status(of code: String) -> String {
        let advice = "Not clinical advice: if in doubt, ask the duty doctor."
        guard let version = versions.first(where: { $0.need.code == code }), let checkedAt = version.checkedAt else {
            return "Example for local clinical approval. \(advice)"
        }
        let checked = "Checked on \(London.local(checkedAt).date.longText)"
        return version.reviewOn < date ? "\(checked); its review was due on \(version.reviewOn.longText). \(advice)" : "\(checked). \(advice)"
    }
}
