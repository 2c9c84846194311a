// Care given at hubs, from plan to outcome.

import Kernel
import Store
import Web

/// Everything about appointments: clinics and their slots, bookings at the desk, the clinic list, and messages to practices. It writes what
/// was done to the activity ledger and promises nothing about money.
package struct AppointmentsFeature: Feature {
    let database: any Database
    let contracts: ContractPort

    package init(database: any Database, contracts: ContractPort = .none) {
        self.database = database
        self.contracts = contracts
    }

    /// The first tables are in `PatientsFeature.tables`.
    package static let migrations = [
        slotsByStart, clinicChanges, bookingsByDay, clinicsNotHeld, bookingsNotMarked, freeSlots, bookedDays, needs, clinicsInDiary,
        daysAhead,
    ]
    package var migrations: [Migration] { AppointmentsFeature.migrations }

    package var templates: [Template] { AppointmentsTemplates.all }

    package var samples: [any Page] {
        [
            DeskPage.sample, DeskOpening.sample, DeskResults.sample, DeskPatientPage.sample, BookingPage.sample, ClinicListPage.sample,
            ClinicsPage.sample, ClinicPatternPage.sample, ClinicDatePage.sample, NeedsPage.sample,
        ]
    }

    package var navigation: [NavigationItem] {
        [
            NavigationItem("Desk", AppointmentsAddresses.desk.path(), .desk, in: .patients, order: 10, covers: ["/patients", "/bookings"]),
            NavigationItem(
                "Clinic list", AppointmentsAddresses.clinicList.path(), .clinicList, in: .patients, order: 20, covers: ["/patients", "/bookings"]),
            NavigationItem("Clinics", AppointmentsAddresses.clinics.path(), .clinics, in: .patients, order: 40),
            NavigationItem("Needs and red flags", AppointmentsAddresses.needs.path(), .needs, in: .quality, order: 10),
        ]
    }

    package var notices: [any RoomNotice.Type] { [AppointmentsNotice.self] }

    package var jobs: [any Job] { [CloseClinics()] }

    package var recordChecks: [RecordCheck] {
        [
            RecordCheck(
                "Free times", compares: "the times that are offered with the bookings of every slot", mend: "Do what the sentence says of each slot.",
                order: 60, run: SlotStore.verify),
            RecordCheck(
                "Booked days", compares: "the bookings that are counted for a patient's day with those on record", mend: RecordCheck.report,
                order: 70,
                run: BookedDays.verify),
            RecordCheck(
                "Relations of care", compares: "every appointment that stands with who may see its patient by it", mend: RecordCheck.report,
                order: 80,
                run: BookingRelations.verify),
        ]
    }

    package var hazards: [Hazard] {
        [
            Hazard(1, "Two patients in one slot"),
            Hazard(2, "A booking is confirmed and then lost"),
            Hazard(3, "The right time at the wrong site, or another time than was said"),
            Hazard(5, "An appointment at a time that does not exist, or that is read in two ways"),
            Hazard(7, "A patient is promised an appointment with a clinic that does not run"),
            Hazard(8, "A patient who is waiting is overlooked, or is marked as absent too early"),
            Hazard(10, "An unchecked clinician is given a clinic"),
            Hazard(21, "A clinic does not take place, and nobody looks after who was booked"),
            Hazard(22, "What was typed about a patient reaches people who see no patients"),
            Hazard(24, "A time that is free is not offered, or one that is not is"),
            Hazard(27, "What the desk asks first is wrong, or grows old"),
        ]
    }

    package var gaps: [GapRecord] {
        [
            GapRecord("booking", of: .practice) { practice, _, connection in
                try connection.value("SELECT id FROM bookings WHERE practice = \(practice) ORDER BY id LIMIT 1")
            },
            GapRecord("booking", of: .hub) { hub, _, connection in
                try connection.value("SELECT id FROM bookings WHERE hub = \(hub) ORDER BY id LIMIT 1")
            },
            GapRecord("clinic", of: .hub) { hub, _, connection in
                try connection.value("SELECT id FROM clinics WHERE hub = \(hub) ORDER BY id LIMIT 1")
            },
            GapRecord("pattern", of: .hub) { hub, _, connection in
                try connection.value("SELECT pattern FROM clinics WHERE hub = \(hub) ORDER BY id LIMIT 1")
            },
        ] + GapRecord.everybodys("need")
    }

    package func addRoutes(to routes: inout RouteTable) {
        DeskRoutes(database: database).add(to: &routes)
        BookingRoutes(database: database).add(to: &routes)
        ClinicListRoutes(database: database).add(to: &routes)
        KeptAppointmentRoutes(database: database).add(to: &routes)
        ClinicRoutes(database: database, contracts: contracts).add(to: &routes)
        ClinicDateRoutes(database: database, contracts: contracts).add(to: &routes)
        SupplyRoutes(database: database, contracts: contracts).add(to: &routes)
        NeedRoutes(database: database).add(to: &routes)
    }
}
