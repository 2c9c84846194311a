// Who a person is, and what they may do here.

import Kernel
import Store
import Web

/// Accounts that belong to people, the roles they hold and act in, and signing in: password, passcode, sessions, one-time links, their emails.
/// The directory knows the people; this room knows how they prove who they are and, in `ScopeRules`, whose rows they may see.
package struct IdentityFeature: Feature {
    private let signIn: SignIn
    private let mailer: any Mailer

    package init(signIn: SignIn, mailer: any Mailer) {
        self.signIn = signIn
        self.mailer = mailer
    }

    package static let migrations = [AccountTables.migration]
    package var migrations: [Migration] { IdentityFeature.migrations }

    package var templates: [Template] { IdentityTemplates.all }

    package var samples: [any Page] {
        [
            SignInPage.sample, PasscodePage.sample, PasscodeSetUpPage.sample, RecoveryCodesPage.sample, ChooseRolePage.sample,
            ForgottenPasswordPage.sample,
            PasswordLinkPage.sample, SignInMessagePage.sample, AccountPage.sample, PeoplePage.sample, InvitationPage.sample, PersonAccountPage.sample,
            TrailPage.sample, QueuePage.sample,
        ]
    }

    package var navigation: [NavigationItem] {
        [
            NavigationItem("People", IdentityAddresses.people.path(), PeopleRoutes.seeing, in: .people, order: 10),
            NavigationItem("Audit trail", IdentityAddresses.audit.path(), TrailRoutes.reading, in: .administration, order: 20),
            NavigationItem("Background work", IdentityAddresses.jobs.path(), QueueRoutes.permission, in: .administration, order: 30),
        ]
    }

    package var jobs: [any Job] {
        [SendReset(baseAddress: signIn.settings.baseAddress, random: signIn.random), SendLetter(mailer: mailer), ForgetOldTraces()]
    }

    package func needs(of principal: Principal, at instant: Instant, in connection: any Connection) throws -> [HomeNeed] {
        QueueRoutes.permission.allows(principal.role) ? try QueueNeeds.needs(at: instant, in: connection) : []
    }

    package func homeParts(of principal: Principal, at instant: Instant, in connection: any Connection) throws -> [HomePart] {
        guard principal.role == .systemAdministrator else { return [] }
        let (accounts, jobs) = (try AccountStore.counts(in: connection), try JobQueue.counts(in: connection))
        return [
            HomePart(
                HomeFigures(
                    "People and background work", "",
                    AccountState.allCases.map {
                        Figure("Accounts: \($0.title.lowercased())", (accounts[$0] ?? 0).grouped, address: IdentityAddresses.people.path())
                    }
                        + [Figure("Work that waits", (jobs[.waiting] ?? 0).grouped, address: IdentityAddresses.jobs.path())]))
        ]
    }

    package func find(_ query: FindQuery, for principal: Principal, at instant: Instant, in connection: any Connection) throws -> [Found] {
        let account = query.score("My account").map { Found(.page, "My account", address: IdentityAddresses.account.path(), score: $0) }
        return (account.map { [$0] } ?? []) + (PeopleRoutes.seeing.allows(principal.role) ? try AccountFinding.find(query, in: connection) : [])
    }

    package func addRoutes(to routes: inout RouteTable) {
        SignInRoutes(signIn: signIn).add(to: &routes)
        PasscodeSetUpRoutes(signIn: signIn).add(to: &routes)
        OneTimeLinkRoutes(signIn: signIn).add(to: &routes)
        AccountRoutes(signIn: signIn).add(to: &routes)
        PeopleRoutes(signIn: signIn).add(to: &routes)
        PersonAccountRoutes(signIn: signIn).add(to: &routes)
        TrailRoutes(database: signIn.database, ports: signIn.ports).add(to: &routes)
        QueueRoutes(database: signIn.database).add(to: &routes)
    }
}
