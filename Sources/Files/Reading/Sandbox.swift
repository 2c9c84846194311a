// Runs a program that reads hostile files.

import Foundation

/// Runs one program on one content, walled off by bubblewrap where that works, else under limits alone: no file is made for it,
/// its output is read up to a limit, and it is killed when its time is over.
package struct Sandbox: Hashable, Sendable {
    package enum Wall: String, Hashable, Sendable {
        /// No network, no files but the system's own, and limits (bwrap(1)).
        case bubblewrap
        /// Limits of memory, time and writing (prlimit(1)).
        case limits
    }

    package struct Limits: Hashable, Sendable {
        package var time = Duration.seconds(30)
        /// Of address space, in bytes.
        package var memory = 1 << 30
        /// In bytes.
        package var output = 8 << 20

        package init() {}
    }

    package enum Outcome: Hashable, Sendable {
        /// - Parameter complaint: the first words on standard error.
        case ended(code: Int32, output: [UInt8], complaint: String)
        case tooLong, tooMuch
        /// Not a word of it was run.
        case notStarted
    }

    package let wall: Wall
    private let bubblewrap: String
    private let limiter: String
    package let limits: Limits

    /// What this machine has; nil where it has neither.
    ///
    /// - Parameter bubblewrap: where bwrap is looked for; a machine may have it and forbid what it does, so it is tried.
    package static func found(
        bubblewrap: String = "/usr/bin/bwrap", limiter: String = "/usr/bin/prlimit", limits: Limits = Limits()
    ) -> Sandbox? {
        guard FileManager.default.isExecutableFile(atPath: limiter) else { return nil }
        let walled = Sandbox(wall: .bubblewrap, bubblewrap: bubblewrap, limiter: limiter, limits: limits)
        if FileManager.default.isExecutableFile(atPath: bubblewrap), case .ended(0, _, _) = walled.run("/usr/bin/true", [], on: []) { return walled }
        return Sandbox(wall: .limits, bubblewrap: bubblewrap, limiter: limiter, limits: limits)
    }

    private func command(_ program: String, _ arguments: [String]) -> [String] {
        let seconds = max(1, limits.time.components.seconds)
        let limited = [limiter, "--as=\(limits.memory)", "--cpu=\(seconds)", "--core=0", "--fsize=0", "--nofile=64", "--", program] + arguments
        guard wall == .bubblewrap else { return limited }
        let folders = ["/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache"].flatMap { ["--ro-bind-try", $0, $0] }
        return [bubblewrap, "--unshare-all", "--die-with-parent", "--new-session", "--dev", "/dev", "--tmpfs", "/tmp"] + folders
            + ["--ro-bind", program, program, "--chdir", "/tmp", "--"] + limited
    }

    /// Blocks until the program has ended or was ended: call it on a thread of its own.
    func run(_ program: String, _ arguments: [String], on input: [UInt8]) -> Outcome {
        var ends: [Int32] = [-1, -1]
        // A socket and not a pipe: who writes to a program that has ended is told so by an error, not by a signal.
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else { return .notStarted }
        let source = FileHandle(fileDescriptor: ends[0], closeOnDealloc: true)
        let process = Process()
        let (output, complaint) = (Pipe(), Pipe())
        let command = command(program, arguments)
        process.executableURL = URL(fileURLWithPath: command[0])
        process.arguments = Array(command.dropFirst())
        // Nothing of ours: settings, and with them the secret, are in the environment.
        process.environment = ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"]
        process.currentDirectoryURL = URL(fileURLWithPath: "/")
        process.standardInput = FileHandle(fileDescriptor: ends[1], closeOnDealloc: true)
        process.standardOutput = output
        process.standardError = complaint
        let hasEnded = DispatchSemaphore(value: 0)
        process.terminationHandler = { _ in hasEnded.signal() }
        do { try process.run() } catch { return .notStarted }
        try? (process.standardInput as? FileHandle)?.close()
        let deadline = ContinuousClock.now + limits.time
        let said = converse(source, input, output.fileHandleForReading, complaint.fileHandleForReading, until: deadline)
        // It may close its output and go on.
        let left = said == nil ? 0 : max(0, Int((deadline - .now) / .milliseconds(1)))
        let isOver = hasEnded.wait(timeout: .now() + .milliseconds(left)) == .success
        if !isOver {
            kill(process.processIdentifier, SIGKILL)
            hasEnded.wait()
        }
        guard let said else { return .tooLong }
        if said.output.count > limits.output { return .tooMuch }
        return isOver ? .ended(code: process.terminationStatus, output: said.output, complaint: said.complaint) : .tooLong
    }

    /// Hands the input over and takes both streams until they end, the limit is passed or the time is over; nil for the latter.
    private func converse(
        _ source: FileHandle, _ input: [UInt8], _ output: FileHandle, _ complaint: FileHandle, until deadline: ContinuousClock.Instant
    ) -> (output: [UInt8], complaint: String)? {
        var streams = [(source, POLLOUT), (output, POLLIN), (complaint, POLLIN)].map { handle, event in
            pollfd(fd: handle.fileDescriptor, events: Int16(event), revents: 0)
        }
        var taken: [[UInt8]] = [[], [], []]
        var sent = 0
        var buffer = [UInt8](repeating: 0, count: 65_536)
        // A handle that is negative is passed over by poll.
        while streams[1].fd >= 0 || streams[2].fd >= 0, taken[1].count <= limits.output {
            let left = Int32(clamping: Int64((deadline - .now) / .milliseconds(1)))
            guard left > 0 else { return nil }
            guard poll(&streams, 3, left) >= 0 || errno == EINTR else { break }
            for index in streams.indices where streams[index].fd >= 0 && streams[index].revents != 0 {
                if index == 0 {
                    let count = input[sent...].prefix(65_536).withUnsafeBytes {
                        send(streams[0].fd, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
                    }
                    if count > 0 { sent += count }
                    if sent == input.count || (count < 0 && errno != EAGAIN && errno != EINTR) {
                        shutdown(streams[0].fd, Int32(SHUT_WR))
                        streams[0].fd = -1
                    }
                } else {
                    let count = read(streams[index].fd, &buffer, buffer.count)
                    if count > 0 {
                        if index == 1 || taken[2].count < 4096 { taken[index] += buffer[..<count] }
                    } else if count == 0 || errno != EINTR {
                        streams[index].fd = -1
                    }
                }
            }
        }
        return (taken[1], String(decoding: taken[2].prefix(4096), as: UTF8.self))
    }
}
