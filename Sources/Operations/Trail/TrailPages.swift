// The page of the audit trail.

import Kernel
import Web

struct TrailPage: Page {
    static let template = "audit-trail"
    static let sample = TrailPage(
        FormReader(), asksByNumber: true, table: TableView(caption: "Audit trail", columns: [], rows: [], empty: "Nothing"),
        filter: "On 21 November 2026")

    let errors: ErrorSummary
    let table: TableView
    let filter: String
    let action: String
    /// Whether the reader may ask who looked at the patient of an NHS number.
    let asksByNumber: Bool
    let number: TextField
    let numberAction: String

    var title: String { "Audit trail" }
    var hasProblems: Bool { !errors.isEmpty }

    private enum CodingKeys: CodingKey { case errors, table, filter, action, asksByNumber, number, numberAction }

    init(_ form: FormReader, asksByNumber: Bool, table: TableView, filter: String) {
        errors = form.summary
        self.table = table
        self.filter = filter
        action = OperationsAddresses.audit.path()
        self.asksByNumber = asksByNumber
        // Sent as a form of its own that is not part of the address, where NHS numbers would stay in browsers and logs.
        number = form.textField(
            "nhs-number", "NHS number of a patient", hint: "Shows who looked at this patient’s record, or at a list with the patient on it",
            width: .middle, keyboard: .numeric)
        numberAction = OperationsAddresses.auditPatient.path()
    }
}
