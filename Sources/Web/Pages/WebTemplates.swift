// The shell's own templates and assets.

/// The templates of the layout and of the views; rooms use them as partials.
enum WebTemplates {
    static let all: [Template] = [
        Template("back-link", PackageResources.back_link_mustache),
        Template("breadcrumbs", PackageResources.breadcrumbs_mustache),
        Template("button-form", PackageResources.button_form_mustache),
        Template("chart", PackageResources.chart_mustache),
        Template("checkboxes", PackageResources.checkboxes_mustache),
        Template("date-field", PackageResources.date_field_mustache),
        Template("details", PackageResources.details_mustache),
        Template("error-summary", PackageResources.error_summary_mustache),
        Template("figure", PackageResources.figure_mustache),
        Template("find-box", PackageResources.find_box_mustache),
        Template("form", PackageResources.form_mustache),
        Template("form-field", PackageResources.form_field_mustache),
        Template("form-page", PackageResources.form_page_mustache),
        Template("form-token", PackageResources.form_token_mustache),
        Template("hidden-field", PackageResources.hidden_field_mustache),
        Template("inset-text", PackageResources.inset_text_mustache),
        Template("layout", PackageResources.layout_mustache),
        Template("list-page", PackageResources.list_page_mustache),
        Template("navigation", PackageResources.navigation_mustache),
        Template("notice", PackageResources.notice_mustache),
        Template("origin", PackageResources.origin_mustache),
        Template("page-links", PackageResources.page_links_mustache),
        Template("password-field", PackageResources.password_field_mustache),
        Template("patient-banner", PackageResources.patient_banner_mustache),
        Template("radios", PackageResources.radios_mustache),
        Template("refusal", PackageResources.refusal_mustache),
        Template("select", PackageResources.select_mustache),
        Template("sign-out", PackageResources.sign_out_mustache),
        Template("summary-list", PackageResources.summary_list_mustache),
        Template("table", PackageResources.table_mustache),
        Template("table-cell", PackageResources.table_cell_mustache),
        Template("tag", PackageResources.tag_mustache),
        Template("text-area", PackageResources.text_area_mustache),
        Template("text-field", PackageResources.text_field_mustache),
        Template("warning-callout", PackageResources.warning_callout_mustache),
    ]

    static let names = Set(all.map(\.name))
}
