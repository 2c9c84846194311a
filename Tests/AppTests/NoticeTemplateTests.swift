// Reads every template of notices.

import App
import Kernel
import Notices
import Testing
import Web

@Suite("Templates of notices")
struct NoticeTemplateTests {
    static func templates() throws -> [any NoticeTemplate.Type] { try featuresWithoutData().flatMap(\.noticeTemplates) }

    @Test("Every template says something, in a subject of one short plain line, and leads to a page that there is")
    func samples() throws {
        let addresses = try featuresWithoutData().reduce(into: RouteTable()) { $1.addRoutes(to: &$0) }.routes.map(\.address)
        for template in try Self.templates() {
            let sample: any NoticeTemplate = template.sample
            #expect(
                (1...78).contains(sample.subject.count) && sample.subject.unicodeScalars.allSatisfy { (0x20..<0x7F).contains($0.value) },
                "\(template.key)")
            #expect(!sample.body.isEmpty && !sample.body.hasPrefix("Hello"), "\(template.key): the greeting is added")
            let parts = sample.path.split(separator: "?")[...].first?.split(separator: "/") ?? []
            let isThere =
                sample.path.isEmpty
                || addresses.contains { address in
                    let pattern = address.pattern.split(separator: "/")
                    return pattern.count == parts.count && zip(pattern, parts).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
                }
            #expect(isThere, "\(template.key) leads to \(sample.path), which is no page")
        }
    }

    @Test("No two templates bear one key, and no two kinds")
    func keys() throws {
        let templates = try Self.templates()
        #expect(templates.count >= 2)
        #expect(Set(templates.map { $0.key }).count == templates.count)
        let kinds = NoticeKind.list(templates.map { $0.kind })
        #expect(Set(kinds.map(\.key)).count == kinds.count)
    }

    @Test("No template has a gap for a patient")
    func patients() throws {
        for template in try Self.templates() {
            let sample: any NoticeTemplate = template.sample
            for gap in Mirror(reflecting: sample).children {
                #expect(!(gap.value is NHSNumber) && !(gap.value is PatientID), "\(template.key) has a gap for a patient: \(gap.label ?? "")")
                #expect(gap.label?.lowercased().contains("patient") != true, "\(template.key) has a gap for a patient: \(gap.label ?? "")")
            }
        }
    }
}
