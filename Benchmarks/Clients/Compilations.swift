// What the compilers of a build take.

import Foundation

/// The compilers of one build, looked at ten times a second: one that is over sooner is not seen, and the last tenth of each is not either.
struct Compilations {
    struct Cost {
        let begun: ContinuousClock.Instant
        var seen: ContinuousClock.Instant
        /// Processor seconds so far, by process.
        var processes: [Int: Double]

        var seconds: Double { (seen - begun).seconds }
        var processorSeconds: Double { processes.values.reduce(0, +) }
    }

    /// A path that every compiler of this build has among its arguments, and no other.
    let products: String
    private(set) var costs: [String: Cost] = [:]

    init(products: String) { self.products = products }

    mutating func look() {
        let now = ContinuousClock.now
        for process in ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap(Int.init) {
            guard let data = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") else { continue }
            let words = data.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
            guard let program = words.first, program.hasSuffix("swift-frontend"), words.contains(where: { $0.hasPrefix(products) }),
                let mark = words.firstIndex(of: "-module-name"), words.indices.contains(mark + 1)
            else { continue }
            costs[words[mark + 1], default: Cost(begun: now, seen: now, processes: [:])].seen = now
            costs[words[mark + 1]]?.processes[process] = ProcessorTime.seconds(of: process)
        }
    }
}
