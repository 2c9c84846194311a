// How a patient is recognised.

import Kernel

/// What somebody typed into the one line of the desk.
package enum PatientQuery: Hashable, Sendable {
    case nhsNumber(NHSNumber)
    /// Either name may be empty; names are folded. Both orders of a name are tried.
    case person(names: [String], bornOn: LocalDate?)

    /// Reads an NHS number, or a name with or without a date of birth after it. Throws a `ParseProblem` that says what to enter.
    package init(typed text: String) throws {
        let digits = text.filter(\.isNumber)
        let letters = text.filter(\.isLetter)
        if letters.isEmpty, digits.count >= 9 {
            self = .nhsNumber(try NHSNumber(parsing: text))
            return
        }
        // No date has ten digits: a number typed after a name is what counts.
        if digits.count == 10 {
            self = .nhsNumber(try NHSNumber(parsing: digits))
            return
        }
        guard text.unicodeScalars.count <= PatientRules.longestQuery else {
            throw ParseProblem(input: "", expected: "Enter a name and date of birth alone, in at most \(PatientRules.longestQuery) letters.")
        }
        let firstDigit = text.firstIndex(where: \.isNumber) ?? text.endIndex
        let names = NameSearch.words(String(text[..<firstDigit]))
        guard names.count <= PatientRules.mostNames else {
            throw ParseProblem(input: "", expected: "Enter a name and date of birth alone: at most \(PatientRules.mostNames) names.")
        }
        let dateText = text[firstDigit...].trimmed
        let bornOn = dateText.isEmpty ? nil : try LocalDate(typed: dateText)
        guard !names.isEmpty || bornOn != nil else {
            throw ParseProblem(input: text, expected: "Enter an NHS number, or a name and date of birth, for example Amina Example 4 5 1961.")
        }
        guard bornOn != nil || (names.last?.count ?? 0) >= PatientRules.keyLength || (names.first?.count ?? 0) >= PatientRules.keyLength else {
            throw ParseProblem(input: text, expected: "Enter at least 3 letters of the family name, or add the date of birth.")
        }
        self = .person(names: names, bornOn: bornOn)
    }
}

/// Somebody who can be recognised by name and date of birth.
package protocol NamedPatient {
    var givenName: String { get }
    var familyName: String { get }
    var bornOn: LocalDate { get }
}

extension Patient: NamedPatient {}

/// Finding the right person although a name was misheard, and registering one.
package enum PatientRules {
    /// How many letters of the family name the index is made of.
    package static let keyLength = 3
    /// What a line may hold, so that a letter pasted into it does not keep everybody waiting.
    package static let longestQuery = 120
    package static let mostNames = 8
    /// How many people a search shows; more means that the search must be narrowed.
    package static let shown = 12

    /// A family name as the index holds it: folded and in one word, so that O'Neill, O Neill and Smith-Jones, Smith Jones meet.
    package static func foldedName(_ name: String) -> String { NameSearch.folded(name).filter { $0 != " " } }

    package static func familyKey(_ foldedFamily: String) -> String { String(foldedFamily.prefix(keyLength)) }

    /// How well a patient answers a search: 0 is exact, larger is worse, nil is somebody else.
    /// A date of birth may have its day and month swapped; a name may be cut short, or wrong by one letter in five.
    package static func distance(of patient: some NamedPatient, from names: [String], bornOn: LocalDate?) -> Int? {
        var distance = 0
        if let bornOn, bornOn != patient.bornOn {
            guard let swapped = LocalDate(year: bornOn.year, month: bornOn.day, day: bornOn.month), swapped == patient.bornOn else { return nil }
            distance += 3
        }
        guard !names.isEmpty else { return distance }
        let given = foldedName(patient.givenName)
        let family = foldedName(patient.familyName)
        var best: Int?
        for cut in 0...names.count {
            let (first, last) = (names[..<cut].joined(), names[cut...].joined())
            for (typedGiven, typedFamily) in [(first, last), (last, first)] {
                guard let one = typedFamily.isEmpty ? 1 : wordDistance(typedFamily, from: family),
                    let two = typedGiven.isEmpty ? 0 : wordDistance(typedGiven, from: given)
                else { continue }
                guard !(typedFamily.isEmpty && bornOn == nil) else { continue }
                best = min(best ?? .max, one + two)
            }
        }
        return best.map { $0 + distance }
    }

    /// Those who answer a search, best first, equally good ones by name.
    package static func ranked<Person: NamedPatient>(_ people: [Person], names: [String], bornOn: LocalDate?) -> [Person] {
        people.compactMap { person in distance(of: person, from: names, bornOn: bornOn).map { (person: person, distance: $0) } }
            .sorted { ($0.distance, $0.person.familyName, $0.person.givenName) < ($1.distance, $1.person.familyName, $1.person.givenName) }
            .map(\.person)
    }

    /// 0 for the same word, 1 for its beginning, 2 and more for slips of the pen; nil for another word.
    private static func wordDistance(_ typed: String, from word: String) -> Int? {
        if typed == word { return 0 }
        if word.hasPrefix(typed) { return 1 }
        let allowed = max(1, typed.count / 4)
        return NameSearch.slips(typed, word, limit: allowed).map { $0 + 1 }
    }
}
