// What a practice manager starts the week with.

import Kernel

/// Everything that the home page of one practice is worked out from.
package struct PracticeHomeFacts: Hashable, Sendable {
    /// A scheme, project or sharing of data that waits for the practice's word.
    package struct Question: Hashable, Sendable {
        package let title: String
        /// Whether the practice agreed to older terms; otherwise it has not answered at all.
        package let isNewTerms: Bool

        package init(title: String, isNewTerms: Bool) {
            self.title = title
            self.isNewTerms = isNewTerms
        }
    }

    package var practice: OrganisationID
    package var unreadMessages: Int
    package var openMessages: Int
    package var questions: [Question]
    package var statement: StatementFact?
    package var openQueries: Int
    /// What is booked for its patients after its last day in a scheme.
    package var kept: [String] = []
    /// The federation over the weeks that are over, and in the week that runs.
    package var past: ReportFacts
    package var thisWeek: ReportFacts

    package init(
        practice: OrganisationID, unreadMessages: Int = 0, openMessages: Int = 0, questions: [Question] = [], statement: StatementFact? = nil,
        openQueries: Int = 0, past: ReportFacts, thisWeek: ReportFacts
    ) {
        self.practice = practice
        self.unreadMessages = unreadMessages
        self.openMessages = openMessages
        self.questions = questions
        self.statement = statement
        self.openQueries = openQueries
        self.past = past
        self.thisWeek = thisWeek
    }
}

/// Something that waits for the practice.
package struct Need: Hashable, Sendable {
    package enum Subject: Hashable, Sendable { case messages, schemes, statement, statements, kept }

    package let subject: Subject
    package let sentence: String
    package let detail: String

    package init(_ subject: Subject, _ sentence: String, _ detail: String = "") {
        self.subject = subject
        self.sentence = sentence
        self.detail = detail
    }
}

/// The practice beside those of its network.
package struct Comparison: Hashable, Sendable {
    /// Own figure first where `isOwn`; others without their names.
    package struct Place: Hashable, Sendable {
        package let isOwn: Bool
        package let rate: Rate
    }

    /// Lowest first.
    package let places: [Place]
    package let own: Rate
    package let median: Rate
    package let finding: String
}
