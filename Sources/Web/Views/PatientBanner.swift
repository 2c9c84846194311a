// Who it is, on top of a patient's pages.

/// Who it is, at the top of every page about one patient: `{{#banner}}{{>patient-banner}}{{/banner}}`. The register of patients fills it in.
package struct PatientBanner: Encodable, Sendable {
    let name: String
    let born: String
    let number: String
    let practice: String
    let needs: String
    let tags: [Tag]
    let address: String

    /// - Parameters:
    ///   - needs: what staff must do so that the patient can be met: "Interpreter: Urdu".
    ///   - address: the record's page.
    package init(name: String, born: String, number: String, practice: String, needs: String, tags: [Tag], address: String) {
        self.name = name
        self.born = born
        self.number = number
        self.practice = practice
        self.needs = needs
        self.tags = tags
        self.address = address
    }

    package static var sample: PatientBanner {
        PatientBanner(
            name: "Amina Example", born: "4 May 1961 (65)", number: "999 000 0018", practice: "Riverside Surgery", needs: "Interpreter: Urdu",
            tags: [Tag("Consent in force", .good)], address: "/patients/1")
    }
}
