// Rooms that say something to the board.

import Kernel
import Store
import TestCast
import TestKit
import Web

@testable import Board

/// A room with a page of its own, whose findings a test gives.
struct SayingRoom: Feature {
    let say: @Sendable (ReportFrame) -> RoomFindings
    var about: @Sendable (OrganisationID, ReportFrame) -> [PracticeSection] = { _, _ in [] }

    func findings(_ frame: ReportFrame, in connection: any Connection) throws -> RoomFindings { say(frame) }
    func sections(of practice: OrganisationID, _ frame: ReportFrame, in connection: any Connection) throws -> [PracticeSection] {
        about(practice, frame)
    }
}

/// The cast's practices and networks; Ash left.
extension Cast {
    static let ash: OrganisationID = id(9)

    static let federationPort = FederationPort(
        frame: { span, today, known, _, _ in
            ReportFrame(
                span: span, months: span.months(until: today), today: today, known: known,
                practices: [.init(id: elm, name: "Elm"), .init(id: oldMill, name: "Old Mill"), .init(id: riverside, name: "Riverside")],
                former: [.init(id: ash, name: "Ash")], networks: [.init(id: north, name: "North"), .init(id: south, name: "South")],
                networkOf: [riverside: north, elm: north, oldMill: south])
        },
        practice: { scope, _, _ in scope.practices?.first })

    static func finding(_ question: String, order: Int) -> Finding {
        Finding(question, "\(question) Yes.", more: [LinkView("More of \(question)", "/more")], order: order) {
            Chart(
                .bars, id: "chart-\(order)", finding: "\(question) Yes.", categoriesTitle: "Month", categories: ["May"], axis: "Pounds",
                series: [.init("Earned", [1])], source: "A ledger", text: { "\($0)" })
        }
    }

    static func column(_ name: String, order: Int, _ values: [OrganisationID: Int], note: String = "") -> PracticeColumn {
        func value(_ count: Int) -> PracticeColumn.Value { .init(.number(count, address: "/figures/\(name)")) }
        return PracticeColumn(
            name, name, order: order, values: values.mapValues(value), none: value(0), total: value(values.values.reduce(0, +)),
            note: note)
    }

    /// Two rooms, of which the first says what comes last.
    static let sayingRooms: [any Feature] = [
        SayingRoom(
            say: { _ in
                RoomFindings(
                    [finding("What do we earn?", order: 50)], figures: [KeyFigure(Figure("Owed", "£5"), order: 40)],
                    columns: { [column("owed", order: 80, [elm: 5, ash: 7])] })
            }, about: { _, _ in [PracticeSection("What we are owed", "£5 is owed.", order: 30)] }),
        SayingRoom(
            say: { frame in
                RoomFindings(
                    [finding("Is the time used?", order: 20), finding("Are we delivering?", order: 10)],
                    figures: [KeyFigure(Figure("Care delivered", "\(frame.each.count) practices"), order: 10)],
                    columns: { [column("had", order: 20, [elm: 3, oldMill: 9, riverside: 5], note: "Had are appointments.")] },
                    tags: [oldMill: [Tag("Takes no part", .warning)]])
            },
            about: { practice, frame in
                [PracticeSection("Our share", practice == elm ? "Elm had \(frame.span.weeks.count) weeks." : "Another practice", order: 10)]
            }),
    ]
}
