// A patient's record.

import Directory
import Kernel
import Web

/// What a hub knows of a patient.
struct PatientPage: Page {
    static let template = "patient"
    let banner: PatientBanner
    /// What somebody who opens the record must not overlook.
    let callouts: [WarningCallout]
    let links: [LinkView]
    let facts: SummaryList
    let appointments: TableView
    /// Empty for those who do not answer for the record.
    let history: [TableView]
    let recordsDeath: [LinkView]

    var title: String { "Patient" }
}

/// Everything on a patient's record.
struct PatientFile: Sendable {
    let found: RegisteredPatient
    /// Newest first.
    let events: [CareEvent]
    let history: PatientHistory
    /// A change of practice that is recorded for a day to come.
    let planned: [Registration]
    let practices: [OrganisationID: String]
    /// Where something is booked for the patient; nil for who books nothing.
    let booking: String?
}

extension PatientPage {
    init(_ file: PatientFile, role: Role, at now: Instant) {
        let (found, patient, today) = (file.found, file.found.patient, London.local(now).date)
        let id = patient.id
        let mayChange = Permission.patientChange.allows(role)
        func text(_ text: String) -> String { text.isEmpty ? "Not recorded" : text }
        func change(_ address: Address, _ about: String) -> [LinkView] {
            mayChange ? [LinkView("Change", address.path(id), about: about)] : []
        }
        let details = PatientsAddresses.patientDetails
        let name = [patient.title, patient.givenName, patient.familyName].filter { !$0.isEmpty }.joined(separator: " ")
        let address = [patient.address, patient.postcode?.stored ?? ""].filter { !$0.isEmpty }.joined(separator: ", ")
        let waiting = file.events.filter(\.isOpen)
        self.init(
            banner: PatientBanner(found, today: today),
            callouts: PatientPage.callouts(patient, waiting: waiting.count),
            links: patient.diedOn == nil ? [file.booking.map { LinkView("Book an appointment", $0) }].compactMap(\.self) : [],
            facts: SummaryList(
                [
                    .init("Name", name, actions: change(details, "the name")),
                    .init("Date of birth", patient.bornOn.longText, actions: change(details, "the date of birth")),
                    .init("NHS number", patient.nhsNumber.spaced, actions: change(PatientsAddresses.patientNumber, "the NHS number")),
                    .init("Gender", patient.gender.title, actions: change(details, "the gender")),
                    .init("Telephone", text(patient.telephone?.spaced ?? ""), actions: change(details, "the telephone number")),
                    .init("Email address", text(patient.email?.stored ?? ""), actions: change(details, "the email address")),
                    .init("Address", text(address), actions: change(details, "the address")),
                    .init("Communication needs", text(patient.communicationNeeds), actions: change(details, "the communication needs")),
                    .init(
                        "Registered practice", found.practiceName.isEmpty ? "On no list of the federation" : found.practiceName,
                        detail: file.planned.map { "From \($0.fromDate.longText): \(file.practices[$0.practice] ?? "another practice")" }
                            .joined(separator: ". "),
                        actions: patient.diedOn == nil ? change(PatientsAddresses.patientPractice, "the registered practice") : []),
                ] + PatientPage.death(patient, mayChange: mayChange)),
            appointments: PatientPage.table(file.events),
            history: PatientChangeRules.seesHistory(role) ? [file.history.table] : [],
            recordsDeath: mayChange && patient.diedOn == nil ? [LinkView("Record a death", PatientsAddresses.patientDeath.path(id))] : [])
    }

    private static func death(_ patient: Patient, mayChange: Bool) -> [SummaryList.Fact] {
        guard let died = patient.diedOn else { return [] }
        let takingBack = LinkView("Take it back", PatientsAddresses.patientDeathTakingBack.path(patient.id), about: "the record of the death")
        return [.init("Died", died.longText, actions: mayChange ? [takingBack] : [])]
    }

    private static func callouts(_ patient: Patient, waiting: Int) -> [WarningCallout] {
        guard let died = patient.diedOn else { return [] }
        let kept =
            waiting == 0
            ? "No appointment is booked."
            : waiting == 1
                ? "1 appointment is still booked: open it below to cancel it."
                : "\(waiting) appointments are still booked: open each below to cancel it."
        return [
            WarningCallout(
                "\(patient.fullName) died on \(died.longText)",
                ["Please do not telephone or write to the patient. Nothing new can be booked in this name. \(kept)"])
        ]
    }

    private static func table(_ events: [CareEvent]) -> TableView {
        TableView(
            caption: "Appointments", columns: ["When", "Where and with whom"].map { TableView.Column($0) },
            rows: events.map { event in
                TableView.Row([.heading(event.startsAt.londonText, address: event.address), TableView.Cell(event.detail, tags: [event.status])])
            }, empty: "No appointments at the hubs. They appear here once the desk books one.")
    }

    static var sample: PatientPage {
        let table = TableView(caption: "Appointments", columns: [.init("When")], rows: [.init([.heading("Today")])], empty: "None")
        return PatientPage(
            banner: .sample, callouts: [WarningCallout("Died", ["Do not telephone."])],
            links: [LinkView("Book an appointment", "/desk/patients/1")],
            facts: SummaryList([.init("Gender", "Female", actions: [LinkView("Change", "/patients/1/details", about: "the gender")])]),
            appointments: table, history: [table], recordsDeath: [LinkView("Record a death", "/patients/1/death")])
    }
}
