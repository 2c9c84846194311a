// What browsers are told to refuse.

/// The headers that every answer carries.
enum SecurityHeaders {
    /// Nothing inline and nothing from elsewhere.
    static let contentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; "
        + "base-uri 'none'; frame-ancestors 'none'; object-src 'none'"

    static func add(to headers: inout Headers, isBehindTLS: Bool) {
        headers.set("content-security-policy", contentPolicy)
        headers.set("x-content-type-options", "nosniff")
        headers.set("x-frame-options", "DENY")
        // "same-origin" and not "no-referrer": with the latter browsers send `Origin: null` with our own forms.
        headers.set("referrer-policy", "same-origin")
        headers.set("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
        headers.set("cross-origin-opener-policy", "same-origin")
        headers.set("cross-origin-resource-policy", "same-origin")
        if isBehindTLS { headers.set("strict-transport-security", "max-age=31536000; includeSubDomains") }
    }
}
