// How fast pages are rendered.

import App
import ArgumentParser
import Foundation
import Web

struct RenderingCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "rendering", abstract: "Every page's sample, rendered in the shell again and again.")

    @Option(help: "Seconds for each page.") var seconds = 0.2

    func run() async throws {
        let features = try featuresWithoutData(inDemonstration: true)
        let renderer = try Renderer(templates: features.flatMap(\.templates))
        Report.title("Rendering, one thread")
        var total = 0.0
        var count = 0
        for page in features.flatMap(\.samples) {
            var rendered = 0
            var bytes = 0
            let started = ContinuousClock.now
            while (ContinuousClock.now - started).seconds < seconds {
                bytes = try renderer.page(page, in: Shell(), once: "benchmark").utf8.count
                rendered += 1
            }
            let rate = Double(rendered) / (ContinuousClock.now - started).seconds
            total += 1 / rate
            count += 1
            Report.row("\(type(of: page)), \(bytes / 1024) KB", rate, "/s")
        }
        Report.row("mean of \(count) pages", Double(count) / total, "/s")
    }
}
