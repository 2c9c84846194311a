// A line of the log stays one line.

import App
import Kernel
import Logging
import Synchronization
import Testing

@Suite("Log")
struct LineLogTests {
    /// Collects lines; a class because the logger's closure shares it.
    final class Lines: Sendable {
        let all = Mutex<[String]>([])
    }

    @Test("Facts stand as name=value, sorted, in quotes where they need them")
    func line() throws {
        let lines = Lines()
        let clock = Clock.fixed(try Instant(parsing: "2026-11-21T18:40:00Z"))
        var log = LineLog(label: "web", level: .info, clock: clock) { line in lines.all.withLock { $0.append(line) } }
        log[metadataKey: "request"] = "a1"
        let logger = Logger(label: "web") { _ in log }
        logger.info("Request", metadata: ["route": "/desk", "note": "two\nlines \"quoted\""])
        logger.debug("not shown")
        #expect(
            lines.all.withLock { $0 } == [
                "2026-11-21T18:40:00.000Z level=info from=web msg=Request note=\"two\\nlines \\\"quoted\\\"\" request=a1 route=/desk\n"
            ])
    }
}
