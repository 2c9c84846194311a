// What a page says after a change.

import Kernel

/// The sentences that a room says after a change, one enumeration for each room: the change names the case, its raw value travels in the address
/// ("receipt-recorded"), and the layout of whichever page comes next says the sentence.
package protocol RoomNotice: RawRepresentable<String>, CaseIterable, Hashable, Sendable {
    var notice: Notice { get }
}

/// Two rooms say different things under one key; it stops the start.
package enum NoticeProblem: Error, Hashable, CustomStringConvertible {
    case twice(String)

    package var description: String {
        switch self {
        case .twice(let key): "Two notices are named “\(key)”. Rename one."
        }
    }

    static func table(_ rooms: [any RoomNotice.Type]) throws -> [String: Notice] {
        var table: [String: Notice] = [:]
        func add(_ room: (some RoomNotice).Type) throws {
            for sentence in room.allCases where table.updateValue(sentence.notice, forKey: sentence.rawValue) != nil {
                throw NoticeProblem.twice(sentence.rawValue)
            }
        }
        for room in rooms { try add(room) }
        return table
    }
}
