// The room's templates, embedded.

import Web

enum AppointmentsTemplates {
    static let all = [
        Template("booking", PackageResources.booking_mustache),
        Template("clinic-list", PackageResources.clinic_list_mustache),
        Template("clinic-pattern", PackageResources.clinic_pattern_mustache),
        Template("clinics", PackageResources.clinics_mustache),
        Template("desk", PackageResources.desk_mustache),
        Template("desk-opening-part", PackageResources.desk_opening_part_mustache),
        Template("desk-patient", PackageResources.desk_patient_mustache),
        Template("desk-results", PackageResources.desk_results_mustache),
        Template("desk-search", PackageResources.desk_search_mustache),
        Template("clinic-date", PackageResources.clinic_date_mustache),
        Template("needs", PackageResources.needs_mustache),
    ]
}
