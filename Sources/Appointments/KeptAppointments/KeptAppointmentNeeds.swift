// Tells a practice what outlives its agreement.

import Kernel
import Store
import Web

enum KeptAppointmentNeeds {
    static func needs(_ scope: Scope, from today: LocalDate, in connection: any Connection) throws -> [HomeNeed] {
        try KeptAppointmentStore.groups(from: today, scope: scope, in: connection).map { group in
            HomeNeed(
                "\(group.count == 1 ? "1 appointment of your patients is" : "\(group.count.grouped) appointments of your patients are") \(group.days), "
                    + "\(group.since("your practice’s")).",
                detail: "They were booked before and are kept. Cancel those that your patients no longer want.", action: "Open the appointments",
                address: AppointmentsAddresses.keptAppointments.path(), weight: .news)
        }
    }
}
