// Bodies, files and addresses as they are sent.

import Foundation
import Kernel
import TestKit
import Testing

@testable import Web

@Suite struct DecodingTests {
    private func fields(_ text: String) throws -> [String] { try FormDecoding.fields(text.utf8).pairs.map { "\($0.name)=\($0.value)" } }

    @Test("A form's fields come decoded, trimmed and in order")
    func form() throws {
        #expect(try fields("a=1&b=two+words&a=%C2%A33&empty=&flag&=x") == ["a=1", "b=two words", "a=£3", "empty=", "flag=", "=x"])
        #expect(try fields("") == [])
        #expect(try fields("&&a=%20x%20&") == ["a=x"])
        #expect(try fields("a=b=c") == ["a=b=c"])
    }

    @Test("A form that is not text is refused", arguments: ["a=%", "a=%4", "a=%zz", "a=%FF", "a=%00", "%C3=1"])
    func brokenForm(text: String) { #expect(throws: BodyProblem.self) { try fields(text) } }

    @Test("A form with too many fields is refused")
    func manyFields() {
        #expect(throws: BodyProblem.self) { try fields(Array(repeating: "a=1", count: 1001).joined(separator: "&")) }
    }

    @Test("Whatever is encoded for an address is decoded to the same")
    func roundTrip() throws {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<200 {
            let text =
                "a" + String(String.UnicodeScalarView((0..<20).compactMap { _ in Unicode.Scalar(UInt32.random(in: 33...0x2FFF, using: &random)) }))
                + "z"
            #expect(try FormDecoding.fields("x=\(Address.encode(text))".utf8)["x"] == text)
        }
    }

    // MARK: - Files

    private func multipart(_ text: String) throws -> (fields: Fields, uploads: [String: Upload]) {
        try Multipart.parts(Array(text.replacingOccurrences(of: "\n", with: "\r\n").utf8), boundary: "xx")
    }

    @Test("A form with a file gives its fields and the file, whatever bytes it has")
    func file() throws {
        let form = try multipart(
            """
            --xx
            Content-Disposition: form-data; name="note"

             two words\u{20}
            --xx
            Content-Disposition: form-data; name="file"; filename="C:\\lists\\pcn.csv"
            Content-Type: text/csv

            a,b
            --x
            --xx--
            """)
        #expect(form.fields["note"] == "two words")
        #expect(form.uploads["file"]?.fileName == "pcn.csv")
        #expect(form.uploads["file"].map { String(decoding: $0.bytes, as: UTF8.self) } == "a,b\r\n--x")
    }

    @Test("A file field that was left empty is no file, and an empty file is one")
    func emptyFile() throws {
        let none = try multipart("--xx\nContent-Disposition: form-data; name=\"file\"; filename=\"\"\n\n\n--xx--")
        #expect(none.uploads.isEmpty)
        let empty = try multipart("--xx\nContent-Disposition: form-data; name=\"file\"; filename=\"empty.csv\"\n\n\n--xx--\n")
        #expect(empty.uploads["file"]?.bytes.isEmpty == true)
    }

    @Test(
        "A body that is cut short or not what it says is refused",
        arguments: [
            "", "--yy\n", "--xx", "--xx\n", "--xxContent", "--xx\nContent-Disposition: form-data; name=\"a\"\n\nno end",
            "--xx\nContent-Disposition: attachment; name=\"a\"\n\n1\n--xx--", "--xx\nContent-Type: text/csv\n\n1\n--xx--",
            "--xx\nContent-Disposition: form-data\n\n1\n--xx--", "--xx\nContent-Disposition: form-data; name=\"a\"\n\n1\n--xx",
        ])
    func brokenFile(text: String) { #expect(throws: BodyProblem.self) { try multipart(text) } }

    @Test("A head of many parameters is read to its end, and one that is too long is refused before it is read")
    func longHead() throws {
        func form(semicolons: Int) -> String {
            "--xx\nContent-Disposition: form-data" + String(repeating: ";", count: semicolons) + "; NAME=\"a\"\n\n1\n--xx--"
        }
        // 34 letters and the parameter's 10 are there without any.
        #expect(try multipart(form(semicolons: Multipart.headLimit - 40 - 10)).fields["a"] == "1")
        #expect(throws: BodyProblem.self) { try multipart(form(semicolons: Multipart.headLimit)) }
        #expect(throws: BodyProblem.self) { try multipart(form(semicolons: 56_000)) }
    }

    @Test("Random bytes and random cuts never bring the reader down")
    func fuzz() {
        var random = SeededGenerator(seed: 11)
        let whole = Array("--xx\r\nContent-Disposition: form-data; name=\"a\"; filename=\"b\"\r\n\r\n1\r\n--xx--".utf8)
        for _ in 0..<2000 {
            var bytes = Array(whole.prefix(Int.random(in: 0...whole.count, using: &random)))
            for _ in 0..<Int.random(in: 0...3, using: &random) where !bytes.isEmpty {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            _ = try? Multipart.parts(bytes, boundary: "xx")
            _ = try? FormDecoding.fields(bytes)
        }
    }

    @Test(
        "The boundary is taken from the content type",
        arguments: [
            ("multipart/form-data; boundary=abc", "abc"), ("Multipart/Form-Data;boundary=\"a b\"", nil),
            ("multipart/form-data; charset=utf-8; boundary=\"ab\"", "ab"),
            ("multipart/mixed; boundary=abc", nil), ("multipart/form-data", nil), ("text/plain", nil), ("multipart/form-data; boundary=", nil),
        ] as [(String, String?)])
    func boundary(header: String, boundary: String?) { #expect(Multipart.boundary(ofType: header) == boundary) }

    // MARK: - Addresses

    @Test(
        "A path that climbs or hides a separator is refused",
        arguments: [
            "/../etc/passwd", "/a/../b", "/a/%2e%2e/b", "/a/%2E./b", "/./a", "//evil.example", "/a//b", "/a%2fb", "/a\\b", "/a%5c..", "/a%00", "a",
            "", "/%ff", "/a%0d%0ab",
        ])
    func climbing(target: String) { #expect(throws: Refusal.self) { try RequestTarget(target) } }

    @Test("An ordinary path is split and decoded, its query apart")
    func target() throws {
        let target = try RequestTarget("/practices/Oak%20Hub/?sort=name&x=%26")
        #expect(target.segments == ["practices", "Oak Hub"])
        #expect(target.query["sort"] == "name" && target.query["x"] == "&")
        #expect(try RequestTarget("/").segments == [])
    }

    @Test("Of two cookies of one name the first counts, and nonsense is passed over")
    func cookies() {
        let headers: Headers = ["Cookie": "a=1; b=x=y; a=2; broken; =3"]
        #expect(headers.cookies == ["a": "1", "b": "x=y"])
    }

    @Test("Gaps give way to segments as written, and two routes of one address stop the start")
    func routes() throws {
        func route(_ method: Visit.Method, _ pattern: String) -> RouteTable.Route {
            var table = RouteTable()
            if method == .get {
                table.get(Address(pattern), .everyone("x")) { _ in .text("") }
            } else {
                table.post(Address(pattern), .everyone("x")) { _ in .text("") }
            }
            return table.routes[0]
        }
        let index = try RouteIndex([route(.get, "/a/{id}"), route(.get, "/a/new"), route(.post, "/a/{id}/b"), route(.get, "/")])
        func found(_ method: Visit.Method, _ segments: [String]) -> String {
            switch index.find(method, segments) {
            case .route(let route, let gaps): "\(route.address.pattern) \(gaps["id"] ?? "")"
            case .otherMethod: "other method"
            case .nothing: "nothing"
            }
        }
        #expect(found(.get, ["a", "new"]) == "/a/new ")
        #expect(found(.get, ["a", "7"]) == "/a/{id} 7")
        #expect(found(.post, ["a", "new", "b"]) == "/a/{id}/b new")
        #expect(found(.post, ["a", "7"]) == "other method")
        #expect(found(.get, ["a", "7", "c"]) == "nothing")
        #expect(found(.get, []) == "/ ")
        #expect(throws: RouteProblem.twice("GET /a/{other}")) { try RouteIndex([route(.get, "/a/{id}"), route(.get, "/a/{other}")]) }
        #expect(throws: RouteProblem.self) { try RouteIndex([route(.get, "/a/x{id}")]) }
        #expect(throws: RouteProblem.self) { try RouteIndex([route(.get, "a")]) }
    }
}
