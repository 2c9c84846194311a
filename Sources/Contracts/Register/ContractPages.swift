// The pages of contracts and their schemes.

import Directory
import Kernel
import Web

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
        /// What is to be done before practices can take part and be paid.
        let steps: [Step]
        /// Links to set a price or a share, for who may.
        let acts: [LinkView]
        let meters: [TableView]
    }

    /// One thing to do: a link for who may, a sentence about who does it for the others.
    struct Step: Encodable, Sendable {
        let sentence: String
        let address: String
    }

    let title: String
    let back = BackLink("Contracts", ContractsAddresses.contracts.path())
    let examples: [InsetText]
    let facts: SummaryList
    let acts: [LinkView]
    /// How the contract was varied, none or one table.
    let variations: [TableView]
    let schemes: [SchemeView]
    let empty: String
    /// Asks for the weeks as they were known on a day.
    let action: String
    let known: TextField
    let notes: [String]

    static var sample: ContractPage {
        let table = TableView(caption: "A table", columns: [.init("From")], rows: [TableView.Row([.heading("1 April 2026")])], empty: "None.")
        return ContractPage(
            title: "Enhanced access", examples: [InsetText("Example")], facts: SummaryList([.init("Value", "£1")]),
            acts: [LinkView("Add a scheme", "/contracts")], variations: [table],
            schemes: [
                SchemeView(
                    title: "Enhanced access 2026/27", dates: "1 April 2026 to 31 March 2027", requirements: ["60 minutes"], source: "The DES",
                    prices: table, shares: table, steps: [Step(sentence: "Publish the terms", address: "/schemes")],
                    acts: [LinkView("Set a price", "/contracts")], meters: [table])
            ], empty: "None.", action: "/contracts", known: KnownDay().field, notes: ["Known then."])
    }
}
