// Appointments that outlive an agreement.

import Directory
import Governance
import Kernel
import Patients
import Store

/// The appointments of one practice's patients under one scheme on days for which the practice has not agreed. They were booked while it had, and are
/// kept: care that a patient was promised is given, and what it earns follows the terms. Nothing new is booked.
package struct KeptAppointments: Hashable, Sendable {
    /// The practice that answers for the patients on the day.
    package let practice: OrganisationID
    package let practiceName: String
    package let scheme: SchemeID
    package let schemeTitle: String
    /// The last day on which it took part; nil where its agreement ended with terms that ran out.
    package let lastDay: LocalDate?
    package let count: Int
    package let first: LocalDate
    package let last: LocalDate

    package init(
        practice: OrganisationID, practiceName: String, scheme: SchemeID, schemeTitle: String, lastDay: LocalDate?, count: Int, first: LocalDate,
        last: LocalDate
    ) {
        self.practice = practice
        self.practiceName = practiceName
        self.scheme = scheme
        self.schemeTitle = schemeTitle
        self.lastDay = lastDay
        self.count = count
        self.first = first
        self.last = last
    }

    /// "3 appointments", "1 appointment"
    package var counted: String { count == 1 ? "1 appointment" : "\(count.grouped) appointments" }

    /// "on 1 December 2026", "from 1 December 2026 to 4 December 2026"
    package var days: String { first == last ? "on \(first.longText)" : "from \(first.longText) to \(last.longText)" }

    /// "after 30 November 2026, its last day in Enhanced access 2026/27"
    package func since(_ whose: String) -> String {
        lastDay.map { "after \($0.longText), \(whose) last day in \(schemeTitle)" } ?? "without \(whose) agreement to \(schemeTitle) in force"
    }
}

/// One of them.
package struct KeptAppointment: Hashable, Sendable {
    package let booking: Booking
    package let patient: Patient
    package let practiceName: String
    package let place: String
    package let schemeTitle: String
    package let lastDay: LocalDate?
}
