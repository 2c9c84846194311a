// The room's templates, embedded.

import Web

enum IdentityTemplates {
    static let all = [
        Template("account", PackageResources.account_mustache),
        Template("choose-role", PackageResources.choose_role_mustache),
        Template("forgotten-password", PackageResources.forgotten_password_mustache),
        Template("invitation", PackageResources.invitation_mustache),
        Template("passcode-set-up", PackageResources.passcode_set_up_mustache),
        Template("passcode", PackageResources.passcode_mustache),
        Template("password-link", PackageResources.password_link_mustache),
        Template("person-account", PackageResources.person_account_mustache),
        Template("recovery-codes", PackageResources.recovery_codes_mustache),
        Template("role-fields", PackageResources.role_fields_mustache),
        Template("sign-in-message", PackageResources.sign_in_message_mustache),
        Template("sign-in", PackageResources.sign_in_mustache),
    ]
}
