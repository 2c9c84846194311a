// The page of work in the background.

import Kernel
import Web

struct QueuePage: Page {
    static let template = "job-queue"
    static let sample = QueuePage(
        figures: [Figure("Waiting", "3")],
        dead: TableView(caption: "Given up", columns: [], rows: [], empty: "Nothing"),
        waiting: TableView(caption: "To do", columns: [], rows: [], empty: "Nothing"),
        workers: TableView(caption: "Workers", columns: [], rows: [], empty: "None"))

    let figures: [Figure]
    let dead: TableView
    let waiting: TableView
    let workers: TableView

    var title: String { "Work in the background" }

    private enum CodingKeys: CodingKey { case figures, dead, waiting, workers }
}
