// Whether closed months still add up.

import Activity
import Finance
import Kernel
import Store

extension CloseStore {
    /// What is wrong in closed months, one sentence each: a line whose arithmetic no longer gives its posting, or work that a posting names and no close
    /// settled. Empty when every pound on a statement can be worked out again.
    package static func verify(in connection: any Connection) throws -> [String] {
        struct Line: Decodable {
            let posting: String
            let isTakenBack: Bool
            let minutes: Int
            let hourPence: Int
            let federationPercent: Int
            let grossPence: Int
            let payablePence: Int
            let postedPence: Int
        }
        let lines: [Line] = try connection.all(
            """
            SELECT month_close_lines.posting, month_close_lines.is_taken_back, month_close_lines.minutes, month_close_lines.hour_pence,
                month_close_lines.federation_percent, month_close_lines.gross_pence, month_close_lines.payable_pence,
                postings.amount_pence AS posted_pence
            FROM month_close_lines
            JOIN postings ON postings.id = month_close_lines.posting
            ORDER BY month_close_lines.posting
            """)
        let unsettled: [String] = try connection.values(
            """
            SELECT DISTINCT posting_activities.activity
            FROM posting_activities
            WHERE NOT EXISTS (SELECT 1 FROM month_close_activities WHERE month_close_activities.activity = posting_activities.activity)
            ORDER BY posting_activities.activity
            """)
        let wrong = lines.filter { line in
            if -line.postedPence != line.payablePence { return true }
            guard !line.isTakenBack else { return false }
            let gross = Money.perHour(Money(pence: line.hourPence), minutes: line.minutes)
            let payable = gross.shared(by: [100 - line.federationPercent, line.federationPercent]).first ?? .zero
            return gross.pence != line.grossPence || payable.pence != line.payablePence
        }
        return wrong.map { "The arithmetic of statement line \($0.posting) does not give its amount." }
            + unsettled.map { "Activity entry \($0) earned money but no month close settled it." }
    }
}
