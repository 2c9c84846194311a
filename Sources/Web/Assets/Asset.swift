// Style, script and icon under their hash.

import Store

/// A file that browsers load with the pages. Its address carries the hash of its content, so it may be kept for ever.
package struct Asset: Hashable, Sendable {
    package let name: String
    package let type: String
    package let bytes: [UInt8]
    package let gzipped: [UInt8]
    package let address: String

    init(_ name: String, type: String, _ bytes: [UInt8]) {
        self.name = name
        self.type = type
        self.bytes = bytes
        self.gzipped = Gzip.compressed(bytes)
        self.address = "/assets/\(Fingerprint(of: bytes).hex.prefix(16))/\(name)"
    }

    static let style = Asset("site.css", type: "text/css; charset=utf-8", PackageResources.site_css)
    static let script = Asset("site.js", type: "text/javascript; charset=utf-8", PackageResources.site_js)
    static let icon = Asset("icon.svg", type: "image/svg+xml", PackageResources.icon_svg)
    static let all = [style, script, icon]

    func response(to request: WebRequest) -> WebResponse {
        var headers: Headers = ["content-type": type, "cache-control": "public, max-age=31536000, immutable", "vary": "accept-encoding"]
        guard !gzipped.isEmpty, gzipped.count < bytes.count, Asset.takesGzip(request.headers["accept-encoding"] ?? "") else {
            return WebResponse(status: 200, headers: headers, body: bytes)
        }
        headers.add("content-encoding", "gzip")
        return WebResponse(status: 200, headers: headers, body: gzipped)
    }

    private static func takesGzip(_ header: String) -> Bool {
        header.split(separator: ",").contains { part in
            let words = part.lowercased().filter { $0 != " " }.split(separator: ";")
            return words.first == "gzip" && !words.dropFirst().contains { $0 == "q=0" || $0 == "q=0.0" || $0 == "q=0.00" || $0 == "q=0.000" }
        }
    }
}
