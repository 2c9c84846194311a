// What surrounds every page.

/// The data of the layout around a page: who is signed in, where they can go, and what every form carries.
package struct Shell: Encodable, Sendable {
    package struct Link: Encodable, Sendable {
        let title: String
        let address: String
        let isCurrent: Bool
    }

    var title = ""
    var isWide = true
    var federation = ""
    var isDemonstration = false
    var isSignedIn = false
    var personName = ""
    var roleTitle = ""
    var organisationName = ""
    var holdsOtherRoles = false
    var navigation: [Link] = []
    /// What the change before this page did.
    var notices: [Notice] = []
    var formToken = ""
    var requestID = ""
    var homeAddress = "/"
    var signInAddress = ""
    var signOutAddress = ""
    var switchRoleAddress = ""
    var styleAddress = ""
    var scriptAddress = ""
    var iconAddress = ""

    package init() {}
}
