// Bytes of a file, a piece at a time.

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Where a file's bytes come from. A class, as it owns an open file and closes it.
final class ByteSource {
    /// Bytes in all; nil where that is not known, as for a pipe.
    let total: Int?
    private(set) var read = 0
    private let path: String
    private let descriptor: Int32
    private let memory: [UInt8]

    init(bytes: [UInt8]) {
        total = bytes.count
        path = ""
        descriptor = -1
        memory = bytes
    }

    init(path: String) throws {
        descriptor = open(path, O_RDONLY)
        guard descriptor >= 0 else { throw errno == ENOENT ? TabularError.notFound(path) : TabularError.unreadable(path) }
        var status = stat()
        total = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : nil
        self.path = path
        memory = []
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Appends up to `count` further bytes; answers how many, 0 at the end.
    func append(_ count: Int, to buffer: inout [UInt8]) throws -> Int {
        guard descriptor >= 0 else {
            let piece = memory[min(read, memory.count)..<min(read + count, memory.count)]
            buffer += piece
            read += piece.count
            return piece.count
        }
        let start = buffer.count
        buffer += repeatElement(0, count: count)
        let taken = buffer.withUnsafeMutableBytes { bytes in
            while true {
                let taken = Self.read(descriptor, bytes.baseAddress.map { $0 + start }, count)
                if taken >= 0 || errno != EINTR { return taken }
            }
        }
        buffer.removeLast(count - max(0, taken))
        guard taken >= 0 else { throw TabularError.unreadable(path) }
        read += taken
        return taken
    }

    private static func read(_ descriptor: Int32, _ target: UnsafeMutableRawPointer?, _ count: Int) -> Int {
        #if canImport(Glibc)
            Glibc.read(descriptor, target, count)
        #elseif canImport(Musl)
            Musl.read(descriptor, target, count)
        #else
            Darwin.read(descriptor, target, count)
        #endif
    }
}
