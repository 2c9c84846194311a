// What surrounds every page.

/// The data of the layout around a page: who is signed in, where they can go, and what every form carries.
package struct Shell: Encodable, Sendable {
    package struct Link: Encodable, Sendable {
        let title: String
        let address: String
        let isCurrent: Bool
    }

    /// A group of the navigation: a link where it has one page alone, otherwise a menu of `links`.
    package struct Menu: Encodable, Sendable {
        let title: String
        /// "" for a menu.
        let address: String
        let isCurrent: Bool
        let links: [Link]
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
    var menus: [Menu] = []
    /// The group in which the person is, and its pages, where it has several.
    var group = ""
    var pages: [Link] = []
    var isHome = false
    /// How many things wait for the person, "" for none; the same in words; whether one of them is late.
    var waiting = ""
    var waitingWords = ""
    var isLate = false
    /// What the change before this page did.
    var notices: [Notice] = []
    var formToken = ""
    var requestID = ""
    var homeAddress = "/"
    var signInAddress = ""
    var signOutAddress = ""
    var switchRoleAddress = ""
    var accountAddress = ""
    /// Where the box that finds anything is sent, and where it finds as one types; "" where there is none.
    var findAddress = ""
    var findResultsAddress = ""
    /// Where forms are kept as they are typed; "" where they are not.
    var draftsAddress = ""
    /// Where a session is kept from ending, and in how many seconds it ends where nothing is done; "" where none is told.
    var stayAddress = ""
    var sessionSeconds = ""
    /// The page itself, to come back to.
    var pageAddress = ""
    var styleAddress = ""
    var scriptAddress = ""
    var iconAddress = ""

    package init() {}
}
