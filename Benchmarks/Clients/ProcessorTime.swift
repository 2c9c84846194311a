// What processes have used, from /proc.

import Foundation
import Kernel
import Store

enum ProcessorTime {
    /// User and system seconds of a process, with those of its children that have ended where `withEnded`; 0 where there is none.
    static func seconds(of process: Int, withEnded: Bool = false) -> Double {
        guard let fields = fields(of: process) else { return 0 }
        return fields[11...(withEnded ? 14 : 12)].compactMap(Double.init).reduce(0, +) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    static func parent(of process: Int) -> Int? { fields(of: process).flatMap { Int($0[1]) } }

    // From the state on: the name before it may hold anything.
    private static func fields(of process: Int) -> [Substring]? {
        let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
        guard let fields = stat?.components(separatedBy: ") ").last?.split(separator: " "), fields.count > 14 else { return nil }
        return fields
    }
}

/// The processes of a PostgreSQL server on this machine; none for the embedded database, which works inside the product's process.
struct DatabaseProcesses {
    private let first: Int?

    init(_ options: GroundOptions) async throws {
        guard let url = options.database else {
            first = nil
            return
        }
        let database = PostgresDatabase(url: url, connections: 1)
        first = try await database.read { try $0.value(Int.self, "SELECT pg_backend_pid()") }.flatMap(ProcessorTime.parent)
        await database.close()
    }

    /// Processor time used so far, in seconds.
    var seconds: Double {
        guard let first else { return 0 }
        let others = ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap(Int.init)
        return others.filter { ProcessorTime.parent(of: $0) == first }.map { ProcessorTime.seconds(of: $0) }.reduce(0, +)
            + ProcessorTime.seconds(of: first, withEnded: true)
    }
}
