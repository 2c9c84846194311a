// Puts the header around a page.

import Kernel

/// Builds what surrounds every page: who is signed in, where they can go, what waits for them.
struct ShellBuilding: Sendable {
    private let settings: WebSettings
    /// Each role's own, made once.
    private let navigation: [Role: Navigation]
    private let home: HomeFeature?
    private let findsAnything: Bool
    private let keepsDrafts: Bool
    private let warnsOfEnd: Bool

    init(settings: WebSettings, features: [any Feature]) {
        self.settings = settings
        let items = features.flatMap(\.navigation)
        navigation = Dictionary(uniqueKeysWithValues: Role.allCases.map { ($0, Navigation(items, for: $0)) })
        home = features.lazy.compactMap { $0 as? HomeFeature }.first
        findsAnything = features.contains { $0 is FindFeature }
        keepsDrafts = features.contains { $0 is DraftsFeature }
        warnsOfEnd = features.contains { $0 is StaySignedInFeature }
    }

    /// What waits for the person whom a page is shown to.
    func waiting(for principal: Principal?, at now: Instant) async throws -> NeedCount {
        guard let principal, let home else { return .none }
        return try await home.count(of: principal, at: now)
    }

    /// The person has sent a form, which may have cleared something.
    func forget(_ principal: Principal?) { home?.forget(principal) }

    func shell(_ caller: Caller, path: String, requestID: String, at now: Instant) -> Shell {
        var shell = Shell()
        shell.federation = settings.federation
        shell.isDemonstration = settings.isDemonstration
        shell.formToken = caller.formToken
        shell.requestID = requestID
        shell.homeAddress = settings.homeAddress
        shell.signInAddress = path == settings.signInAddress ? "" : settings.signInAddress
        shell.signOutAddress = settings.signOutAddress
        shell.switchRoleAddress = settings.switchRoleAddress
        shell.styleAddress = Asset.style.address
        shell.scriptAddress = Asset.script.address
        shell.iconAddress = Asset.icon.address
        guard let principal = caller.session?.principal else { return shell }
        shell.isSignedIn = true
        shell.personName = principal.name
        shell.roleTitle = principal.role.title
        shell.organisationName = principal.organisationName
        shell.holdsOtherRoles = principal.holdsOtherRoles
        shell.accountAddress = settings.accountAddress
        shell.isHome = path == settings.homeAddress
        (shell.waiting, shell.waitingWords, shell.isLate) =
            caller.waiting.map { ($0.figure, $0.words, $0.late > 0) } ?? ("?", "What needs you could not be counted. Open your home page", false)
        if findsAnything { (shell.findAddress, shell.findResultsAddress) = (FindFeature.address.path(), FindFeature.results.path()) }
        if keepsDrafts { shell.draftsAddress = DraftsFeature.typed.path() }
        if warnsOfEnd, let ends = caller.session?.endsAt {
            (shell.stayAddress, shell.sessionSeconds) = (StaySignedInFeature.address.path(), String(max(0, ends.seconds(since: now))))
        }
        if let navigation = navigation[principal.role] { ShellBuilding.show(navigation, at: path, in: &shell) }
        return shell
    }

    private static func show(_ navigation: Navigation, at path: String, in shell: inout Shell) {
        let current = navigation.current(path)
        func link(_ item: NavigationItem) -> Shell.Link { Shell.Link(title: item.title, address: item.address, isCurrent: item == current) }
        shell.menus = navigation.sections.map { section in
            Shell.Menu(
                title: section.title, address: section.items.count == 1 ? section.items.first?.address ?? "" : "",
                isCurrent: section.group == current?.group, links: section.items.map(link))
        }
        guard let open = navigation.sections.first(where: { $0.group == current?.group }), open.items.count > 1 else { return }
        (shell.group, shell.pages) = (open.title, open.items.map(link))
    }
}
