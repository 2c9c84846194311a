// Which practice carries on for which.

/// An organisation as it stands on a day: the one that carries on for it, and everybody for whom that one does.
package struct Lineage: Hashable, Sendable {
    /// The organisation itself where none has taken it over.
    package let heir: OrganisationID
    /// Those that merged into the heir, at any remove; the organisation itself among them where it did.
    package let predecessors: Set<OrganisationID>

    package init(heir: OrganisationID, predecessors: Set<OrganisationID> = []) {
        self.heir = heir
        self.predecessors = predecessors.subtracting([heir])
    }

    /// The heir first.
    package var members: [OrganisationID] { [heir] + predecessors.sorted() }
}
