// Whether closed months still add up.

import Activity
import Finance
import Kernel
import Store

extension CloseStore {
    /// What is wrong in closed months, one sentence each: a line whose arithmetic no longer gives its posting, work that a posting names and no close
    /// settled, or work that is settled at another amount than was posted. Empty when every pound on a statement can be worked out again.
    package static func verify(in connection: any Connection) throws -> [String] {
        struct Line: Decodable {
            let id: String
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
            SELECT month_close_lines.id, month_close_lines.is_taken_back, month_close_lines.minutes, month_close_lines.hour_pence,
                month_close_lines.federation_percent, month_close_lines.gross_pence, month_close_lines.payable_pence,
                COALESCE(postings.amount_pence, 0) AS posted_pence
            FROM month_close_lines
            LEFT JOIN postings ON postings.id = month_close_lines.posting
            ORDER BY month_close_lines.id
            """)
        let unsettled: [String] = try connection.values(
            """
            SELECT DISTINCT posting_activities.activity
            FROM posting_activities
            WHERE NOT EXISTS (SELECT 1 FROM month_close_activities WHERE month_close_activities.activity = posting_activities.activity)
            ORDER BY posting_activities.activity
            """)
        let differing: [String] = try connection.values(
            """
            SELECT month_close_activities.activity
            FROM month_close_activities
            LEFT JOIN posting_activities ON posting_activities.activity = month_close_activities.activity
                AND EXISTS (SELECT 1 FROM postings WHERE postings.id = posting_activities.posting AND postings.account = 'practice-payable')
            GROUP BY month_close_activities.activity, month_close_activities.payable_pence
            HAVING COALESCE(SUM(posting_activities.amount_pence), 0) <> -month_close_activities.payable_pence
            ORDER BY month_close_activities.activity
            """)
        let wrong = lines.filter { line in
            if -line.postedPence != line.payablePence { return true }
            guard !line.isTakenBack else { return false }
            let gross = Money.perHour(Money(pence: line.hourPence), minutes: line.minutes)
            let payable = gross.shared(by: [100 - line.federationPercent, line.federationPercent]).first ?? .zero
            return gross.pence != line.grossPence || payable.pence != line.payablePence
        }
        return wrong.map { "The arithmetic of statement line \($0.id) does not give its amount." }
            + unsettled.map { "Activity entry \($0) earned money but no month close settled it." }
            + differing.map { "Activity entry \($0) was settled at another amount than was posted for it." }
    }
}
