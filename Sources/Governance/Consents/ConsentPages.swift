// The pages of schemes and consents.

import Kernel
import Web

/// A practice's view: what is open to it and what it takes part in.
struct SchemesPage: Page {
    static let template = "schemes"

    let title = "Schemes"
    let practice: String
    let table: TableView

    init(practice: String, undertakings: [(undertaking: Undertaking, standing: ConsentStanding, inherited: String)]) {
        self.practice = practice
        table = TableView(
            caption: "Schemes, projects and sharing of data", hidesCaption: true,
            columns: [.init("What"), .init("Kind"), .init("Your practice")],
            rows: undertakings.map {
                TableView.Row([
                    .heading($0.undertaking.title, address: GovernanceAddresses.scheme.path($0.undertaking.id), detail: $0.undertaking.purpose),
                    TableView.Cell($0.undertaking.kind.title),
                    TableView.Cell(
                        "", detail: [$0.standing.detail, $0.inherited].filter { !$0.isEmpty }.joined(separator: ". "), tags: [$0.standing.tag]),
                ])
            },
            empty: "Nothing is offered yet. When the federation publishes the terms of a scheme, it appears here for your practice to read.")
    }

    static var sample: SchemesPage {
        SchemesPage(
            practice: "Riverside Surgery", undertakings: [(Samples.undertaking, .takingPart(Samples.consent), "")])
    }
}

/// The federation's view: every practice and every undertaking on a day.
struct ConsentMatrixPage: Page {
    static let template = "consent-matrix"

    let title = "Schemes"
    let action = GovernanceAddresses.schemes.path()
    let on: String
    let dateField: TextField
    let table: TableView
    /// One link to offer something new, for who may.
    let offers: [LinkView]

    static var sample: ConsentMatrixPage {
        ConsentMatrixPage(
            on: "21 November 2026", dateField: TextField("on", "Date"),
            table: TableView(
                caption: "Consents", columns: [.init("Practice")], rows: [TableView.Row([.heading("Riverside Surgery")])], empty: "No practices."),
            offers: [LinkView("Offer a scheme", "/schemes/offer")])
    }
}

/// One undertaking: its terms, and for a practice where it stands and what it can do.
struct SchemePage: Page {
    static let template = "scheme"

    let title: String
    let kind: String
    let purpose: String
    let back = BackLink("Schemes", GovernanceAddresses.schemes.path())
    let errors: ErrorSummary
    let tags: [Tag]
    let standing: String
    /// What stands after the practice's last day.
    let afterwards: [String]
    let keptLinks: [LinkView]
    let termsTitle: String
    let terms: [String]
    let earlierTerms: [Details]
    /// None, or one form to agree.
    let agree: [FormView]
    let withdrawals: [LinkView]
    let history: TableView
    let publishing: [LinkView]
    var hasProblems: Bool { !errors.isEmpty }
    var isWide: Bool { false }

    static var sample: SchemePage {
        SchemePage(
            title: "Enhanced access 2026/27", kind: "Scheme", purpose: "Evening and Saturday appointments",
            errors: .none, tags: [Tag("Taking part", .good)], standing: "Your practice takes part.",
            afterwards: ["3 appointments are booked."], keptLinks: [LinkView("Open the appointments", "/kept-appointments")],
            termsTitle: "Terms, version 1",
            terms: ["We take part."], earlierTerms: [Details("Version 1", ["Earlier"])],
            agree: [FormView("Agree", action: "/schemes", form: FormReader(), [.text("name", "Name")])],
            withdrawals: [LinkView("Withdraw", "/schemes")],
            history: TableView(caption: "History", columns: [.init("From")], rows: [TableView.Row([.heading("Today")])], empty: "None."),
            publishing: [LinkView("Publish new terms", "/schemes")])
    }
}

/// Leaving: what it would mean comes first.
struct WithdrawalPage: Page {
    static let template = "withdrawal"

    let title: String
    let undertaking: String
    let back: BackLink
    let errors: ErrorSummary
    let lastDay: String
    let consequences: [String]
    let form: [FormView]
    var hasProblems: Bool { !errors.isEmpty }
    var isWide: Bool { false }

    static var sample: WithdrawalPage {
        WithdrawalPage(
            title: "Withdraw from Enhanced access 2026/27", undertaking: "Enhanced access 2026/27", back: BackLink("Enhanced access", "/schemes"),
            errors: .none, lastDay: "30 November 2026", consequences: ["6 appointments are booked after 30 November 2026."],
            form: [FormView("Withdraw", action: "/schemes", form: FormReader(), [.area("reason", "Why")])])
    }
}

/// Values for the pages' samples.
enum Samples {
    static let consent = Consent(
        id: ID(at: instant), practice: ID(at: instant), undertaking: undertaking.id, ordinal: 1, termsVersion: 1, signedBy: ID(at: instant),
        signedName: "Pat Marlow", signedAt: instant, from: LocalDate(daysSince1970: 20_544))
    static let undertaking = Undertaking(
        id: ID(at: instant), kind: .scheme, title: "Enhanced access 2026/27", purpose: "Evening and Saturday appointments")
    private static let instant = Instant(milliseconds: 1_775_000_000_000)
}
