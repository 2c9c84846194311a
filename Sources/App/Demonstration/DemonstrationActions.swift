// What the federation asked practices to do.

import Identity
import Kernel
import Store
import Web
import Worklist

/// One action for each practice. No chance is in it, so that it changes no other figure of the demonstration.
enum DemonstrationActions {
    static func raise(_ bodies: DemonstrationBodies, _ people: DemonstrationPeople, _ calendar: DemonstrationCalendar, in transaction: Transaction)
        throws
    {
        guard let manager = people.accounts[.federationManager] else { return }
        let principal = Principal(
            account: manager.account, person: manager.person, name: "", role: .federationManager, organisation: bodies.federation,
            organisationName: "", holdsOtherRoles: false, scope: ScopeRules.scope(of: .federationManager, at: bodies.federation))
        let due = London.local(calendar.now).date.adding(days: 9)
        for practice in bodies.practices {
            let draft = ActionDraft(
                title: "Check the vaccine fridge's log of last month (made up)", organisation: practice.id, owner: .role(.practiceManager), dueOn: due
            )
            try ActionStore.raise(draft, by: principal, in: transaction)
        }
    }
}
