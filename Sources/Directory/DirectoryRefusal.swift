// Why the directory refused a change.

import Kernel

/// What the directory will not record, in words for the person who tried.
package enum DirectoryRefusal: RuleRefusal, Hashable {
    case unknownOrganisation
    case unknownCodes([String])
    case codeTaken(code: String, name: String)
    case codeSince(LocalDate)
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
    case leadSince(LocalDate)
    case figureNegative
    case nameTaken(kind: OrganisationKind, name: String)
    case closedAlready(LocalDate)
    case endedAlready(LocalDate)
    case closedBeforeOpening(LocalDate)
    case servedFederation
    case hostsSite(String)
    case hasMembers(Int)
    case planned(_ what: String, place: String, remedy: String)
    case workRecorded(LocalDate, place: String)
    case workAfterClosing(LocalDate, place: String)
    case hostAlready(name: String)
    case hostNotOpen(name: String)
    case hubsHaveOwnPage
    case otherRegistration(name: String, registration: String)
    case namesake

    package var sentence: String {
        switch self {
        case .unknownOrganisation: "That organisation is not in the directory. Import the NHS practice file or add it first."
        case .unknownCodes(let codes):
            "\(codes.count == 1 ? "This code is" : "These codes are") not in the directory: \(codes.joined(separator: ", ")). Check them, or import the NHS practice file first."
        case .codeTaken(let code, let name): "The code \(code) belongs to \(name). Enter another code, or open that organisation."
        case .codeSince(let day): "Its latest code counts from \(day.longText). Enter a later day."
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
        case .leadSince(let day): "The named lead before began on \(day.longText). Enter a later day."
        case .figureNegative: "A population cannot be below nought. Check the figure."
        case .nameTaken(let kind, let name):
            "There is a \(kind.title.prefix(1).lowercased() + kind.title.dropFirst()) called \(name) already. Open it in the directory, or give this one a name that tells them apart."
        case .closedAlready(let day): "It is closed already: its last day is \(day.longText)."
        case .endedAlready(let day): "This ended on \(day.longText) already. Nothing was changed."
        case .closedBeforeOpening(let day): "It opened on \(day.longText). Enter a last day on or after that."
        case .servedFederation: "This database serves this federation, so it cannot be closed here."
        case .hostsSite(let site): "It hosts \(site) after that day. Record who hosts it from then on first."
        case .hasMembers(let count):
            "\(count == 1 ? "A practice belongs" : "\(count) practices belong") to it after that day. Record where they belong first."
        case .planned(let what, let place, let remedy): "\(what) at \(place) after that day. \(remedy)"
        case .workRecorded(let day, let place):
            "Work at \(place) on \(day.longText) is on record and stays with the practice that hosted it. Enter a later day."
        case .workAfterClosing(let day, let place): "Work at \(place) on \(day.longText) is on record. Enter that day or a later one."
        case .hostAlready(let name): "\(name) hosts this site on that day already. Choose another practice or another day."
        case .hostNotOpen(let name): "\(name) is not open on that day. Choose another practice or another day."
        case .namesake: "Say whether this is somebody who is recorded already."
        case .otherRegistration(let name, let registration):
            "\(name) is recorded with \(registration). Check the number, or say that this is a new person."
        case .hubsHaveOwnPage: "Open a hub on its own page, with its site, its rooms and the practice that hosts it."
        }
    }

    package var kind: RefusalKind {
        switch self {
        case .unknownOrganisation, .noMerger: .absent
        case .closedAlready, .endedAlready: .conflict
        default: .invalid
        }
    }

    package var field: String {
        switch self {
        case .unknownCodes, .codeTaken, .successorOfItself, .circleOfSuccessors, .wrongKind: "code"
        case .untilBeforeFrom, .closedAlready, .endedAlready, .closedBeforeOpening, .hostsSite, .hasMembers, .planned, .workAfterClosing: "until"
        case .codeSince, .relationshipOverlaps, .postHeld, .leadSince, .workRecorded: "from"
        case .nameTaken: "name"
        case .roomTaken: "room"
        case .hostAlready, .hostNotOpen: "host"
        case .figureNegative: "count"
        case .hubsHaveOwnPage: "kind"
        case .otherRegistration: "registration"
        case .namesake: "namesake"
        case .unknownOrganisation, .noMerger, .nothingToChange, .federationExists, .servedFederation: ""
        }
    }
}
