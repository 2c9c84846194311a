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

/// Why a file is not taken or not handed out.
package enum FileRefusal: RuleRefusal, ErrorInWords, Hashable {
    case empty
    /// In bytes.
    case tooLarge(limit: Int)
    case unknownType
    case oldOrLocked
    case macros
    case notTaken(FileType, takes: [FileType])
    /// Other files of this federation lie under another key.
    case otherKey
    /// The content went before its row was made.
    case gone
    case damaged

    package var sentence: String {
        switch self {
        case .empty: "The file is empty. Choose another."
        case .tooLarge(let limit): "Choose a file of \(FileRules.size(limit)) or less."
        case .unknownType:
            "This is not a kind of file that can be kept. Save it as PDF, or as a picture, a Word document, an Excel workbook or a CSV table."
        case .oldOrLocked: "This file has a password, or is of an old version of Word or Excel. Save it without a password as .docx, .xlsx or PDF."
        case .macros: "This document holds macros, which can do harm. Save it without them, or as PDF."
        case .notTaken(let type, let takes):
            "This is a \(type.title). Choose a \(takes.map(\.title).joined(separator: ", a "))."
        case .otherKey:
            "Files cannot be kept here, because those of this federation lie under another key. Ask whoever runs the product to put the key back."
        case .gone: "The file was not kept in time. Send it again."
        case .damaged: "This file is damaged in the database. Ask whoever runs the product to restore it from a backup."
        }
    }
}
