// The pages of contracts and their schemes.

import Kernel
import Web

struct ContractsPage: Page {
    static let template = "contracts"

    let title = "Contracts"
    let table: TableView

    static var sample: ContractsPage {
        ContractsPage(
            table: TableView(caption: "Contracts", columns: [.init("Contract")], rows: [TableView.Row([.heading("Enhanced access")])], empty: "None.")
        )
    }
}

/// A contract with its schemes: what is required, at which price, and how each network's week stands.
struct ContractPage: Page {
    static let template = "contract"

    struct SchemeView: Encodable, Sendable {
        let title: String
        let dates: String
        let requirements: [String]
        let source: String
        let prices: TableView
        let shares: TableView
        /// Links to set a price or a share, for who may.
        let acts: [LinkView]
        let meters: [TableView]
    }

    let title: String
    let back = BackLink("Contracts", ContractsAddresses.contracts.path())
    let notices: [Notice]
    let examples: [InsetText]
    let facts: SummaryList
    let schemes: [SchemeView]

    static var sample: ContractPage {
        let table = TableView(caption: "A table", columns: [.init("From")], rows: [TableView.Row([.heading("1 April 2026")])], empty: "None.")
        return ContractPage(
            title: "Enhanced access", notices: [Notice("Set")], examples: [InsetText("Example")], facts: SummaryList([.init("Value", "£1")]),
            schemes: [
                SchemeView(
                    title: "Enhanced access 2026/27", dates: "1 April 2026 to 31 March 2027", requirements: ["60 minutes"], source: "The DES",
                    prices: table, shares: table, acts: [LinkView("Set a price", "/contracts")], meters: [table])
            ])
    }
}

/// Sets a price or a share from a day on.
struct SchemeTermPage: Page {
    static let template = "scheme-term"

    let title: String
    let lead: String
    let back: BackLink
    let errors: ErrorSummary
    let action: String
    let from: DateField
    let amount: TextField
    let source: TextField
    let example: [ChoiceField]
    let button: String
    var hasProblems: Bool { !errors.isEmpty }
    var isWide: Bool { false }

    static var sample: SchemeTermPage {
        SchemeTermPage(
            title: "Set a price", lead: "A closed month keeps its price.", back: BackLink("Contract", "/contracts"), errors: .none,
            action: "/contracts",
            from: DateField("from", "First day"), amount: TextField("amount", "Price"), source: TextField("source", "Source"),
            example: [ChoiceField("example", "Example", options: [("yes", "An example", "")])], button: "Set the price")
    }
}
