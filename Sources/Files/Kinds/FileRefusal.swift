// Why a file is not taken or not opened.

import Kernel

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
        case .tooLarge(let limit): "Choose a file of \(FileSize.text(limit)) or less."
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

package enum FileSize {
    /// "20 MB", "64 KB": as people say it.
    package static func text(_ bytes: Int) -> String {
        bytes >= 1_048_576 ? "\((bytes / 1_048_576).grouped) MB" : "\(((bytes + 1023) / 1024).grouped) KB"
    }
}
