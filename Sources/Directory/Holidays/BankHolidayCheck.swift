// Whether holidays are known far enough.

import Kernel
import Web

extension BankHolidays {
    static let check = InstallationCheck(order: 10, readsDatabase: false) {
        finding(through: years.upperBound, today: London.local($0.now).date)
    }

    /// - Parameter lastYear: the last year whose bank holidays are published in the product.
    package static func finding(through lastYear: Int, today: LocalDate) -> CheckFinding {
        if today.year < lastYear { return .well("Bank holidays", "They are known to the end of \(lastYear).") }
        let mend = "Install a newer version: it brings the holidays that GOV.UK has published since."
        return today.year == lastYear
            ? .warning("Bank holidays", "They are known only to the end of this year; clinics and deadlines reach beyond it.", mend: mend)
            : .ill(
                "Bank holidays", "They are known only to the end of \(lastYear): clinics and deadlines take those since for working days.", mend: mend
            )
    }
}
