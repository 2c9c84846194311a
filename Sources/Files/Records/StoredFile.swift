// A file as the product knows it.

import Kernel
import Store

package typealias FileID = ID<StoredFile>

/// Where a file stands. `FileRules.after` has the ways from one to the next.
package enum FileState: String, CaseIterable, Codable, Hashable, Sendable, SQLBindable {
    /// Kept, and not yet looked into.
    case waiting
    /// Looked into, and nothing stands against it.
    case clean
    /// Not handed out to anybody.
    case refused
    /// Handed out, but its text could not be read.
    case unreadable
}

/// A file that a room's row points at. What it holds never changes.
package struct StoredFile: Codable, Hashable, Sendable {
    package let id: FileID
    /// The name of its content, which files of the same content share.
    package let hash: String
    /// In bytes.
    package let length: Int
    package let type: FileType
    /// As given by whoever sent it.
    package let name: String
    package let state: FileState
    /// Why it is refused or unreadable, or what keeps it waiting; empty where nothing does.
    package let reason: String
    /// Nil where the type has none, or nobody counted.
    package let pages: Int?
    /// When a virus scanner found nothing in it; nil where none looked.
    package let scannedAt: Instant?
    package let accountId: AccountID?
    package let addedAt: Instant

    /// What a page says about it, as a sentence.
    package var standing: String {
        switch state {
        case .waiting: reason.isEmpty ? "It is being checked. Look again in a minute." : reason
        case .refused: reason
        case .clean, .unreadable:
            (state == .unreadable ? "\(reason) " : "")
                + (scannedAt.map { "No virus was found in it on \(London.local($0).date.longText)." } ?? FileRules.notScanned)
        }
    }
}

/// What a room takes.
package struct FileLimits: Hashable, Sendable {
    package let types: Set<FileType>
    package let bytes: Int
    /// Nil leaves it to the product's own limit.
    package let pages: Int?

    package init(_ types: Set<FileType>, bytes: Int, pages: Int? = nil) {
        self.types = types
        self.bytes = bytes
        self.pages = pages
    }
}

/// A content that is kept, and what its row will say; `FileStore.keep` makes the row.
package struct HeldFile: Hashable, Sendable {
    let hash: String
    package let length: Int
    package let type: FileType
    package let name: String
    let pageLimit: Int
}
