// Tells a practice what outlives its agreement.

import Kernel
import Store
import Web

enum KeptAppointmentNeeds {
    static func needs(_ scope: Scope, from today: LocalDate, in connection: any Connection) throws -> [HomeNeed] {
        try KeptAppointmentStore.groups(from: today, scope: scope, in: connection).map { group in
            let verb = group.count == 1 ? "is" : "are"
            return HomeNeed(
                "\(group.counted) of your patients \(verb) \(group.days), \(group.since("your practice’s")).",
                detail: "They were booked before and are kept. Cancel those that your patients no longer want.", action: "Open the appointments",
                address: AppointmentsAddresses.keptAppointments.path(), weight: .news)
        }
    }
}
