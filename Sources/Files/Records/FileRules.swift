// What is taken, and what becomes of it.

import Kernel

/// What a look into a file found.
package enum FileFinding: Hashable, Sendable {
    case infected(String)
    case tooManyPages(limit: Int)
    case unreadable(FileFault)
    case sound(pages: Int?)
}

package enum FileRules {
    package static let notScanned = "It was not checked for viruses, because no virus scanner is set up."

    /// The state after a finding, and why; nil where the file was settled before.
    package static func after(_ state: FileState, _ finding: FileFinding) -> (state: FileState, reason: String)? {
        switch (state, finding) {
        case (.waiting, .infected(let name)): (.refused, "The virus scanner found \(name) in it. It is not handed out to anybody.")
        case (.waiting, .tooManyPages(let limit)): (.refused, "It has more than \(limit.grouped) pages. Send it in parts.")
        case (.waiting, .unreadable(let fault)): (.unreadable, fault.sentence)
        case (.waiting, .sound): (.clean, "")
        case (.clean, _), (.refused, _), (.unreadable, _): nil
        }
    }

    /// The type of an upload that may be kept.
    ///
    /// - Parameter most: the product's own limit in bytes.
    package static func admit(_ bytes: [UInt8], name: String, within limits: FileLimits, most: Int) throws -> FileType {
        let limit = min(limits.bytes, most)
        guard bytes.count <= limit else { throw FileRefusal.tooLarge(limit: limit) }
        let type = try FileType.told(by: bytes, name: name)
        guard limits.types.contains(type) else {
            throw FileRefusal.notTaken(type, takes: FileType.allCases.filter(limits.types.contains))
        }
        return type
    }

    /// Why a file is not handed out, as a sentence; nil where it is.
    package static func refusalToServe(_ file: StoredFile, hasScanner: Bool) -> String? {
        switch file.state {
        case .refused: file.reason
        case .waiting: hasScanner ? file.standing : nil
        case .clean, .unreadable: nil
        }
    }
}
