// Forms that carry files.

import Foundation

/// Reads `multipart/form-data` (RFC 7578), strictly: every part has a name, boundaries stand on their own lines, the closing one is there.
package enum Multipart {
    package static let partLimit = 100
    /// In bytes. A head names a field and a file; it is read before anybody has shown that the form is one of ours.
    package static let headLimit = 1024

    /// The boundary named by a Content-Type header; nil for any other type.
    package static func boundary(ofType header: String) -> String? {
        let parts = header.split(separator: ";").map { FormDecoding.trimmed(String($0)) }
        guard parts.first?.lowercased() == "multipart/form-data", let parameter = parts.first(where: { $0.lowercased().hasPrefix("boundary=") })
        else {
            return nil
        }
        var boundary = parameter.dropFirst("boundary=".count)
        if boundary.count >= 2, boundary.first == "\"", boundary.last == "\"" { boundary = boundary.dropFirst().dropLast() }
        guard (1...70).contains(boundary.utf8.count), boundary.utf8.allSatisfy({ (33...126).contains($0) }) else { return nil }
        return String(boundary)
    }

    package static func parts(_ body: [UInt8], boundary: String) throws -> (fields: Fields, uploads: [String: Upload]) {
        let first = Array("--\(boundary)".utf8)
        let delimiter = Array("\r\n--\(boundary)".utf8)
        guard body.starts(with: first) else { throw BodyProblem.illFormed("it does not begin with its boundary") }
        var pairs: [(name: String, value: String)] = []
        var uploads: [String: Upload] = [:]
        var at = first.count
        while true {
            // After a boundary: "--" ends the body, a line break opens a part.
            if body.has("--", at: at) { break }
            guard body.has("\r\n", at: at) else { throw BodyProblem.illFormed("a boundary does not end its line") }
            at += 2
            guard let headEnd = body.firstIndex(of: Array("\r\n\r\n".utf8), from: at, before: at + headLimit + 4) else {
                throw BodyProblem.illFormed("a part has no head")
            }
            let head = try Disposition(head: FormDecoding.utf8(Array(body[at..<headEnd])))
            let start = headEnd + 4
            guard let end = body.firstIndex(of: delimiter, from: start) else { throw BodyProblem.illFormed("it was cut short") }
            let content = Array(body[start..<end])
            if let fileName = head.fileName {
                // A file field that was left empty comes as a file without a name.
                if !(fileName.isEmpty && content.isEmpty) { uploads[head.name] = Upload(fileName: baseName(fileName), bytes: content) }
            } else {
                pairs.append((head.name, FormDecoding.trimmed(try FormDecoding.utf8(content))))
            }
            guard pairs.count + uploads.count <= partLimit else { throw BodyProblem.illFormed("it has more than \(partLimit) parts") }
            at = end + delimiter.count
        }
        return (Fields(pairs), uploads)
    }

    /// The name without the folders that some browsers send along.
    private static func baseName(_ name: String) -> String {
        String(name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last ?? "file").filter { !$0.isNewline && $0 != "\0" }
    }

    private struct Disposition {
        let name: String
        let fileName: String?

        init(head: String) throws {
            guard let line = head.components(separatedBy: "\r\n").first(where: { $0.lowercased().hasPrefix("content-disposition:") }) else {
                throw BodyProblem.illFormed("a part does not say what it is")
            }
            let value = line.dropFirst("content-disposition:".count)
            guard FormDecoding.trimmed(String(value.prefix { $0 != ";" })).lowercased() == "form-data",
                let name = Disposition.parameter("name", in: value)
            else { throw BodyProblem.illFormed("a part has no name") }
            self.name = name
            self.fileName = Disposition.parameter("filename", in: value)
        }

        /// Browsers quote names and write a quote inside as %22.
        private static func parameter(_ name: String, in text: Substring) -> String? {
            var rest = text
            while let semicolon = rest.firstIndex(of: ";") {
                rest = rest[rest.index(after: semicolon)...].drop { $0 == " " }
                let lead = rest.prefix(name.count + 2)
                guard lead.lowercased() == "\(name)=\"" else { continue }
                let value = rest[lead.endIndex...]
                guard let quote = value.firstIndex(of: "\"") else { return nil }
                return value[..<quote].replacingOccurrences(of: "%22", with: "\"")
            }
            return nil
        }
    }
}

extension [UInt8] {
    fileprivate func has(_ text: String, at index: Int) -> Bool { index <= count && self[index...].starts(with: text.utf8) }

    /// Where `needle` first stands whole at or after `start`, within the first `limit` bytes where given.
    fileprivate func firstIndex(of needle: [UInt8], from start: Int, before limit: Int = .max) -> Int? {
        let end = Swift.min(count, limit)
        guard let first = needle.first, end >= needle.count else { return nil }
        var at = start
        while at <= end - needle.count {
            guard let found = self[at...(end - needle.count)].firstIndex(of: first) else { return nil }
            if self[found..<(found + needle.count)].elementsEqual(needle) { return found }
            at = found + 1
        }
        return nil
    }
}
