// A contract and its scheme, put in force.

import Contracts
import Directory
import Governance
import Kernel
import Store

/// What was agreed with a commissioner about enhanced access: who, how much, from when until when, and what an hour is worth.
package struct ContractDraft: Hashable, Sendable {
    package let title: String
    package let reference: String
    package let commissioner: ODSCode
    package let value: Money
    package let from: LocalDate
    package let until: LocalDate
    /// What practices read before they sign.
    package let terms: String
    package let hourPrice: Money
    package let priceSource: String
    /// The federation's share of time that nobody used, in hundredths.
    package let federationPercent: Int
    package let rounding: Requirement.Rounding

    package init(
        title: String, reference: String, commissioner: ODSCode, value: Money, from: LocalDate, until: LocalDate, terms: String, hourPrice: Money,
        priceSource: String, federationPercent: Int, rounding: Requirement.Rounding
    ) {
        self.title = title
        self.reference = reference
        self.commissioner = commissioner
        self.value = value
        self.from = from
        self.until = until
        self.terms = terms
        self.hourPrice = hourPrice
        self.priceSource = priceSource
        self.federationPercent = federationPercent
        self.rounding = rounding
    }
}

package enum ContractForming {
    package enum Refusal: Error, Hashable, Sendable {
        case unknownCommissioner(ODSCode)
        case untilBeforeFrom
        case percent(Int)

        package var sentence: String {
            switch self {
            case .unknownCommissioner(let code):
                "No organisation has the code \(code) on the contract's first day. Import the NHS practice file first, or check the code."
            case .untilBeforeFrom: "The contract's last day is before its first. Correct --until."
            case .percent(let percent): "The federation's share of unused time is from 0 to 100, not \(percent)."
            }
        }
    }

    /// Adds the contract, its scheme with the enhanced access requirement (60 minutes a week for each 1,000 adjusted patients, in network standard
    /// hours, a GP on site; NHS England, Network Contract DES), its price, and the undertaking that practices sign up to.
    package static func form(_ draft: ContractDraft, in transaction: Transaction) throws -> SchemeID {
        guard draft.until >= draft.from else { throw Refusal.untilBeforeFrom }
        guard (0...100).contains(draft.federationPercent) else { throw Refusal.percent(draft.federationPercent) }
        guard let commissioner = try OrganisationStore.organisation(code: draft.commissioner, on: draft.from, in: transaction) else {
            throw Refusal.unknownCommissioner(draft.commissioner)
        }
        let scheme = SchemeID(at: transaction.instant)
        let contract = Contract(
            id: ID(at: transaction.instant), reference: draft.reference, title: draft.title, commissioner: commissioner.id, value: draft.value,
            from: draft.from, until: draft.until, isExample: false)
        try SchemeStore.add(contract, in: transaction)
        try UndertakingStore.add(
            Undertaking(
                id: scheme, kind: .scheme, title: draft.title,
                purpose: "Evening and Saturday appointments at the hubs for all patients of the networks."),
            terms: draft.terms, publishedOn: London.local(transaction.instant).date, in: transaction)
        try SchemeStore.add(Scheme(id: scheme, contract: contract.id, from: draft.from, until: draft.until), in: transaction)
        try SchemeStore.add(
            Requirement(
                scheme: scheme, from: draft.from, minutesPerThousand: 60, rounding: draft.rounding, standardHours: Requirement.networkStandardHours,
                gpOnSite: true, daysAhead: 14, sameDay: true, wholeNetwork: true, source: "Network Contract DES, enhanced access"),
            in: transaction)
        try SchemeStore.add(
            SchemePrice(scheme: scheme, from: draft.from, hour: draft.hourPrice, isExample: false, source: draft.priceSource), in: transaction)
        try SchemeStore.add(
            UnusedShare(scheme: scheme, from: draft.from, federationPercent: draft.federationPercent, source: draft.priceSource), in: transaction)
        return scheme
    }
}
