// A long answer's bytes, off the memory.

import Foundation

/// A file without a name: it is gone with whoever holds it last, also where the process is killed.
package final class TemporaryFile: Sendable {
    package struct Problem: Error, Hashable, Sendable { package let code: Int32 }

    private let descriptor: Int32

    package init() throws {
        // mkstemp puts a name of its own in place of the six letters.
        let name = "commonweal-" + String(repeating: "X", count: 6)
        var template = Array(FileManager.default.temporaryDirectory.appendingPathComponent(name).path.utf8CString)
        descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw Problem(code: errno) }
        unlink(template)
    }

    deinit { close(descriptor) }

    /// Where a library that wants a name finds it.
    package var path: String { "/proc/self/fd/\(descriptor)" }

    package var count: Int {
        get throws {
            // Bytes are appended, so that the end is the right place to be left at.
            let end = lseek(descriptor, 0, SEEK_END)
            guard end >= 0 else { throw Problem(code: errno) }
            return Int(end)
        }
    }

    package func append(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard written > 0 || errno == EINTR else { throw Problem(code: errno) }
            rest = rest.dropFirst(max(written, 0))
        }
    }

    /// The bytes from `offset` on, `most` of them; none at the end.
    package func bytes(from offset: Int = 0, most: Int = Int.max) throws -> [UInt8] {
        let length = try min(max(count - offset, 0), most)
        return try [UInt8](unsafeUninitializedCapacity: length) { buffer, filled in
            while filled < length {
                let read = pread(descriptor, buffer.baseAddress.map { $0 + filled }, length - filled, off_t(offset + filled))
                guard read > 0 || (read < 0 && errno == EINTR) else { throw Problem(code: errno) }
                filled += max(read, 0)
            }
        }
    }
}
