// What the federation asked practices to do.

import Kernel
import Store
import Web

extension WorklistFeature {
    /// One action for each practice.
    package func demonstrate(_ scene: DemonstrationScene, random: inout SeededRandom, in transaction: Transaction) throws {
        guard let manager = scene.people[.federationManager] else { return }
        let due = London.local(transaction.instant).date.adding(days: 9)
        for practice in scene.practices {
            let draft = ActionDraft(
                title: "Check the vaccine fridge's log of last month (made up)", organisation: practice, owner: .role(.practiceManager), dueOn: due)
            try ActionStore.raise(draft, by: manager, in: transaction)
        }
    }
}
