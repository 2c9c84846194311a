// Renders every template with its sample.

import App
import Foundation
import Testing
import Web

@Suite("Templates")
struct TemplateTests {
    @Test("Every page's template names nothing that the page lacks, in any of its branches")
    func samples() throws {
        let features = try featuresWithoutData(inDemonstration: true)
        let renderer = try Renderer(templates: features.flatMap(\.templates))
        let samples = features.flatMap(\.samples)
        #expect(samples.count > 20, "hardly any page has a sample")
        for sample in samples {
            let problems = try TemplateCheck.problems(of: sample, in: renderer)
            #expect(problems.isEmpty, "\(type(of: sample).template): \(problems.joined(separator: "; "))")
            // Fragments and parts of pages have no page of their own around them.
            guard !["-results", "-part"].contains(where: type(of: sample).template.hasSuffix) else { continue }
            let text = try renderer.page(sample, in: Shell(), once: "1")
            let headings = text.components(separatedBy: "<h1").count - 1
            #expect(headings == 1, "\(type(of: sample).template) has \(headings) h1")
        }
    }

    @Test("Every template belongs to a page that has a sample, or to another template")
    func unused() throws {
        let features = try featuresWithoutData(inDemonstration: true)
        let sampled = Set(features.flatMap(\.samples).map { type(of: $0).template })
        let texts = Repository.files(in: ["Sources"], endings: [".mustache"]).map(\.text).joined()
        for template in features.flatMap(\.templates) where !sampled.contains(template.name) {
            #expect(
                texts.contains("{{>\(template.name)}}") || texts.contains("{{> \(template.name)}}"),
                "\(template.name) is used by no page with a sample")
        }
    }
}
