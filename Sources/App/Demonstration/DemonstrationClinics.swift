// The made-up evenings and Saturdays.

import Appointments
import Directory
import Kernel
import Store

/// Twenty clinics at once through network standard hours, ten at each hub: some 310 hours a week for the 296 that are owed.
enum DemonstrationClinics {
    static let streams = 20
    /// Streams that belong to one network, two for each; the others are for all.
    private static let networkStreams = 12

    static func service(of stream: Int) -> Service {
        let services: [Service] = [
            .doctor, .doctor, .nurse, .doctor, .pharmacist, .physiotherapist, .doctor, .nurse, .paramedic, .doctor,
        ]
        return services[stream / 2 % services.count]
    }

    /// Publishes every pattern. Stream 0 is the GP who can sign in, at Oak Hub, on every day of the week that the demonstration is made on.
    static func publish(
        _ bodies: DemonstrationBodies, _ people: DemonstrationPeople, _ terms: DemonstrationTerms, _ calendar: DemonstrationCalendar,
        random: inout SeededRandom, in transaction: Transaction
    ) throws {
        let contracts = Ports.contractsOfClinics(.fixed(transaction.instant))
        let daysAhead = try contracts.daysAhead(terms.scheme, calendar.firstClinic, transaction) ?? ClinicPattern.usualDaysAhead
        for stream in 0..<streams {
            let hub = bodies.hubs[stream % bodies.hubs.count]
            for weekday in Weekday.allCases {
                guard let hours = hours(on: weekday, stream: stream, calendar) else { continue }
                let service = service(of: stream)
                let pattern = ClinicPattern(
                    id: ID(at: transaction.instant, using: &random), site: hub.site, room: hub.rooms[stream / 2 % hub.rooms.count],
                    clinician: clinician(of: people, stream: stream, on: weekday), service: service, channel: stream == 7 ? .telephone : .faceToFace,
                    scheme: terms.scheme, contract: terms.contract,
                    network: stream < networkStreams ? bodies.networks[stream % bodies.networks.count] : nil,
                    weekday: weekday, starts: hours.starts, ends: hours.ends, slotMinutes: service.slotMinutes == 20 ? 30 : service.slotMinutes,
                    daysAhead: daysAhead, sameDaySlots: stream == 0 ? 2 : 0, onBankHolidays: stream == 0, fromDate: calendar.firstClinic,
                    untilDate: calendar.lastClinic)
                try ClinicStore.add(pattern, in: transaction)
                try ClinicStore.publish(pattern.id, contracts, in: transaction)
            }
        }
    }

    private static func hours(on weekday: Weekday, stream: Int, _ calendar: DemonstrationCalendar) -> (starts: LocalTime, ends: LocalTime)? {
        switch weekday {
        case .saturday: (LocalTime(clamping: 9 * 60), LocalTime(clamping: 17 * 60))
        case .sunday: stream == 0 && calendar.today.weekday == .sunday ? (LocalTime(clamping: 10 * 60), LocalTime(clamping: 13 * 60)) : nil
        default: (LocalTime(clamping: 18 * 60 + 30), LocalTime(clamping: 20 * 60))
        }
    }

    private static func clinician(of people: DemonstrationPeople, stream: Int, on weekday: Weekday) -> PersonID {
        if stream == 0 { return people.clinicians[0] }
        let third = weekday == .saturday ? 2 : weekday.number / 4
        return people.clinicians[1 + stream * 3 + third]
    }
}
