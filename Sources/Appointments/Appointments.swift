// Care given at hubs, from plan to outcome.

import Kernel
import Store
import Web

/// Everything about appointments: patients, clinics and their slots, bookings at the desk, the clinic list, and messages to practices. It writes what
/// was done to the activity ledger and promises nothing about money.
package struct AppointmentsFeature: Feature {
    let database: any Database
    let contracts: ContractPort

    package init(database: any Database, contracts: ContractPort = .none) {
        self.database = database
        self.contracts = contracts
    }

    package static let migrations = [tables, slotsByStart, patientChanges, clinicChanges, bookingsByDay, clinicsNotHeld, freeSlots, bookedDays]
    package var migrations: [Migration] { AppointmentsFeature.migrations }

    package var templates: [Template] { AppointmentsTemplates.all }

    package var samples: [any Page] {
        [
            DeskPage.sample, DeskResults.sample, DeskPatientPage.sample, BookingPage.sample, CancellationPage.sample, PatientPage.sample,
            NewPatientPage.sample, ClinicListPage.sample, KeptAppointmentsPage.sample, MessagesPage.sample, MessagePage.sample, ClinicsPage.sample,
            NewClinicPage.sample,
            ClinicPatternPage.sample, PatientChangePage.sample, ClinicDatePage.sample, ClinicStaffingPage.sample,
        ]
    }

    package var navigation: [NavigationItem] {
        [
            NavigationItem("Desk", AppointmentsAddresses.desk.path(), .desk, order: 10),
            NavigationItem("Clinic list", AppointmentsAddresses.clinicList.path(), .clinicList, order: 20),
            NavigationItem("Messages", AppointmentsAddresses.messages.path(), .messages, order: 30),
            NavigationItem("Clinics", AppointmentsAddresses.clinics.path(), .clinics, order: 40),
        ]
    }

    package var jobs: [any Job] { [CloseClinics()] }

    package func addRoutes(to routes: inout RouteTable) {
        DeskRoutes(database: database).add(to: &routes)
        PatientRoutes(database: database).add(to: &routes)
        PatientChangeRoutes(database: database).add(to: &routes)
        BookingRoutes(database: database).add(to: &routes)
        ClinicListRoutes(database: database).add(to: &routes)
        MessageRoutes(database: database).add(to: &routes)
        KeptAppointmentRoutes(database: database).add(to: &routes)
        ClinicRoutes(database: database, contracts: contracts).add(to: &routes)
        ClinicDateRoutes(database: database).add(to: &routes)
    }
}
