// The list of appointments that are kept.

import Kernel
import Patients
import Web

/// Appointments on days for which the patients' practice has not agreed, so that nobody is overlooked.
struct KeptAppointmentsPage: Page {
    static let template = "kept-appointments"
    let back: [BackLink]
    let lead: String
    let table: TableView

    let title = "Appointments after a practice’s last day"

    init(_ kept: [KeptAppointment], isHub: Bool) {
        back = isHub ? [BackLink("Back to clinics", AppointmentsAddresses.clinics.path())] : []
        lead = KeptAppointmentsPage.rule(isHub: isHub)
        table = TableView(
            caption: "Appointments that are kept", hidesCaption: true,
            columns: ["When", "Patient", "Where", isHub ? "Practice" : "Scheme", "Last day of taking part"].map { TableView.Column($0) },
            rows: kept.map { one in
                let when = London.local(one.booking.startsAt)
                return TableView.Row([
                    .heading(
                        "\(when.date.dayText), \(one.booking.startsAt.londonTimeText)", address: AppointmentsAddresses.booking.path(one.booking.id)),
                    TableView.Cell(one.patient.fullName, detail: one.patient.telephone?.spaced ?? "No telephone number"),
                    TableView.Cell(one.place), TableView.Cell(isHub ? one.practiceName : one.schemeTitle),
                    TableView.Cell(one.lastDay?.longText ?? "Its terms ran out"),
                ])
            },
            empty:
                "There are none. When a practice withdraws from a scheme, appointments that its patients already have after its last day appear here."
        )
    }

    private static func rule(isHub: Bool) -> String {
        isHub
            ? "These appointments were booked before the patients’ practice left the scheme. They are kept: see the patients as usual. Nothing more is booked for them "
                + "after the last day, so an appointment that is moved can only be moved to a day on which the practice takes part."
            : "These appointments were booked before your practice left the scheme. They are kept, and paid for as the terms say. Cancel those that your patients no longer "
                + "want; nothing more can be booked for them after the last day."
    }

    static var sample: KeptAppointmentsPage {
        KeptAppointmentsPage(
            back: [BackLink("Back to clinics", "/clinics")], lead: "They are kept.",
            table: TableView(caption: "Kept", columns: [.init("When")], rows: [.init([.heading("Monday", address: "/bookings/1")])], empty: "None"))
    }

    private init(back: [BackLink], lead: String, table: TableView) {
        self.back = back
        self.lead = lead
        self.table = table
    }

    private enum CodingKeys: CodingKey { case title, back, lead, table }
}
