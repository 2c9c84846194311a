// Who a person is, and what they may do here.

import Kernel
import Notices
import Store
import Web

/// Accounts that belong to people, the roles they hold and act in, what they choose to be told of, and signing in: password, passcode, sessions,
/// one-time links.
/// The directory knows the people; this room knows how they prove who they are and, in `ScopeRules`, whose rows they may see.
package struct IdentityFeature: Feature {
    private let signIn: SignIn
    private let told: [NoticeKind]

    /// - Parameter told: what other rooms tell people of.
    package init(signIn: SignIn, told: [NoticeKind] = []) {
        self.signIn = signIn
        self.told = told
    }

    package static let migrations = [AccountTables.migration, OutboxToNotices.migration, EndedSessions.migration, OpenLists.migration]
    package var migrations: [Migration] { IdentityFeature.migrations }

    package var templates: [Template] { IdentityTemplates.all }

    package var samples: [any Page] {
        [
            SignInPage.sample, PasscodePage.sample, PasscodeSetUpPage.sample, RecoveryCodesPage.sample, ChooseRolePage.sample,
            ForgottenPasswordPage.sample,
            PasswordLinkPage.sample, SignInMessagePage.sample, AccountPage.sample, InvitationPage.sample, PersonAccountPage.sample,
        ]
    }

    package var navigation: [NavigationItem] {
        [
            NavigationItem("People", IdentityAddresses.people.path(), PeopleRoutes.seeing, in: .people, order: 10)
        ]
    }

    package var jobs: [any Job] {
        [SendReset(baseAddress: signIn.settings.baseAddress, random: signIn.random), ForgetOldTraces()]
    }

    package func homeParts(of principal: Principal, at instant: Instant, in connection: any Connection) throws -> [HomePart] {
        guard principal.role == .systemAdministrator else { return [] }
        let accounts = try AccountStore.counts(in: connection)
        return [
            HomePart(
                HomeFigures(
                    "People", "",
                    AccountState.allCases.map {
                        Figure("Accounts: \($0.title.lowercased())", (accounts[$0] ?? 0).grouped, address: IdentityAddresses.people.path())
                    }))
        ]
    }

    package func find(_ query: FindQuery, for principal: Principal, at instant: Instant, in connection: any Connection) throws -> [Found] {
        let account = query.score("My account").map { Found(.page, "My account", address: IdentityAddresses.account.path(), score: $0) }
        return (account.map { [$0] } ?? []) + (PeopleRoutes.seeing.allows(principal.role) ? try AccountFinding.find(query, in: connection) : [])
    }

    package var notices: [any RoomNotice.Type] { [IdentityNotice.self] }
    package var noticeTemplates: [any NoticeTemplate.Type] { [InvitationNotice.self, ResetNotice.self] }
    package var installationChecks: [InstallationCheck] {
        [
            InstallationCheck(order: 20) { [key = signIn.settings.passcodeKey] installation in
                guard installation.hasKey else { return nil }
                return PasscodeCheck.finding(opens: try await installation.database.read { try IdentityStore.passcodesOpen(with: key, in: $0) })
            }
        ]
    }

    package var hazards: [Hazard] { [Hazard(11, "Somebody sees patients whom they have no business to see")] }

    package var gaps: [GapRecord] {
        // A link is known to whom it was sent; a session is looked up within the own account.
        GapRecord.everybodys("account", "assignment", "session", "token")
    }

    package func addRoutes(to routes: inout RouteTable) {
        SignInRoutes(signIn: signIn).add(to: &routes)
        PasscodeSetUpRoutes(signIn: signIn).add(to: &routes)
        OneTimeLinkRoutes(signIn: signIn).add(to: &routes)
        AccountRoutes(signIn: signIn).add(to: &routes)
        PeopleRoutes(signIn: signIn).add(to: &routes)
        PersonAccountRoutes(signIn: signIn).add(to: &routes)
        NoticePreferenceRoutes(database: signIn.database, kinds: NoticeKind.list(noticeTemplates.map { $0.kind } + told)).add(to: &routes)
    }
}
