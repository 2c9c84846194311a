// Which needs count, and who may change them.

import Kernel

/// Why a need cannot be written or decided on.
package enum NeedRefusal: RuleRefusal, Hashable {
    case serviceTwice(Service)
    case fromPast
    case reviewTooEarly
    case reviewTooLate(LocalDate)
    case titleTaken(String)
    case step(Approval<NeedState>.Refusal)

    package var sentence: String {
        switch self {
        case .serviceTwice(let service): "\(service.title) is named twice. Name each profession once, best first."
        case .fromPast: "This day is over. Enter today or a day to come: what the desk was told before stays as it was."
        case .reviewTooEarly: "Enter a day for the review that comes after the first day."
        case .reviewTooLate(let last): "Enter a day for the review up to \(last.longText): wording and red flags are looked at every year."
        case .titleTaken(let title): "“\(title)” stands in the list already. Change it there, or choose other words."
        case .step(let refusal): refusal.sentence
        }
    }

    package var field: String {
        switch self {
        case .serviceTwice: "service-2"
        case .fromPast: "from"
        case .reviewTooEarly, .reviewTooLate: "review"
        case .titleTaken: "title"
        case .step: ""
        }
    }

    package var kind: RefusalKind {
        switch self {
        case .step(.noSuchStep): .conflict
        case .step: .notAllowed
        default: .invalid
        }
    }
}

package enum NeedRules {
    /// The longest that wording goes without being looked at again, in days.
    package static let longestReview = 366

    /// Who writes and who checks; nobody checks what they wrote.
    package static let approval = Approval<NeedState>([
        .init(from: .proposed, to: .approved, by: [.federationManager: nil, .hubClinician: nil], needsAnother: true),
        .init(from: .proposed, to: .withdrawn, by: [.federationManager: nil, .hubClinician: nil]),
    ])

    /// What counts on `date`: of each need the latest version that is approved, or the example where none is.
    package static func inForce(_ versions: [NeedVersion], on date: LocalDate) -> [NeedVersion] {
        let counting = versions.filter { ($0.state == .approved || $0.state == .example) && $0.from <= date }
        return Dictionary(grouping: counting, by: \.need.code).compactMap { $1.max { ($0.from, $0.writtenAt) < ($1.from, $1.writtenAt) } }
            .sorted { ($0.position, $0.need.code) < ($1.position, $1.need.code) }
    }

    package static func table(_ versions: [NeedVersion], on date: LocalDate) -> NeedTable {
        NeedTable(versions: inForce(versions, on: date).filter(\.isOffered), date: date)
    }

    /// Whether a version may be proposed beside `others`, all that there are.
    package static func check(_ version: NeedVersion, beside others: [NeedVersion], today: LocalDate) throws(NeedRefusal) {
        for (index, service) in version.need.services.enumerated() where version.need.services[..<index].contains(service) {
            throw .serviceTwice(service)
        }
        guard version.from >= today else { throw .fromPast }
        guard version.reviewOn > version.from else { throw .reviewTooEarly }
        let last = version.from.adding(days: longestReview)
        guard version.reviewOn <= last else { throw .reviewTooLate(last) }
        let title = NameSearch.folded(version.need.title)
        if inForce(others, on: version.from).contains(where: { $0.need.code != version.need.code && NameSearch.folded($0.need.title) == title }) {
            throw .titleTaken(version.need.title)
        }
    }

    /// The code of a need that is new: "knee-pain" of "Knee pain", with a number where that is taken.
    package static func code(for title: String, taken: Set<String>) -> String {
        let words = NameSearch.words(title).joined(separator: "-")
        let base = words.isEmpty ? "need" : words
        // The page for a new one has the address "new".
        guard base == "new" || taken.contains(base) else { return base }
        return (2...).lazy.map { "\(base)-\($0)" }.first { !taken.contains($0) } ?? base
    }

    /// Those whose review is due: what the desk says today and nobody has signed, or that was to be looked at by now.
    package static func due(_ versions: [NeedVersion], on date: LocalDate) -> [NeedVersion] {
        inForce(versions, on: date).filter { $0.isOffered && ($0.state == .example || $0.reviewOn <= date) }
    }
}
