// The page of what did not arrive.

import Kernel
import Notices
import Web

struct UndeliveredPage: Page {
    static let template = "undelivered"
    static let sample = UndeliveredPage(
        table: TableView(caption: "Not delivered", columns: [], rows: [], empty: "Nothing"))

    let back = BackLink("Work in the background", OperationsAddresses.jobs.path())
    let table: TableView

    let title = "Messages that were not delivered"

    private enum CodingKeys: CodingKey { case back, table, title }
}

/// A message with its reader's name and what it says of itself; never its words, which may hold a link that is as good as a password.
struct UndeliveredMessage: Sendable {
    let message: OutgoingMessage
    let name: String
    let subjects: [String]

    static func table(_ messages: [UndeliveredMessage], nextAddress: String) -> TableView {
        TableView(
            caption: "Not delivered", hidesCaption: true,
            columns: ["To", "What", "Written", "State", "Why", ""].map { TableView.Column($0) },
            rows: messages.map { item in
                let again = ButtonForm(
                    "Send again", action: OperationsAddresses.undeliveredAgain.path(item.message.id),
                    about: "to \(item.name), of \(item.message.madeAt.londonText)")
                return TableView.Row([
                    .heading(item.name), TableView.Cell(item.subjects.first ?? "", detail: item.subjects.dropFirst().joined(separator: "; ")),
                    TableView.Cell(item.message.madeAt.londonText),
                    .tag(item.message.state.title, item.message.state == .inDoubt ? .warning : .bad), TableView.Cell(item.message.problem),
                    TableView.Cell("", forms: [again]),
                ])
            },
            empty: "Every message was taken. One that cannot be sent, or is refused, appears here with the reason.", nextAddress: nextAddress)
    }
}
