// The words in which an asker is told.

import Kernel
import Notices
import Web

/// Sent to whoever asked.
struct AnswerNotice: NoticeTemplate {
    static let key = "question answered"
    static let kind = NoticeKind(
        "answers", title: "Answers", explanation: "When a question that you asked has been answered.", choices: [.atOnce, .daily, .weekly, .off])
    static let sample = AnswerNotice(question: ID(at: Instant(milliseconds: 0)))

    let question: ID<Question>

    var subject: String { "Your question has been answered" }
    var body: String { "The answer is there to read. Where it does not settle the matter, you can ask again on the same page." }
    var path: String { WorklistAddresses.question.path(question) }
}
