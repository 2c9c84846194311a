// What a person reads when it did not work.

import Kernel
import Store

/// A refusal in plain English: what happened, and what to do next.
struct RefusalPage: Page {
    static let template = "refusal"
    static let sample = RefusalPage(
        title: "Page not found", paragraphs: ["If you typed the address, check it."], links: [LinkView("Go to your home page", "/")],
        requestID: "a1b2c3d4e5f6")

    let title: String
    let heading: String
    let paragraphs: [String]
    let links: [LinkView]
    let requestID: String

    var isWide: Bool { false }

    private enum CodingKeys: CodingKey { case heading, paragraphs, links, requestID }

    init(title: String, paragraphs: [String], links: [LinkView], requestID: String) {
        self.title = title
        self.heading = title
        self.paragraphs = paragraphs
        self.links = links
        self.requestID = requestID
    }
}

/// A refusal as status and sentences; one place for all of them.
struct RefusalText: Sendable {
    let status: Int
    let title: String
    let paragraphs: [String]
    var retrySeconds: Int?

    init(_ refusal: Refusal) {
        switch refusal {
        case .signInFirst: self.init(401, "Sign in first", "You are not signed in, or you were signed out because nothing happened for a while.")
        case .notAllowed(let sentence): self.init(403, "You cannot do this in your role", sentence)
        case .notFound:
            self.init(
                404, "Page not found",
                "If you typed the address, check it. If you followed a link, what it leads to may have moved, or it is not yours to see.")
        case .conflict(let sentence): self.init(409, "Somebody else was first", sentence)
        case .invalid(let sentence): self.init(422, "This cannot be done", sentence)
        case .badRequest(let sentence): self.init(400, "This could not be understood", sentence)
        case .tooLarge(let limit):
            self.init(
                413, "This is too large",
                "What you sent is larger than \(RefusalText.size(limit)), which is the most that this page takes. Nothing was saved.")
        case .slowDown(let seconds):
            let wait = seconds < 90 ? "\(seconds) seconds" : "\((seconds + 59) / 60) minutes"
            self.init(429, "Too many tries", "Wait \(wait) and try again.", retry: seconds)
        case .tryAgain(let sentence): self.init(503, "Try again in a moment", sentence, retry: 5)
        }
    }

    /// What the database could not do; nil for a fault of ours.
    init?(_ error: StoreError) {
        switch error {
        case .busy: self.init(.tryAgain("Many people are making changes at this moment. Nothing was saved. Go back and send it again."))
        case .unreachable: self.init(.tryAgain("The database cannot be reached. Nothing was saved. If it lasts, tell your system administrator."))
        case .diskFull:
            self.init(503, "This could not be saved", "The server has no room left. Nothing was saved. Tell your system administrator.", retry: 60)
        case .outcomeUnknown:
            self.init(
                503, "Check before you try again",
                "The connection was lost while saving, so it may or may not have been saved. Look whether your change is there before you send it again.",
                retry: 5)
        case .duplicate: self.init(409, "This is there already", "Somebody has entered the same thing before you. Go back and look.")
        case .dangling:
            self.init(409, "Something has changed", "What this belongs to has been changed or removed by somebody else. Go back and look.")
        case .refused, .unaudited, .decoding, .schema, .statement: return nil
        }
    }

    static let fault = RefusalText(
        500, "Sorry, there is a problem with the service",
        "It is not your fault. Try again later. If it happens again, tell your system administrator the request number below.")

    init(_ status: Int, _ title: String, _ paragraphs: String..., retry: Int? = nil) {
        self.status = status
        self.title = title
        self.paragraphs = paragraphs
        self.retrySeconds = retry
    }

    private static func size(_ bytes: Int) -> String {
        bytes >= 1_048_576 ? "\(bytes / 1_048_576) MB" : "\(max(1, bytes / 1024)) KB"
    }
}
