// The sheet of sign-ins of the demonstration.

import Kernel
import Web

/// A page that says how to sign in as each role, with the passcode of the moment. Served in the demonstration alone.
struct DemonstrationFeature: Feature {
    static let address = Address("/demonstration")
    static let view = Permission.everyone("demonstration sign-ins view")

    let signIns: [DemonstrationSignIn]

    var templates: [Template] { [Template("demonstration", PackageResources.demonstration_mustache)] }
    var samples: [any Page] { [DemonstrationPage.sample] }

    func addRoutes(to routes: inout RouteTable) {
        let signIns = signIns
        routes.get(DemonstrationFeature.address, DemonstrationFeature.view) { visit in .page(DemonstrationPage(signIns, at: visit.now)) }
    }
}

struct DemonstrationPage: Page {
    static let template = "demonstration"
    static let sample = DemonstrationPage(
        [
            DemonstrationSignIn(
                role: .boardMember, email: "board-member@demo.example", password: "made-up", place: "A federation", passcodeSecret: nil)
        ],
        at: Instant(milliseconds: 0))

    let title = "Sign-ins for the demonstration"
    let table: TableView

    init(_ signIns: [DemonstrationSignIn], at instant: Instant) {
        table = TableView(
            caption: "One sign-in for each role", columns: ["Role", "For", "Email", "Password", "Passcode now"].map { TableView.Column($0) },
            rows: signIns.map { signIn in
                let passcode = signIn.passcodeSecret == nil ? "Not asked for" : signIn.passcode(at: instant)
                return TableView.Row([
                    .heading(signIn.role.title), .init(signIn.place), .init(signIn.email), .init(signIn.password), .init(passcode),
                ])
            },
            empty: "Nobody can sign in.")
    }
}
