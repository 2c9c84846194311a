// The desk: a patient is on the telephone.

import Kernel
import Patients
import Web

/// The line to type into and, under it, whom it may mean.
struct DeskPage: Page {
    static let template = "desk"
    let search: DeskSearch
    let errors: ErrorSummary
    let results: DeskResults

    var title: String { "Desk" }
    var hasProblems: Bool { !errors.isEmpty }
}

/// The form with the one line.
struct DeskSearch: Encodable, Sendable {
    let action = AppointmentsAddresses.deskSearch.path()
    let liveAction = AppointmentsAddresses.deskResults.path()
    let field: TextField
    let isBesidePatient: Bool

    /// `typed` is shown again after a POST, and never stands in an address. Beside a patient the hint is left out: the times need the room.
    init(typed: String = "", error: String = "", isBesidePatient: Bool = false) {
        self.isBesidePatient = isBesidePatient
        field = TextField(
            "find", "Find patient",
            hint: isBesidePatient ? "" : "NHS number, or name and date of birth, for example Amina Example 4 5 1961", value: typed, error: error,
            keyboard: .search)
    }
}

/// The answers to a search; also sent alone, for results as one types.
struct DeskResults: Page {
    static let template = "desk-results"
    let isAsked: Bool
    let rows: [PatientRow]
    let hasMore: Bool
    /// What to enter instead, where the line could not be read.
    let problem: String
    let registerAddress = PatientsAddresses.newPatientForm.path()

    var title: String { "Patients found" }

    static let none = DeskResults(isAsked: false, rows: [], hasMore: false, problem: "")

    init(isAsked: Bool, rows: [PatientRow], hasMore: Bool, problem: String) {
        self.isAsked = isAsked
        self.rows = rows
        self.hasMore = hasMore
        self.problem = problem
    }

    init(_ found: [RegisteredPatient], _ query: PatientQuery, today: LocalDate) {
        let number: NHSNumber? = if case .nhsNumber(let number) = query { number } else { nil }
        self.init(
            isAsked: true,
            rows: found.prefix(PatientRules.shown).map {
                PatientRow($0, address: AppointmentsAddresses.deskPatient.path($0.patient.id), today: today, number: number)
            }, hasMore: found.count > PatientRules.shown, problem: "")
    }
}
