// Asks for an organisation by name or code.

import Kernel
import Store
import Web

/// What the directory found for what was typed.
package enum OrganisationAnswer: Hashable, Sendable {
    case missing
    case nothing(words: String)
    /// Several answer, or one whose name is not quite what was typed: the person chooses.
    case several([Organisation], words: String)
    case found(Organisation)

    package var organisation: Organisation? {
        if case .found(let organisation) = self { organisation } else { nil }
    }
}

/// One line for a name or a code; where it is not clear who is meant, those who may be are listed to choose from.
package struct OrganisationQuestion: Sendable {
    private let name: String
    /// Nil for any.
    private let kinds: [OrganisationKind]?
    private var choice: String { "\(name)-choice" }
    private var asked: String { "\(name)-for" }
    private static let most = 8

    package init(_ name: String, kinds: [OrganisationKind]?) {
        self.name = name
        self.kinds = kinds
    }

    /// Who is meant among the organisations that are open on `date`.
    package func answer(_ fields: Web.Fields, on date: LocalDate, in connection: any Connection) throws -> OrganisationAnswer {
        let words = fields[name]
        guard !words.isEmpty, words.count <= 200 else { return .missing }
        let wanted: [OrganisationKind?] = kinds.map { $0.map(Optional.some) } ?? [nil]
        let found = try wanted.flatMap { kind in
            try OrganisationSearch.find(words, kind: kind, on: date, openOnly: true, in: connection)
                .filter { (kind == nil || $0.kind == kind) && $0.isOpen }
        }
        // A choice counts for the words for which it was offered.
        if fields[asked] == words, let chosen = found.first(where: { $0.id.stored == fields[choice] }) { return .found(chosen) }
        let code = try? ODSCode(parsing: words)
        let exact = found.filter { NameSearch.folded($0.name) == NameSearch.folded(words) || (code != nil && $0.odsCode == code) }
        if exact.count == 1 { return .found(exact[0]) }
        let candidates = exact.isEmpty ? found : exact
        return candidates.isEmpty ? .nothing(words: words) : .several(Array(candidates.prefix(Self.most)), words: words)
    }

    /// Says beside the field what is wrong; nothing where one was found.
    package func refuse(_ answer: OrganisationAnswer, in form: inout FormReader, orSay missing: String) {
        switch answer {
        case .found: return
        case .missing: form.refuse(name, missing)
        case .nothing(let words):
            form.refuse(name, "Nothing open in the directory is called “\(words)”. Check the name or the ODS code, or add it first")
        case .several(let several, _):
            form.refuse(choice, several.count == 1 ? "Say whether this is the one that you mean" : "Choose the one that you mean")
        }
    }

    /// Its fields in a form: the words and, where several may be meant, those to choose from.
    package func fields(
        _ label: String, hint: String, answer: OrganisationAnswer = .missing, value: String = "", width: TextField.Width = .wide
    ) -> [FormField] {
        let words = FormField.text(name, label, hint: hint, value: value, width: width)
        guard case .several(let several, let asked) = answer else { return [words] }
        let options = several.map { organisation in
            let details = [organisation.kind.title, organisation.odsCode?.stored ?? "", organisation.postcode?.stored ?? ""].filter { !$0.isEmpty }
            return (organisation.id.stored, organisation.name, details.joined(separator: ", "))
        }
        return [words, .radios(choice, "Which one do you mean by “\(asked)”?", options: options), .hidden(self.asked, asked)]
    }
}
