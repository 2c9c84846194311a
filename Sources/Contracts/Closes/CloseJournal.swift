// The postings that a close makes.

import Activity
import Finance
import Kernel

extension CloseDraft {
    /// The journal of the close: for each line what its host is owed and so costs, and the commissioner's instalments. What the federation keeps of a
    /// line was never owed to anybody and is not posted. Nil where nothing was earned. `postings` gives the payable posting of each line by its place.
    func journal(scheme: String, at instant: Instant) throws(JournalRefusal) -> (journal: Journal, postings: [Int: ID<Posting>])? {
        var lines: [Posting] = []
        var postings: [Int: ID<Posting>] = [:]
        for (place, line) in self.lines.enumerated() where line.payable != .zero {
            func post(_ account: LedgerAccount, _ sign: Int) -> Posting {
                Posting(
                    id: ID(at: instant), account: account, practice: line.host, amount: line.payable * sign, rule: line.rule, sentence: line.sentence,
                    shares: line.work.map { ActivityShare(activity: $0.activity.asID(of: ActivityReference.self), amount: $0.payable * sign) })
            }
            let owed = post(.practicePayable, -1)
            lines += [post(.practicePayments, 1), owed]
            postings[place] = owed.id
        }
        for instalment in instalments where instalment.amount != .zero {
            for (account, amount) in [(LedgerAccount.commissionerReceivable, instalment.amount), (.contractIncome, -instalment.amount)] {
                lines.append(
                    Posting(
                        id: ID(at: instant), account: account, amount: amount, rule: CloseLine.instalmentRule,
                        sentence: "The commissioner's instalment for \(instalment.month.title)"))
            }
        }
        guard !lines.isEmpty else { return nil }
        let journal = try Journal(id: ID(at: instant), date: month.last, description: "\(scheme), \(month.title)", rule: "month close", lines: lines)
        return (journal, postings)
    }
}

extension CloseLine {
    package static let instalmentRule: PostingRule = "equal monthly instalments"
}
