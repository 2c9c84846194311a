// Why the directory refused a change.

import Kernel

/// What the directory will not record, in words for the person who tried.
package enum DirectoryProblem: Error, Hashable, Sendable {
    case unknownOrganisation
    case unknownCodes([String])
    case codeTaken(code: String, name: String)
    case untilBeforeFrom
    case relationshipOverlaps(kind: RelationshipKind, name: String, from: LocalDate, until: LocalDate?)
    case successorOfItself
    case circleOfSuccessors
    case noMerger
    case wrongKind(name: String, expected: OrganisationKind)
    case nothingToChange
    case federationExists(name: String)
    case roomTaken(name: String)
    case postHeld(title: String)
    case figureNegative

    package var sentence: String {
        switch self {
        case .unknownOrganisation: "That organisation is not in the directory. Import the NHS practice file or add it first."
        case .unknownCodes(let codes):
            "\(codes.count == 1 ? "This code is" : "These codes are") not in the directory: \(codes.joined(separator: ", ")). Check them, or import the NHS practice file first."
        case .codeTaken(let code, let name): "The code \(code) belongs to \(name). Enter another code, or open that organisation."
        case .untilBeforeFrom: "The last day is before the first day. Enter a last day on or after the first."
        case .relationshipOverlaps(let kind, let name, let from, let until):
            "“\(kind.title) \(name)” is in force from \(from.stored)\(until.map { " until \($0.stored)" } ?? ""). End it the day before the new one begins."
        case .successorOfItself: "A practice cannot be its own successor. Choose the practice that carries on."
        case .circleOfSuccessors: "The practice that you chose was itself taken over by this one. Choose the practice that carries on today."
        case .noMerger: "No merger of this practice is on record, so there is none to take back. Open the practice again and look."
        case .wrongKind(let name, let expected): "\(name) is not a \(expected.title.lowercased()). Choose another organisation."
        case .nothingToChange: "Nothing was changed, because what you entered is already in the directory."
        case .federationExists(let name): "This database serves \(name) already. A database serves one federation: use another one."
        case .roomTaken(let name): "There is a room called \(name) at this site already. Give the new room another name."
        case .postHeld(let title): "The post of \(title.lowercased()) is held already on that date. End it the day before the new one begins."
        case .figureNegative: "A population cannot be below nought. Check the figure."
        }
    }
}
