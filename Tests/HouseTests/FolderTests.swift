// Inside a room, folders point one way.

import Foundation
import Testing

@Suite("Folders of a room")
struct FolderTests {
    struct Arrow: Hashable, Comparable, CustomStringConvertible {
        let from: String
        let to: String
        var description: String { "\(from) → \(to)" }
        static func < (left: Arrow, right: Arrow) -> Bool { (left.from, left.to) < (right.from, right.to) }
    }

    /// Arrows against the way that the rest of a room points, from before this was a rule. The list only shrinks: nothing is added to it.
    static let against: [String: [String]] = [
        "Appointments": [
            "Bookings → Clinics", "Bookings → Desk", "Capacity → Clinics", "ClinicLists → KeptAppointments", "Clinics → ClinicLists",
            "Clinics → KeptAppointments", "Desk → Clinics", "Slots → Bookings", "Slots → Clinics",
        ],
        "Contracts": ["Register → Closes", "Schemes → Closes", "Schemes → Register", "Statements → Closes", "Statements → Payments"],
        "Directory": [
            "Organisations → People", "Organisations → Populations", "Organisations → Relationships",
            "Organisations → Sites", "Sites → Federations",
        ],
        "Finance": ["Periods → Journals"],
        "Identity": ["Accounts → SignIn", "Links → SignIn", "Sessions → Accounts"],
        "Store": ["Databases → Audit", "Databases → Backups", "Queries → Databases"],
        "Tabular": ["Rows → Reading"],
        "Web": [
            "Charts → Pages", "Forms → Pages", "Pages → Find", "Requests → Forms", "Requests → Pages", "Routes → Find", "Routes → Home",
            "Routes → Pages", "Routes → Requests", "Tables → Pages", "Views → Forms",
        ],
    ]

    /// The folders of each room, and which of them names a type of which. A name that two folders declare is nobody's.
    static let arrows: [String: Set<Arrow>] = {
        var rooms: [String: [String: [SourceCode]]] = [:]
        for file in Repository.sources {
            let parts = file.path.split(separator: "/").map(String.init)
            if parts.count > 3 { rooms[parts[1], default: [:]][parts[2], default: []].append(SourceCode(file.text)) }
        }
        return rooms.mapValues { folders in
            var homes: [String: Set<String>] = [:]
            for (folder, files) in folders { for name in files.flatMap(\.declared) { homes[name, default: []].insert(folder) } }
            return Set(
                folders.flatMap { folder, files in
                    Set(files.flatMap(\.named)).compactMap { name -> Arrow? in
                        guard let home = homes[name], home.count == 1, let other = home.first, other != folder else { return nil }
                        return Arrow(from: folder, to: other)
                    }
                })
        }
    }()

    /// The shortest way from one folder to another, both included; nil where there is none.
    static func way(from start: String, to end: String, along arrows: Set<Arrow>) -> [String]? {
        var ways = [[start]]
        var seen: Set = [start]
        while let way = ways.first {
            ways.removeFirst()
            if way.last == end { return way }
            for arrow in arrows.sorted() where arrow.from == way.last && seen.insert(arrow.to).inserted { ways.append(way + [arrow.to]) }
        }
        return nil
    }

    @Test("Folders of a room point one way, those apart that are named here")
    func oneWay() {
        #expect(Self.arrows.values.map(\.count).reduce(0, +) > 50, "hardly an arrow was found")
        for (room, all) in Self.arrows {
            let rest = all.filter { !Self.against[room, default: []].contains($0.description) }
            for arrow in rest.sorted() {
                if let back = Self.way(from: arrow.to, to: arrow.from, along: rest) {
                    #expect(
                        Bool(false),
                        "\(room): \(arrow) closes a circle: \(back.joined(separator: " → ")) → \(arrow.to). Let the noun that others build on know nothing of them"
                    )
                }
            }
        }
    }

    @Test("No arrow is let off that points no longer against the others")
    func shrinking() {
        for (room, names) in Self.against {
            let all = Self.arrows[room, default: []]
            let rest = all.filter { !names.contains($0.description) }
            for name in names {
                let arrow = all.first { $0.description == name }
                let isNeeded = arrow.map { Self.way(from: $0.to, to: $0.from, along: rest) != nil } ?? false
                #expect(isNeeded, "\(room): \(name) is in order now; take it off the list")
            }
        }
    }

    @Test("An arrow is a type that is named, not a word in a comment or in a text")
    func reading() {
        let code = SourceCode(
            #"""
            // Booking in a comment
            package struct Clinic { let word = "Patient \(Slot(1).title) and (Message)"; let other = Desk.Wish.self }
            private struct Hidden {}
            extension Room { struct Inner {} }
            let text = """
              Undertaking "quoted" \(Scheme.all)
              """
            """#)
        #expect(code.declared == ["Clinic"])
        #expect(code.named.isSuperset(of: ["Clinic", "Slot", "Desk", "Scheme", "Room"]))
        #expect(code.named.isDisjoint(with: ["Booking", "Patient", "Message", "Wish", "Undertaking"]))
    }
}
