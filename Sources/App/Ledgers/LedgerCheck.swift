// Whether the two ledgers add up.

import Activity
import Appointments
import Contracts
import Finance
import Store

extension Installation {
    /// What is wrong in the ledgers of work and money, in closed months and in the diary, one sentence each; empty when every pound can be followed back,
    /// every free slot is offered and whoever has an appointment, and nobody else by one, is seen by its hub and clinician.
    ///
    /// - Throws: `StoreError` where the tables are older than the program.
    package func ledgerFindings() async throws -> [String] {
        try await database.read { connection in
            try ActivityStore.verify(in: connection) + FinanceStore.verify(in: connection) + CloseStore.verify(in: connection)
                + PaymentStore.verify(in: connection) + ReceiptStore.verify(in: connection) + SlotStore.verify(in: connection)
                + BookedDays.verify(in: connection) + BookingRelations.verify(in: connection)
        }
    }
}
