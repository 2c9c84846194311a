// A form's change, made once.

import Kernel
import Store

/// Where a change leads, and the sentence that the page there says.
package struct Done: Hashable, Sendable {
    package let path: String
    package let notice: String?

    package init(_ path: String, _ notice: (any RoomNotice)? = nil) {
        self.path = path
        self.notice = notice?.rawValue
    }

    // A path has no line's end.
    fileprivate var outcome: String { notice.map { "\(path)\n\($0)" } ?? path }

    fileprivate init(outcome: String) {
        let parts = outcome.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        path = parts[0]
        notice = parts.count == 2 ? parts[1] : nil
    }

    fileprivate var answer: Answer { .redirect(to: path, notice: notice) }
}

/// What a form asks for, ready to be done in one transaction.
package typealias Change = @Sendable (Transaction) throws -> Done

extension Database {
    /// Makes the change that a form asks for, once, and answers with a redirect, or with the form again and what is wrong.
    ///
    /// `read` reads the form and what it is about, and gives the change, or nil after it has told the form what is wrong. The change runs in one
    /// transaction, claimed by the form's key: a second sending of the same content is led to where the first one led, and one of another content
    /// is refused, with what was saved. A `RuleRefusal`, thrown anywhere in it, stands in the form beside its field, and its kind gives the status.
    /// - Parameter page: the form again, with what was typed and what is wrong.
    package func act(
        _ visit: Visit, page: (FormReader) async throws -> any Page, read: (inout FormReader) async throws -> Change?
    ) async throws -> Answer {
        let sent = visit.sent
        var form = FormReader(visit.form)
        do {
            if let change = try await read(&form), form.isSound { return try await done(change, sent, visit) }
            // A second click may come when the first one has made the form impossible.
            if let done = try await earlier(sent, visit) { return done }
        } catch let before as SentBefore {
            form.refuse(before, typed: visit.seal?.open(before.sealed) ?? Fields())
        } catch let refusal as any RuleRefusal {
            if let done = try await earlier(sent, visit) { return done }
            guard refusal.kind == .invalid || refusal.kind == .conflict else { throw Refusal(refusal) }
            form.refuse(refusal)
        } catch StoreError.duplicate {
            form.refuse(RecordedMeanwhile())
        } catch let refusal as Refusal {
            if let done = try await earlier(sent, visit) { return done }
            throw refusal
        }
        do {
            return .page(try await page(form), status: form.status)
        } catch let gone as Refusal where form.saved != nil {
            // What was sent first may have ended what the form was about.
            guard case .notFound = gone else { throw gone }
            throw Refusal.conflict(SentOtherwise().sentence)
        }
    }

    /// The same for a button, which has no form to mend: a refusal is a page of its own.
    package func act(_ visit: Visit, _ change: @escaping Change) async throws -> Answer {
        do {
            return try await done(change, visit.sent, visit)
        } catch is SentBefore {
            throw Refusal.conflict(SentOtherwise().sentence)
        } catch let refusal as any RuleRefusal {
            throw Refusal(refusal)
        }
    }

    private func done(_ change: @escaping Change, _ sent: SentForm, _ visit: Visit) async throws -> Answer {
        let outcome = try await write(by: visit.actor, at: visit.now) { transaction in
            try transaction.once(sent) { try change(transaction).outcome }
        }
        return Done(outcome: outcome).answer
    }

    /// Where the first sending of the same content led.
    private func earlier(_ sent: SentForm, _ visit: Visit) async throws -> Answer? {
        let account = visit.actor.account
        let outcome = try await read { connection -> String? in
            do { return try sent.outcome(for: account, in: connection) } catch is SentBefore { return nil }
        }
        return outcome.map { Done(outcome: $0).answer }
    }
}

/// A form that went back, was changed and came again.
private struct SentOtherwise: RuleRefusal {
    var kind: RefusalKind { .conflict }
    var sentence: String {
        "You sent this form before, and what it said then was saved. What it says now is different and was not saved. Look at what was saved; "
            + "if this is meant to be done as well, send it again."
    }
}

/// Two recorded the same thing at one moment.
private struct RecordedMeanwhile: RuleRefusal {
    var kind: RefusalKind { .conflict }
    var sentence: String { "Somebody else has just recorded this. Open the page again and look." }
}

extension Refusal {
    /// The page of its own of a rule's refusal.
    package init(_ refusal: any RuleRefusal) {
        self =
            switch refusal.kind {
            case .invalid: .invalid(refusal.sentence)
            case .conflict: .conflict(refusal.sentence)
            case .absent: .notFound
            case .notAllowed: .notAllowed(refusal.sentence)
            }
    }
}

extension FormReader {
    /// Tells of a first sending with another content.
    fileprivate mutating func refuse(_ before: SentBefore, typed: Fields) {
        refuse(SentOtherwise())
        let names = fields.typed.pairs.map(\.name) + typed.pairs.map(\.name)
        var told: Set<String> = []
        saved = SavedBefore(
            path: Done(outcome: before.outcome).path,
            fields: names.filter { !Fields.isSecret($0) && told.insert($0).inserted && typed.all($0) != fields.all($0) }.map {
                ($0, typed.all($0), fields.all($0))
            })
    }

}

/// What the first sending of a form had said, where a second one says something else.
package struct SavedBefore: Sendable {
    /// Where the first sending led.
    package let path: String
    /// The fields whose values differ, with what was saved and what is typed now.
    package let fields: [(name: String, saved: [String], typed: [String])]
}
