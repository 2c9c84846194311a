// The list of appointments that are kept.

import Kernel
import Patients
import Web

/// Appointments on days for which the patients' practice has not agreed, so that nobody is overlooked.
enum KeptAppointmentsPage {
    /// By the time of the appointment, and by no name of a patient, which would stand in the address.
    static func list(_ kept: [KeptAppointment], isHub: Bool, _ visit: Visit) -> RecordList<KeptAppointment> {
        RecordList(
            "Kept appointments", visit, of: kept,
            columns: [
                .init("When", sort: "when") { one in
                    let when = one.booking.startsAt
                    return .heading(
                        when, shown: "\(London.local(when).date.dayText), \(when.londonTimeText)",
                        address: AppointmentsAddresses.booking.path(one.booking.id))
                },
                .init("Patient", note: "Telephone") { .init($0.patient.fullName, detail: $0.patient.telephone?.spaced ?? "No telephone number") },
                .init("Where", sort: "where") { .init($0.place) },
                .init(isHub ? "Practice" : "Scheme", sort: isHub ? "practice" : "scheme") { .init(isHub ? $0.practiceName : $0.schemeTitle) },
                .init("Last day of taking part", sort: "last-day") { $0.lastDay.map { .date($0) } ?? .init("Its terms ran out") },
            ],
            empty:
                "There are none. When a practice withdraws from a scheme, appointments that its patients already have after its last day appear here.",
            patient: { $0.patient.id })
    }

    static func page(_ table: TableView, isHub: Bool) -> ListPage {
        ListPage(
            "Appointments after a practice’s last day", back: isHub ? BackLink("Back to clinics", AppointmentsAddresses.clinics.path()) : nil,
            lead: [rule(isHub: isHub)], table)
    }

    private static func rule(isHub: Bool) -> String {
        isHub
            ? "These appointments were booked before the patients’ practice left the scheme. They are kept: see the patients as usual. Nothing more is booked for them "
                + "after the last day, so an appointment that is moved can only be moved to a day on which the practice takes part."
            : "These appointments were booked before your practice left the scheme. They are kept, and paid for as the terms say. Cancel those that your patients no longer "
                + "want; nothing more can be booked for them after the last day."
    }
}
