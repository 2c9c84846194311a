// Whether terms may be published.

import Kernel

package enum UndertakingRules {
    /// The next version of the terms, or why it cannot be published.
    package static func next(
        after versions: [TermsVersion], of undertaking: SchemeID, text: String, olderUntil: LocalDate?, today: LocalDate
    ) throws(TermsRefusal) -> TermsVersion {
        guard !text.isEmpty else { throw .textMissing }
        let latest = versions.max { $0.version < $1.version }
        if let latest, latest.text == text { throw .unchanged }
        if let olderUntil {
            guard latest != nil else { throw .lapseOnFirstVersion }
            guard olderUntil >= today else { throw .lapseBeforeToday(today) }
        }
        return TermsVersion(
            undertaking: undertaking, version: (latest?.version ?? 0) + 1, text: text, publishedOn: today, olderUntil: olderUntil)
    }

    /// The version that a practice is asked to agree to on `date`.
    package static func current(_ versions: [TermsVersion], on date: LocalDate) -> TermsVersion? {
        versions.filter { $0.publishedOn <= date }.max { $0.version < $1.version }
    }
}
