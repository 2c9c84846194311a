// Finds a record by a number it had.

import Store

extension PatientsFeature {
    /// The history of a record keeps each NHS number that it had.
    package static let formerNumbers = Migration(
        "2026-11-29 32 patients former numbers",
        "CREATE INDEX patient_change_fields_former_number ON patient_change_fields (before_value) WHERE field = 'nhs-number';")
}
