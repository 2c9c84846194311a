// Who keeps a clinician's registration.

/// A clinician's number on a professional register. None has a public check digit: a good form is no proof, the register has to be looked up.
/// Stored as "GMC 1234567".
package struct ProfessionalRegistration: TextValue {
    /// A professional register.
    package enum Body: String, CaseIterable, Codable, Hashable, Sendable {
        case gmc, nmc, gphc, hcpc

        package var title: String {
            switch self {
            case .gmc: "General Medical Council"
            case .nmc: "Nursing and Midwifery Council"
            case .gphc: "General Pharmaceutical Council"
            case .hcpc: "Health and Care Professions Council"
            }
        }

        package var abbreviation: String { self == .gphc ? "GPhC" : rawValue.uppercased() }

        var expected: String {
            switch self {
            case .gmc: "A GMC number has 7 digits, for example 1234567."
            case .nmc: "An NMC PIN has 2 digits, a letter, 4 digits and a letter, for example 71A2998E."
            case .gphc: "A GPhC number has 7 digits and begins with 2, for example 2033467."
            case .hcpc: "An HCPC number has 2 letters and up to 6 digits, for example PH095159."
            }
        }
    }

    package let body: Body
    /// In capitals, without spaces, with the leading noughts that were given.
    package let number: String

    /// Checks the form that UK Core's Practitioner.identifier gives for each register.
    package init(body: Body, number text: String) throws {
        let number = text.uppercased().filter { !$0.isWhitespace && !$0.isDash }
        let isSound =
            switch body {
            case .gmc: number.utf8.count == 7 && (number.isDigits || number.prefix(1).isCapitals && number.dropFirst().isDigits)
            case .nmc:
                number.utf8.count == 8 && number.prefix(2).isDigits && number.dropFirst(2).prefix(1).isCapitals
                    && number.dropFirst(3).prefix(4).isDigits && number.suffix(1).isCapitals
            case .gphc: number.utf8.count == 7 && number.isDigits && number.hasPrefix("2")
            case .hcpc: (3...8).contains(number.utf8.count) && number.prefix(2).isCapitals && number.dropFirst(2).isDigits
            }
        guard isSound else { throw ParseProblem(input: text, expected: body.expected) }
        self.body = body
        self.number = number
    }

    /// Reads "GMC 1234567": the register's initials, then the number.
    package init(parsing text: String) throws {
        let trimmed = text.trimmed
        for body in Body.allCases where trimmed.lowercased().hasPrefix(body.rawValue) {
            self = try ProfessionalRegistration(body: body, number: String(trimmed.dropFirst(body.rawValue.count)))
            return
        }
        throw ParseProblem(input: text, expected: "Enter the register and the number: GMC, NMC, GPhC or HCPC, for example GMC 1234567.")
    }

    package var stored: String { "\(body.abbreviation) \(number)" }
}
