// The postings that a close makes.

import Activity
import Finance
import Kernel

extension CloseDraft {
    /// The journal of the close: for each line the cost of the care, what its host is owed and what the federation keeps, and the commissioner's
    /// instalment. Nil where nothing was earned. `postings` gives the payable posting of each line that has one.
    func journal(
        scheme: String, at instant: Instant
    ) throws(JournalProblem) -> (journal: Journal, postings: [(line: CloseLine, posting: ID<Posting>)])? {
        var lines: [Posting] = []
        var postings: [(line: CloseLine, posting: ID<Posting>)] = []
        for line in self.lines {
            let rule = line.rule
            if line.gross != .zero {
                lines.append(
                    Posting(
                        id: ID(at: instant), account: .practicePayments, practice: line.host, amount: line.gross, rule: rule, sentence: line.sentence,
                        shares: line.work.map {
                            ActivityShare(activity: $0.activity.asID(of: ActivityReference.self), amount: $0.payable + $0.retained)
                        }))
            }
            if line.payable != .zero {
                let posting = Posting(
                    id: ID(at: instant), account: .practicePayable, practice: line.host, amount: -line.payable, rule: rule, sentence: line.sentence,
                    shares: line.work.map { ActivityShare(activity: $0.activity.asID(of: ActivityReference.self), amount: -$0.payable) })
                postings.append((line, posting.id))
                lines.append(posting)
            }
            if line.retained != .zero {
                lines.append(
                    Posting(
                        id: ID(at: instant), account: .unusedCapacityRetained, practice: line.host, amount: -line.retained, rule: rule,
                        sentence: line.sentence,
                        shares: line.work.map { ActivityShare(activity: $0.activity.asID(of: ActivityReference.self), amount: -$0.retained) }))
            }
        }
        if let instalment, instalment != .zero {
            let sentence = "The commissioner's instalment for \(month.title)"
            lines.append(
                Posting(id: ID(at: instant), account: .commissionerReceivable, amount: instalment, rule: CloseLine.instalmentRule, sentence: sentence)
            )
            lines.append(
                Posting(id: ID(at: instant), account: .contractIncome, amount: -instalment, rule: CloseLine.instalmentRule, sentence: sentence))
        }
        guard !lines.isEmpty else { return nil }
        let journal = try Journal(id: ID(at: instant), date: month.last, description: "\(scheme), \(month.title)", rule: "month close", lines: lines)
        return (journal, postings)
    }
}

extension CloseLine {
    package static let instalmentRule = "equal monthly instalments"

    /// The rule that fixed the amount, as the ledger names it.
    package var rule: String {
        if isTakenBack { return "taken back as earned" }
        return kind == .appointmentDelivered ? "price per delivered hour" : "share of time not used"
    }
}
