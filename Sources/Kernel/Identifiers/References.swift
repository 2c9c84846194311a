// Things that many rooms point at.

/// The kinds of thing that rooms on one floor refer to without importing each other.
package enum OrganisationReference: Sendable {}
package enum SiteReference: Sendable {}
package enum PersonReference: Sendable {}
package enum AccountReference: Sendable {}
package enum PatientReference: Sendable {}
package enum ContractReference: Sendable {}
package enum SchemeReference: Sendable {}

/// A practice, network, federation, commissioner or any other body in the directory.
package typealias OrganisationID = ID<OrganisationReference>
/// A building or part of one where care is given.
package typealias SiteID = ID<SiteReference>
/// Somebody who works for an organisation.
package typealias PersonID = ID<PersonReference>
/// A person's means of signing in.
package typealias AccountID = ID<AccountReference>
package typealias PatientID = ID<PatientReference>
package typealias ContractID = ID<ContractReference>
/// A scheme, project or sharing of data that practices may opt into.
package typealias SchemeID = ID<SchemeReference>
