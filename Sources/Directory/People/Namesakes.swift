// Nobody is recorded twice.

import Kernel
import Store
import Web

extension PersonStore {
    /// Everybody of a name, wherever they work: somebody who was invited may be recorded already.
    package static func namesakes(_ givenName: String, _ familyName: String, in connection: any Connection) throws -> [Person] {
        try connection.all(
            Person.self,
            """
            SELECT id, given_name, family_name, title, registration, profession
            FROM people
            WHERE LOWER(given_name) = \(givenName.lowercased()) AND LOWER(family_name) = \(familyName.lowercased())
            ORDER BY id
            """)
    }

    /// Adds what was not known of a person. What is known already stays.
    static func complete(_ person: Person, with known: Person, in transaction: Transaction) throws {
        guard let standing = try Self.person(person.id, in: transaction) else { throw DirectoryRefusal.nothingToChange }
        if let typed = known.registration, let has = standing.registration, typed != has {
            throw DirectoryRefusal.otherRegistration(name: standing.fullName, registration: has.stored)
        }
        let title = standing.title.isEmpty ? known.title : standing.title
        let profession = standing.profession.isEmpty ? known.profession : standing.profession
        let registration = standing.registration ?? known.registration
        guard title != standing.title || profession != standing.profession || registration != standing.registration else { return }
        try transaction.execute(
            "UPDATE people SET title = \(title), profession = \(profession), registration = \(registration) WHERE id = \(person.id)")
        try transaction.audit("person completed", AuditSubject("person", person.id))
    }
}

extension FormReader {
    fileprivate static let newPerson = "new"

    /// Who of the namesakes is meant; nil for a new person, and where the question is still to be answered.
    func namesake(among namesakes: [Person]) -> Person? { namesakes.first { $0.id.stored == fields["namesake"] } }

    var isNewPerson: Bool { fields["namesake"] == FormReader.newPerson }
}

extension FormField {
    /// Asks whether one of the namesakes is meant; none, or one field.
    static func namesakes(_ namesakes: [Person]) -> [FormField] {
        guard !namesakes.isEmpty else { return [] }
        let options = namesakes.map { person in
            let details = [person.profession, person.registration?.stored ?? ""].filter { !$0.isEmpty }.joined(separator: ", ")
            return (person.id.stored, person.fullName, details.isEmpty ? "No profession recorded yet" : details)
        }
        return [
            .radios("namesake", "Is this somebody who is recorded already?", options: options + [(FormReader.newPerson, "No, a new person", "")])
        ]
    }
}
