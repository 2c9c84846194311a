// A question as a page of any room shows it.

import Directory
import Kernel
import Store
import Web

/// A question with all that was said, and the forms for who may answer it or ask again: `{{#questions}}{{>question}}{{/questions}}`.
package struct QuestionView: Encodable, Sendable {
    struct Entry: Encodable, Sendable {
        let text: String
        let by: String
        let isAnswer: Bool
    }

    let entries: [Entry]
    /// "" once it is answered.
    let waiting: String
    let tags: [Tag]
    /// None for who may not, and where it is not its turn; but what was typed before somebody else was first stays to be read.
    let answer: [FormView]
    private(set) var again: [FormView]

    /// Where the forms of a question are sent; nil for who may not.
    package struct Forms: Sendable {
        let answer: String?
        let again: String?
        /// What was typed for the question `form` belongs to.
        let form: FormReader
        let sent: String

        /// - Parameter sent: the identifier of the question to which the sent form belongs, "" for none.
        package init(answer: String?, again: String?, form: FormReader = FormReader(), sent: String = "") {
            self.answer = answer
            self.again = again
            self.form = form
            self.sent = sent
        }
    }

    /// - Parameter about: what it is about in a few words: a line's sentence, "The statement".
    package init(_ question: Question, about: String, names: [PersonID: String], forms: Forms, today: LocalDate) {
        entries = question.entries.map { entry in
            let who = "\(names[entry.writtenBy] ?? "Somebody"), \(entry.writtenAt.londonText)"
            return switch entry.kind {
            case .asked: Entry(text: entry.text, by: "\(who), about: \(about)", isAnswer: false)
            case .answered: Entry(text: entry.text, by: "Answered by \(who)", isAnswer: true)
            case .askedAgain: Entry(text: entry.text, by: "Asked again by \(who)", isAnswer: false)
            }
        }
        let isLate = question.isOpen && question.dueOn.map { $0 < today } ?? false
        waiting =
            question.isOpen ? "Not answered yet." + (question.dueOn.map { " The answer is due by \($0.longText)." } ?? "") : ""
        tags = isLate ? [Tag("Late", .bad)] : []
        let form = forms.sent == question.id.stored ? forms.form : FormReader()
        func isKept(_ field: String) -> Bool { !form.isSound && form.fields.has(field) }
        answer =
            forms.answer.map {
                question.isOpen || isKept("answer")
                    ? [FormView("Send answer", action: $0, form: form, [.area("answer", "Answer"), .revision(question.revision)])] : []
            } ?? []
        again =
            forms.again.map { action in
                question.isOpen && !isKept("question")
                    ? []
                    : [
                        FormView(
                            "Ask again", action: action, form: form,
                            [
                                .area("question", "What does the answer leave open?", hint: "Do not name patients.", rows: 2),
                                .revision(question.revision),
                            ])
                    ]
            } ?? []
    }

    /// The names of everybody who wrote in some questions.
    package static func names(in questions: [Question], in connection: any Connection) throws -> [PersonID: String] {
        let writers = Set(questions.flatMap(\.entries).map(\.writtenBy))
        return Dictionary(uniqueKeysWithValues: try PersonStore.people(Array(writers), in: connection).map { ($0.id, $0.fullName) })
    }

    package static var sample: QuestionView {
        let id = ID<Question>(at: Instant(milliseconds: 0))
        let entry = QuestionEntry(
            question: id, number: 1, kind: .asked, text: "Why?", writtenBy: ID(at: Instant(milliseconds: 0)), writtenAt: Instant(milliseconds: 0))
        let question = Question(
            id: id, record: RecordLink(.action, id), part: nil, organisation: ID(at: Instant(milliseconds: 0)), askedBy: entry.writtenBy,
            answerRole: .financeLead, answerOrganisation: ID(at: Instant(milliseconds: 0)), dueOn: LocalDate(daysSince1970: 0), answeredAt: nil,
            entries: [entry])
        var view = QuestionView(question, about: "A line", names: [:], forms: Forms(answer: "/x", again: "/x"), today: LocalDate(daysSince1970: 1))
        // A question that waits cannot be asked again; the sample shows both.
        view.again = [FormView("Ask again", action: "/x", form: FormReader(), [.area("question", "What does the answer leave open?")])]
        return view
    }
}
