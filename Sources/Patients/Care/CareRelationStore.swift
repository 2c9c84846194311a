// Where it is kept who cares for whom.

import Kernel
import Store

/// Written by the rooms that deliver care, in the transaction in which they plan or call off what is the evidence. A relation that was called off
/// keeps its row, with the instant, so that it can be told who could see whom.
package enum CareRelationStore {
    package static func begin(_ relations: [CareRelation], in transaction: Transaction) throws {
        guard let first = relations.first else { return }
        let rows = relations.dropFirst().reduce(row(first)) { $0 + ", " + row($1) }
        try transaction.later(
            """
            INSERT INTO care_relations (id, patient, place, team, person, purpose, from_date, until_date, evidence_kind, evidence, ended_at)
            VALUES \(rows)
            """)
    }

    /// Ends what these records showed: all of it, or what it said of persons alone.
    package static func end(_ kind: RecordKind, _ evidence: [String], ofPersonsAlone: Bool = false, in transaction: Transaction) throws {
        guard !evidence.isEmpty else { return }
        let whose: SQL = ofPersonsAlone ? "person IS NOT NULL" : "TRUE"
        try transaction.later(
            """
            UPDATE care_relations
            SET ended_at = \(transaction.instant)
            WHERE evidence_kind = \(kind.rawValue)
              AND evidence IN \(evidence)
              AND ended_at IS NULL
              AND \(whose)
            """)
    }

    /// Whether `party` cares for the patient of an expression on a day: the one question by which care opens a record.
    package static func condition(_ party: CareRelation.Party, patient: SQL, on date: LocalDate) -> SQL {
        let who: SQL =
            switch party {
            case .place(let place): "related.place = \(place)"
            case .team(let team): "related.team = \(team)"
            case .person(let person): "related.person = \(person)"
            }
        return """
            EXISTS (
              SELECT 1 FROM care_relations AS related
              WHERE related.patient = \(patient)
                AND \(who)
                AND related.ended_at IS NULL
                AND related.from_date <= \(date)
                AND (related.until_date IS NULL OR related.until_date >= \(date)))
            """
    }

    private static func row(_ relation: CareRelation) -> SQL {
        let (place, team, person): (OrganisationID?, ID<CareTeam>?, PersonID?) =
            switch relation.party {
            case .place(let place): (place, nil, nil)
            case .team(let team): (nil, team, nil)
            case .person(let person): (nil, nil, person)
            }
        return """
            (\(relation.id), \(relation.patient), \(place), \(team), \(person), \(relation.purpose), \(relation.from), \(relation.until),
              \(relation.evidence.kind.rawValue), \(relation.evidence.identifier), NULL)
            """
    }
}
