// Changes contracts in the database.

import Directory
import Kernel
import Store

package enum ContractStore {
    /// The last month for which something under the contract is closed; nil where nothing is.
    package static func lastClosedMonth(of contract: ContractID, in connection: any Connection) throws -> Month? {
        try connection.value(
            Month.self,
            """
            SELECT MAX(closed.month)
            FROM (
                SELECT month FROM contract_instalments WHERE contract = \(contract)
                UNION ALL
                SELECT month_closes.month
                FROM month_closes
                JOIN schemes ON schemes.id = month_closes.scheme
                WHERE schemes.contract = \(contract)
            ) AS closed
            """)
    }

    /// The first month for which nothing is closed, from which a change can count.
    package static func firstOpenMonth(of contract: Contract, in connection: any Connection) throws -> Month {
        try lastClosedMonth(of: contract.id, in: connection)?.next ?? Month(containing: contract.from)
    }

    /// Writes a contract over the one that it corrects. Once a month is closed or the contract was varied, only its title and its reference may be
    /// corrected.
    ///
    /// - Parameter contract: as it should have been recorded, with the revision that was seen.
    package static func correct(_ contract: Contract, reason: String, in transaction: Transaction) throws {
        let standing = try current(contract.id, seen: Revision(contract.revision), in: transaction)
        guard contract.from <= contract.firstUntil else { throw ContractRefusal.datesReversed }
        guard contract.firstValuePence >= 0 else { throw ContractRefusal.negativeValue }
        let taken =
            try transaction.value(
                Int.self, "SELECT COUNT(*) FROM contracts WHERE reference = \(contract.reference) AND id <> \(contract.id)") ?? 0
        guard taken == 0 else { throw ContractRefusal.referenceTaken(contract.reference) }
        if standing.terms != contract.terms {
            guard try mayCorrectTerms(of: standing, in: transaction) else { throw ContractRefusal.termsFixed }
            for scheme in try SchemeStore.schemes(of: contract.id, in: transaction)
            where scheme.from < contract.from || scheme.until > contract.firstUntil {
                throw ContractRefusal.schemeOutsideContract
            }
        }
        guard standing.terms != contract.terms || standing.title != contract.title || standing.reference != contract.reference else {
            throw ContractRefusal.nothingChanged
        }
        try transaction.execute(
            """
            UPDATE contracts
            SET reference = \(contract.reference), title = \(contract.title), commissioner = \(contract.commissioner),
                value_pence = \(contract.firstValuePence), from_date = \(contract.from), until_date = \(contract.firstUntil),
                revision = revision + 1
            WHERE id = \(contract.id)
            """)
        try transaction.audit(
            "contract corrected", AuditSubject("contract", contract.id), reason: reason,
            details: [
                "was": [standing.reference, standing.title, standing.firstValue.exactText, standing.from.stored, standing.firstUntil.stored].joined(
                    separator: " / ")
            ])
    }

    /// Whether value, dates and commissioner are still open to correction.
    package static func mayCorrectTerms(of contract: Contract, in connection: any Connection) throws -> Bool {
        try contract.variations.isEmpty && lastClosedMonth(of: contract.id, in: connection) == nil
    }

    /// Varies a contract from a month on. Schemes beyond an earlier last day end with it; refused where clinics are published or work is on record
    /// after that day.
    @discardableResult
    package static func vary(
        _ id: ContractID, seen revision: Revision, reason: String, ports: ContractsPorts, in transaction: Transaction,
        _ draft: (Contract, _ firstOpen: Month) throws -> ContractVariation
    ) throws -> ContractVariation {
        let contract = try current(id, seen: revision, in: transaction)
        let variation = try draft(contract, firstOpenMonth(of: contract, in: transaction))
        for scheme in try SchemeStore.schemes(of: id, in: transaction) where scheme.until > variation.untilDate {
            guard scheme.from <= variation.untilDate else { throw ContractRefusal.schemeBeginsLater(scheme.from) }
            try SchemeStore.end(scheme, on: variation.untilDate, reason: reason, ports: ports, in: transaction)
        }
        try transaction.execute(
            """
            INSERT INTO contract_variations (contract, number, from_month, value_pence, until_date, source, recorded_at)
            VALUES (\(id), \(variation.number), \(variation.fromMonth), \(variation.valuePence), \(variation.untilDate), \(variation.source),
                \(variation.recordedAt))
            """)
        try transaction.execute("UPDATE contracts SET revision = revision + 1 WHERE id = \(id)")
        try transaction.audit(
            "contract varied", AuditSubject("contract", id), reason: reason,
            details: [
                "from": variation.fromMonth.stored, "value": "\(variation.valuePence)", "until": variation.untilDate.stored,
                "was": "\(contract.value.pence) until \(contract.until.stored)",
            ])
        return variation
    }

    /// The contract, where nobody has changed it since it was seen.
    private static func current(_ id: ContractID, seen revision: Revision, in connection: any Connection) throws -> Contract {
        guard let contract = try SchemeStore.contract(id, in: connection) else { throw ContractRefusal.unknownContract }
        let standing =
            "“\(contract.title)”, reference \(contract.reference), worth \(contract.value.text) from \(contract.from.longText) until "
            + contract.until.longText
        try revision.check(against: Revision(contract.revision), standsNow: standing)
        return contract
    }
}

extension Contract {
    fileprivate struct Terms: Hashable {
        let commissioner: OrganisationID
        let value: Int
        let from: LocalDate
        let until: LocalDate
    }

    /// What money and clinics depend on.
    fileprivate var terms: Terms { Terms(commissioner: commissioner, value: firstValuePence, from: from, until: firstUntil) }
}
