// What is to be done, by whom, by when.

import Kernel
import Notices
import Store
import Web

/// Actions that any room may raise, questions that may be asked about any record, and the reminders of both. The room knows no other by name: what
/// an action came from, and what a question is about, are links that open as their own rooms say.
package struct WorklistFeature: Feature {
    private let database: any Database
    private let openings: RecordOpenings

    /// - Parameter openings: how the records of other rooms open.
    package init(database: any Database, openings: [RecordOpening] = []) {
        self.database = database
        self.openings = RecordOpenings(openings + WorklistFeature.openings)
    }

    package static let migrations = [WorklistTables.migration]
    package var migrations: [Migration] { WorklistFeature.migrations }

    package var templates: [Template] {
        [
            Template("action", PackageResources.action_mustache),
            Template("question", PackageResources.question_mustache),
        ]
    }

    package var samples: [any Page] { [ActionPage.sample] }

    package var navigation: [NavigationItem] {
        [NavigationItem("Actions", WorklistAddresses.actions.path(), WorklistPermissions.see, in: .programme, order: 10)]
    }

    package func needs(of principal: Principal, at instant: Instant, in connection: any Connection) throws -> [HomeNeed] {
        try WorklistNeeds.needs(of: principal, openings, in: connection)
    }

    package var jobs: [any Job] { [RemindOfDuties()] }

    package var noticeTemplates: [any NoticeTemplate.Type] {
        [NewDutyNotice.self, ReminderNotice.self, EscalationNotice.self, AnswerNotice.self]
    }

    package var notices: [any RoomNotice.Type] { [WorklistNotice.self] }

    package var gaps: [GapRecord] {
        // Questions are named on the pages of what they are about, which guard them.
        GapRecord.everybodys("question") + [
            GapRecord("action", of: .practice) { practice, _, connection in
                try connection.value("SELECT id FROM actions WHERE organisation = \(practice) ORDER BY id LIMIT 1")
            }
        ]
    }

    package var records: [RecordOpening] { WorklistFeature.openings }

    private static let openings = [
        RecordOpening(.action) { identifier, person, connection in
            guard let id = try? ID<Action>(parsing: identifier) else { return nil }
            return try ActionStore.action(id, for: person, in: connection).map { LinkView($0.title, WorklistAddresses.action.path($0.id)) }
        }
    ]

    package func addRoutes(to routes: inout RouteTable) {
        ActionRoutes(database: database, openings: openings).add(to: &routes)
        ActionFormRoutes(database: database, openings: openings).add(to: &routes)
        QuestionRoutes(database: database, openings: openings).add(to: &routes)
    }
}
