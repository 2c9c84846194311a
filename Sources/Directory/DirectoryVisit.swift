// What this room's handlers and forms share.

import Kernel
import Store
import Web

extension Database {
    /// The organisation of the address, as it stands today.
    func organisation(_ visit: Visit) async throws -> Organisation {
        let (id, today): (OrganisationID, LocalDate) = (try visit.id("organisation"), visit.today)
        guard let organisation = try await read({ try OrganisationStore.organisation(id, on: today, in: $0) }) else { throw Refusal.notFound }
        return organisation
    }
}

extension Organisation {
    var back: BackLink { BackLink(name, DirectoryAddresses.organisation.path(id)) }

    /// A change leads back to the organisation that it was made to.
    func done(_ notice: DirectoryNotice) -> Done { Done(DirectoryAddresses.organisation.path(id), notice) }
}

extension FormReader {
    /// Why the change is made; kept in the audit trail.
    mutating func reason() -> String? { text("reason", orSay: "Say in a few words why you make this change", longest: 300) }
}

extension FormField {
    static let reason = FormField.text("reason", "Why do you make this change?", hint: "Kept in the audit trail. No patient's details.")

    static func postcode(_ value: Postcode? = nil) -> FormField {
        .text("postcode", "Postcode", hint: "For example, SW1A 1AA", value: value?.stored ?? "", width: .narrow)
    }
}
