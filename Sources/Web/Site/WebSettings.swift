// What an operator sets about the pages.

/// How the pages are served.
package struct WebSettings: Sendable {
    /// The federation's name, in the header of every page.
    package var federation: String
    /// Whether the banner says that everything is made up, and the page of components is served.
    package var isDemonstration: Bool
    /// Signs anonymous visitors' form tokens; 32 random bytes or more, the same on every server of one federation.
    package var secret: [UInt8]
    /// Whether browsers reach the server by https, through the reverse proxy in front: cookies are Secure then, and browsers told to insist.
    package var isBehindTLS: Bool
    /// Whether the address of the visitor is taken from X-Forwarded-For; only where a proxy in front sets it.
    package var trustsProxy: Bool
    /// Lets `/metrics` be read from elsewhere than this machine, as `Authorization: Bearer …`.
    package var metricsToken: String
    package var homeAddress: String
    package var signInAddress: String
    package var signOutAddress: String
    package var switchRoleAddress: String
    package var accountAddress: String

    package init(
        federation: String, isDemonstration: Bool = false, secret: [UInt8], isBehindTLS: Bool = false, trustsProxy: Bool = false,
        metricsToken: String = "",
        homeAddress: String = "/", signInAddress: String = "/sign-in", signOutAddress: String = "/sign-out",
        switchRoleAddress: String = "/sign-in/role", accountAddress: String = ""
    ) {
        self.federation = federation
        self.isDemonstration = isDemonstration
        self.secret = secret
        self.isBehindTLS = isBehindTLS
        self.trustsProxy = trustsProxy
        self.metricsToken = metricsToken
        self.homeAddress = homeAddress
        self.signInAddress = signInAddress
        self.signOutAddress = signOutAddress
        self.switchRoleAddress = switchRoleAddress
        self.accountAddress = accountAddress
    }
}
