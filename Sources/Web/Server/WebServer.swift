// The website behind a socket.

import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle

/// Serves a website over HTTP/1.1 until told to stop; requests in flight are finished, new ones are no longer taken.
/// TLS belongs to the reverse proxy in front.
package struct WebServer: Service {
    private let website: Website
    private let host: String
    private let port: Int
    private let logger: Logger
    private let onListening: @Sendable (Int) async -> Void

    /// How long a connection may say nothing, and how long a body may take to arrive.
    static let idleSeconds = 60
    static let bodySeconds = 60
    static let connectionLimit = 2000

    /// - Parameters:
    ///   - port: 0 takes any free one, which `onListening` is told.
    package init(_ website: Website, host: String, port: Int, logger: Logger, onListening: @escaping @Sendable (Int) async -> Void = { _ in }) {
        self.website = website
        self.host = host
        self.port = port
        self.logger = logger
        self.onListening = onListening
    }

    package func run() async throws {
        var quiet = logger
        // The server's own lines about single connections say nothing that the request log does not.
        quiet.logLevel = max(logger.logLevel, .warning)
        let channel = HTTP1Channel.Configuration(
            idleTimeout: .seconds(Int64(WebServer.idleSeconds)),
            httpDecoderConfiguration: .init(maxHeaderFieldSize: 16 * 1024, maxHeaderListSize: 32 * 1024, maxHeaderFieldCount: 100))
        let application = Application(
            responder: WebsiteResponder(website: website),
            server: .http1(configuration: channel),
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port), availableConnectionsDelegate: .maximum(WebServer.connectionLimit, logger: quiet)),
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? port) },
            logger: quiet)
        try await application.run()
    }
}

/// What a handler of the server gets beside the request: here, the address of the other side.
private struct ConnectionContext: InitializableFromSource {
    let remoteAddress: String

    init(source: ApplicationRequestContextSource) { remoteAddress = source.channel.remoteAddress?.ipAddress ?? "" }
}

private struct WebsiteResponder: HTTPResponder {
    typealias Context = ConnectionContext

    let website: Website

    func respond(to request: Request, context: ConnectionContext) async throws -> Response {
        var headers = Headers()
        for field in request.headers { headers.add(field.name.canonicalName, field.value) }
        // The authority of the request stands in no header field here.
        if headers["host"] == nil, let authority = request.head.authority { headers.add("host", authority) }
        let body = request.body
        let response = await website.respond(
            to: WebRequest(
                method: request.method.rawValue, target: request.head.path ?? "/", headers: headers, remoteAddress: context.remoteAddress,
                body: { limit in try await WebsiteResponder.collect(body, limit: limit) }))
        var fields = HTTPFields()
        for field in response.headers.fields {
            guard let name = HTTPField.Name(field.name) else { continue }
            fields.append(HTTPField(name: name, value: field.value))
        }
        return Response(
            status: HTTPResponse.Status(code: response.status), headers: fields,
            body: request.method == .head
                ? ResponseBody() : try response.file.map(WebsiteResponder.body) ?? .init(byteBuffer: .init(bytes: response.body)))
    }

    /// A file in pieces of 64 KiB, as fast as the other side takes them.
    private static func body(of file: TemporaryFile) throws -> ResponseBody {
        let length = try file.count
        return ResponseBody(contentLength: length) { writer in
            for offset in stride(from: 0, to: length, by: 65_536) {
                try await writer.write(ByteBuffer(bytes: file.bytes(from: offset, most: 65_536)))
            }
            try await writer.finish(nil)
        }
    }

    /// The body up to `limit`; whoever sends a byte a minute is not waited for.
    private static func collect(_ body: RequestBody, limit: Int) async throws -> [UInt8] {
        try await withThrowingTaskGroup(of: [UInt8].self) { group in
            group.addTask {
                var bytes: [UInt8] = []
                for try await part in body {
                    guard bytes.count + part.readableBytes <= limit else { throw BodyProblem.tooLarge(limit: limit) }
                    bytes += part.readableBytesView
                }
                return bytes
            }
            group.addTask {
                try await Task.sleep(for: .seconds(WebServer.bodySeconds))
                throw BodyProblem.tooSlow
            }
            defer { group.cancelAll() }
            return try await group.next() ?? []
        }
    }
}
