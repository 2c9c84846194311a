// What an operator sets about files.

/// Limits and programs for all files of an installation; a room's `FileLimits` may be narrower.
package struct FileSettings: Hashable, Sendable {
    /// The largest file that is taken, in bytes.
    package var largest = 25 << 20
    package var mostPages = 500
    /// Nil where files are not checked for viruses.
    package var scanner: VirusScanner?
    package var reading = TextReading()

    package init() {}

    /// What a form says beside the field for a file; empty where files are checked for viruses.
    package var scanning: String { scanner == nil ? "Files are not checked for viruses, because no virus scanner is set up" : "" }
}
