// What this room brings to home pages.

import Directory
import Kernel
import Store
import Web

extension AppointmentsFeature {
    package func needs(of principal: Principal, at instant: Instant, in connection: any Connection) throws -> [HomeNeed] {
        let (today, role) = (London.local(instant).date, principal.role)
        var needs: [HomeNeed] = []
        if role == .hubCoordinator { needs += try ClinicNeeds.toCall(principal.scope, at: instant, in: connection) }
        if case .hub(let hub) = principal.scope.reach, Permission.clinicList.allows(role) {
            let clinician = role == .hubClinician ? principal.person : nil
            needs += try ClinicNeeds.notMarked(at: hub, of: clinician, before: today, in: connection)
        }
        if Permission.needs.allows(role) {
            needs += try NeedReviews.needs(ofRole: role, person: principal.person, on: today, in: connection)
        }
        if role == .practiceManager { needs += try KeptAppointmentNeeds.needs(principal.scope, from: today, in: connection) }
        return needs
    }

    /// The desk's search box where the desk is the work: signing in costs nobody at the telephone a click.
    package func homeParts(of principal: Principal, at instant: Instant, in connection: any Connection) throws -> [HomePart] {
        let (today, role) = (London.local(instant).date, principal.role)
        var parts = Permission.desk.allows(role) ? [HomePart(DeskOpening(), opens: true)] : []
        switch principal.scope.reach {
        case .hub(let hub) where Permission.clinicList.allows(role):
            parts.append(HomePart(try HubDay.figures(hub, of: role == .hubClinician ? principal.person : nil, on: today, in: connection)))
        case .practice where role == .receptionist || role == .practiceClinician:
            let live = BookingStatus.allCases.filter { $0 != .cancelled }
            func booked(through date: LocalDate) throws -> String {
                try CapacityStore.total(from: today, through: date, statuses: live, scope: principal.scope, in: connection).appointments.grouped
            }
            parts.append(
                HomePart(
                    HomeFigures(
                        "Our patients at the hubs", "",
                        [
                            Figure("Appointments today", try booked(through: today)),
                            Figure("In the seven days from today", try booked(through: today.adding(days: 6))),
                        ])))
        default: break
        }
        return parts
    }

    package func find(_ query: FindQuery, for principal: Principal, at instant: Instant, in connection: any Connection) throws -> [Found] {
        guard Permission.clinics.allows(principal.role) else { return [] }
        return try ClinicFinding.find(query, on: London.local(instant).date, scope: principal.scope, in: connection)
    }
}

/// The desk's line on a home page.
struct DeskOpening: Page {
    static let template = "desk-opening-part"
    static let sample = DeskOpening()

    let search = DeskSearch()

    var title: String { "Find patient" }
}

/// A hub's day, or one clinician's there.
enum HubDay {
    static func figures(
        _ hub: OrganisationID, of clinician: PersonID?, on today: LocalDate, in connection: any Connection
    ) throws -> HomeFigures {
        let clinics = try ClinicListStore.clinics(on: today, hub: hub, clinician: clinician, in: connection)
        let standing = clinics.isEmpty ? [:] : try ClinicListStore.standing(of: clinics.map(\.id), in: connection)
        let counts = standing.values.flatMap { $0 }
        let over = counts.filter { $0.key == .seen || $0.key == .didNotAttend }.map(\.value).reduce(0, +)
        let all = counts.map(\.value).reduce(0, +)
        let list = AppointmentsAddresses.clinicList.path()
        return HomeFigures(
            clinician == nil ? "Today at the hub" : "Your clinics today", clinics.isEmpty ? "There is no clinic today." : "",
            clinics.isEmpty
                ? []
                : [
                    Figure("Clinics", clinics.count.grouped, detail: clinics.map(\.startsAt.londonTimeText).joined(separator: ", "), address: list),
                    Figure("Appointments", all.grouped, address: list),
                    Figure("Seen or did not attend", over.grouped, unit: "of \(all.grouped)", address: list),
                ], links: [LinkView("Open the clinic list", list)])
    }
}
