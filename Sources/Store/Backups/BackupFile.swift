// A backup's bytes on the disk.

import Foundation
import Kernel

/// Writes a backup beside its final name and puts it in place once it is whole and on the disk. Readable by its owner alone, as it holds patients'
/// details. A class, as it owns an open file.
final class BackupWriter {
    private let path: String
    private let handle: FileHandle
    private var pending: [UInt8] = []
    private var fingerprint = RunningFingerprint()

    init(path: String) throws {
        self.path = path
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
            throw StoreError.schema("\(path) is a folder. Give the name of the file that the copy is to be, \(path)/commonweal.backup for example.")
        }
        let part = "\(path).part"
        guard FileManager.default.createFile(atPath: part, contents: nil, attributes: [.posixPermissions: 0o600]),
            let handle = FileHandle(forWritingAtPath: part)
        else { throw StoreError.schema("The file \(path) cannot be written. Give a name in a folder that exists and that this user may write to.") }
        self.handle = handle
    }

    func line(_ text: String) throws { try line(Array(text.utf8)) }

    func line(_ bytes: some Sequence<UInt8>) throws {
        pending.append(contentsOf: bytes)
        pending.append(UInt8(ascii: "\n"))
        if pending.count > 1 << 20 { try flush() }
    }

    /// Ends the file with the fingerprint of all before it.
    func finish() throws {
        try flush()
        do {
            try handle.write(contentsOf: Data("sha256 \(fingerprint.finish().hex)\n".utf8))
            try handle.synchronize()
            try handle.close()
            // Takes the place of an older copy in one step, so that there is always a whole one; a folder it refuses.
            guard rename("\(path).part", path) == 0 else { throw CocoaError(.fileWriteUnknown) }
        } catch {
            throw BackupWriter.fault(error)
        }
    }

    /// Removes what was written so far.
    func abandon() {
        try? handle.close()
        try? FileManager.default.removeItem(atPath: "\(path).part")
    }

    private func flush() throws {
        fingerprint.update(pending)
        do { try handle.write(contentsOf: Data(pending)) } catch { throw BackupWriter.fault(error) }
        pending.removeAll(keepingCapacity: true)
    }

    private static func fault(_ error: any Error) -> StoreError {
        .schema(
            (error as NSError).code == CocoaError.fileWriteOutOfSpace.rawValue
                ? "The disk is full, and the copy was not made. Free some space on it, or name a file on another disk."
                : "The copy could not be written. See whether its disk is well, or name a file on another disk.")
    }
}

/// Reads a backup line by line. A class, as it owns an open file.
final class BackupReader {
    private let handle: FileHandle
    private var buffer: [UInt8] = []
    private var start = 0
    private var isAtEnd = false

    init(path: String) throws {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw StoreError.schema("There is no backup at \(path) that this user may read. Check its name and its permissions.")
        }
        self.handle = handle
    }

    deinit { try? handle.close() }

    /// The next line without its end; nil at the end of the file.
    func next() throws -> ArraySlice<UInt8>? {
        while true {
            if let end = buffer[start...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { start = end + 1 }
                return buffer[start..<end]
            }
            guard !isAtEnd else {
                guard start == buffer.count else { throw BackupLine.damage("it ends in the middle of a line") }
                return nil
            }
            buffer.removeFirst(start)
            start = 0
            let more = try handle.read(upToCount: 1 << 20) ?? Data()
            if more.isEmpty { isAtEnd = true } else { buffer.append(contentsOf: more) }
        }
    }

    func nextText() throws -> String? { try next().map { String(decoding: $0, as: UTF8.self) } }

    /// Reads the whole file once and compares it with the fingerprint at its end.
    static func verify(path: String) throws {
        let reader = try BackupReader(path: path)
        var fingerprint = RunningFingerprint()
        var previous: [UInt8]?
        var block: [UInt8] = []
        while let line = try reader.next() {
            if let previous { block.append(contentsOf: previous + [UInt8(ascii: "\n")]) }
            if block.count > 1 << 20 {
                fingerprint.update(block)
                block.removeAll(keepingCapacity: true)
            }
            previous = Array(line)
        }
        fingerprint.update(block)
        guard let last = previous, String(decoding: last, as: UTF8.self) == "sha256 \(fingerprint.finish().hex)" else {
            throw BackupLine.damage("it is cut short or was changed, as its fingerprint does not match")
        }
    }
}
