// How emails leave the house.

import Foundation
import Kernel

/// Takes an email and returns once it has been handed over; throws `MailProblem` where it could not be.
package protocol Mailer: Sendable {
    func send(_ email: Email) async throws
}

package enum MailProblem: ErrorInWords, Hashable, Sendable, CustomStringConvertible {
    /// The mail server could not be reached, or refused; the text is the server's or the network's, without the email's content.
    case refused(String)
    case notWritten(directory: String)

    /// What an operator reads beside what was not delivered.
    package var description: String { sentence }

    package var sentence: String {
        switch self {
        case .refused(let why): "The mail server did not take the email: \(why). Check the mail settings with `commonweal doctor`."
        case .notWritten(let directory): "The email could not be written to \(directory). Check that the directory is there and can be written to."
        }
    }
}

/// For when no mail server is set: each email becomes a file in a directory, `<identifier>.eml`, which any mail program opens and which only the
/// product's own user may read. Somebody has to pass the emails on.
package struct DirectoryMailer: Mailer {
    private let directory: URL
    private let sender: EmailAddress

    package init(directory: URL, sender: EmailAddress) {
        self.directory = directory
        self.sender = sender
    }

    package func send(_ email: Email) async throws {
        let file = directory.appendingPathComponent("\(email.id.stored).eml")
        do {
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            let content = Data(MailFormat.message(email, from: sender).utf8)
            guard FileManager.default.createFile(atPath: file.path, contents: content, attributes: [.posixPermissions: 0o600]) else {
                throw MailProblem.notWritten(directory: directory.path)
            }
        } catch {
            throw MailProblem.notWritten(directory: directory.path)
        }
    }
}
