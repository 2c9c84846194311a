// The page of the audit trail.

import Kernel
import Web

struct TrailPage: Page {
    static let template = "audit-trail"
    static let sample = TrailPage(
        FormReader(), table: TableView(caption: "Audit trail", columns: [], rows: [], empty: "Nothing"), filter: "On 21 November 2026")

    let errors: ErrorSummary
    let email: TextField
    let subject: TextField
    let day: TextField
    let table: TableView
    let filter: String
    let action: String

    var title: String { "Audit trail" }
    var hasProblems: Bool { !errors.isEmpty }

    private enum CodingKeys: CodingKey { case errors, email, subject, day, table, filter, action }

    init(_ form: FormReader, table: TableView, filter: String) {
        errors = form.summary
        email = form.textField("email", "Who, by email address", width: .wide, keyboard: .email)
        subject = form.textField("subject", "About", hint: "A kind of thing, for example account, or its number", width: .wide)
        day = form.textField("day", "Day", hint: "For example, 21 11 2026", width: .middle)
        self.table = table
        self.filter = filter
        action = IdentityAddresses.audit.path()
    }
}
