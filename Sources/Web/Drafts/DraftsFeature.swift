// Where forms are kept as they are typed.

import Kernel
import Store

/// The table, the addresses and the daily work of drafts. With it, the website keeps what is typed in every form.
package struct DraftsFeature: Feature {
    package static let typed = Address("/drafts")
    package static let discarding = Address("/drafts/discarding")
    private static let permission = Permission.signedIn("own drafts keep")

    let drafts: Drafts

    package init(database: any Database) { drafts = Drafts(database: database) }

    package var hazards: [Hazard] { [Hazard(26, "What was typed about one patient stands in another patient's form, or is lost")] }

    package static let migrations = [
        Migration(
            "2026-11-29 60 web drafts of forms",
            """
            CREATE TABLE form_drafts (
              person TEXT NOT NULL,
              organisation TEXT NOT NULL,
              place TEXT NOT NULL,
              sealed TEXT NOT NULL,
              cause TEXT NOT NULL,
              changed_at TEXT NOT NULL,
              PRIMARY KEY (person, organisation, place)
            );
            CREATE INDEX form_drafts_by_time ON form_drafts (changed_at)
            """)
    ]
    package var migrations: [Migration] { DraftsFeature.migrations }
    package var templates: [Template] { [Template("draft-part", PackageResources.draft_part_mustache)] }
    package var samples: [any Page] { [KeptDraft.sample] }
    package var notices: [any RoomNotice.Type] { [DraftNotice.self] }
    package var jobs: [any Job] { [ForgetOldDrafts()] }

    package func addRoutes(to routes: inout RouteTable) {
        // Letters that are not of English take up to nine bytes each on their way.
        routes.post(DraftsFeature.typed, DraftsFeature.permission, bodyLimit: 2 * Drafts.largest, keepsDraft: false, keep)
        routes.post(DraftsFeature.discarding, DraftsFeature.permission, keepsDraft: false, discard)
    }

    /// Nobody comes back to what somebody typed whose account is disabled.
    package static func forget(_ person: PersonID, in transaction: Transaction) throws { try DraftStore.forget(person, in: transaction) }

    /// What the script is told.
    static func answer(isKept: Bool) -> [UInt8] { Array("{\"kept\":\(isKept)}".utf8) }

    /// The script sends a form's fields, and as `draft-of` where the form itself is sent.
    @Sendable private func keep(_ visit: Visit) async throws -> Answer {
        .json(DraftsFeature.answer(isKept: try await drafts.keepTyped(visit)))
    }

    @Sendable private func discard(_ visit: Visit) async throws -> Answer {
        if let seal = visit.seal { try await drafts.end(visit.form["draft-of"], of: visit.person, seal: seal) }
        return .redirect(to: visit.form["page"], notice: DraftNotice.discarded.rawValue)
    }
}

/// Drafts that nobody came back to.
struct ForgetOldDrafts: Job {
    static let kind = "forget old drafts"
    static let schedule: JobSchedule? = .every(minutes: 60)

    func run(_ item: JobItem, in database: any Database, at now: Instant) async throws {
        try await database.maintain { try DraftStore.sweep(at: now, in: $0) }
    }
}

enum DraftNotice: String, RoomNotice {
    case discarded = "draft-discarded"
    case notSaved = "not-saved"

    var notice: Notice {
        switch self {
        case .discarded: Notice("What you had typed is discarded")
        case .notSaved:
            Notice(
                "What you sent was not saved",
                "You have signed in again since the page was opened. What was typed into a form stands in it again, to be sent. A button has to be "
                    + "pressed again.", tone: .warning)
        }
    }
}

/// What stands above a form that holds a draft.
struct KeptDraft: Page {
    static let template = "draft-part"
    static let sample = KeptDraft(
        sentence: "What you typed stands below.", left: FilledForm.Left(files: true, confirmations: true, choices: true), address: "/x", page: "/x")

    let title = ""
    let sentence: String
    let left: FilledForm.Left
    let discard: ButtonForm

    private enum CodingKeys: CodingKey { case sentence, left, discard }

    /// - Parameters:
    ///   - address: where the form is sent.
    ///   - page: where to go once the draft is discarded.
    init(sentence: String, left: FilledForm.Left, address: String, page: String) {
        self.sentence = sentence
        self.left = left
        self.discard = ButtonForm(
            "Discard it", action: DraftsFeature.discarding.path(), look: .secondary,
            hidden: [HiddenField("draft-of", address), HiddenField("page", page)])
    }
}
