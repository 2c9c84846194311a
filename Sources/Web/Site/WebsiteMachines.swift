// Health, measurements and assets.

import Kernel

extension Website {
    /// The answer to a path that no person opens; nil for every other.
    func machineAnswer(_ target: RequestTarget, _ passage: Passage) async -> (WebResponse, String)? {
        guard passage.method == .get else { return nil }
        switch target.path {
        case "/healthz": return (WebResponse(status: 200, headers: Website.plain, body: Array("ok\n".utf8)), "/healthz")
        case "/readyz":
            let problem = await readiness()
            return (WebResponse(status: problem == nil ? 200 : 503, headers: Website.plain, body: Array("\(problem ?? "ready")\n".utf8)), "/readyz")
        case "/metrics":
            guard mayReadMetrics(passage) else {
                return (WebResponse(status: 404, headers: Website.plain, body: Array("not found\n".utf8)), "/metrics")
            }
            return (WebResponse(status: 200, headers: Website.metricsType, body: Array(PrometheusMetrics.shared.text().utf8)), "/metrics")
        case "/robots.txt": return (WebResponse(status: 200, headers: Website.plain, body: Array("User-agent: *\nDisallow: /\n".utf8)), "/robots.txt")
        case "/favicon.ico": return (WebResponse(status: 303, headers: ["location": Asset.icon.address, "cache-control": "no-store"]), "/assets")
        default:
            guard target.segments.first == "assets", let asset = Asset.all.first(where: { $0.address == target.path }) else { return nil }
            return (asset.response(to: passage.request), "/assets")
        }
    }

    private static let plain: Headers = ["content-type": "text/plain; charset=utf-8", "cache-control": "no-store"]
    private static let metricsType: Headers = ["content-type": "text/plain; version=0.0.4; charset=utf-8", "cache-control": "no-store"]

    private func mayReadMetrics(_ passage: Passage) -> Bool {
        if !settings.metricsToken.isEmpty {
            return FormGuard.matches(passage.request.headers["authorization"] ?? "", "Bearer \(settings.metricsToken)")
        }
        // Behind a proxy every visitor seems local, so there the token is the only way.
        let isForwarded = passage.request.headers["x-forwarded-for"] != nil
        return !isForwarded && ["127.0.0.1", "::1", ""].contains(passage.request.remoteAddress)
    }
}
