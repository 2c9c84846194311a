// Where the directory's pages live.

import Kernel
import Web

package enum DirectoryAddresses {
    package static let organisations = Address("/directory")
    package static let organisation = Address("/directory/organisations/{organisation}")
    package static let federation = Address("/directory/federation")
    package static let map = Address("/directory/map")

    static let newOrganisation = Address("/directory/organisations/new")
    package static let newHub = Address("/directory/hubs/new")
    static let name = Address("/directory/organisations/{organisation}/name")
    static let place = Address("/directory/organisations/{organisation}/address")
    static let code = Address("/directory/organisations/{organisation}/code")
    static let closure = Address("/directory/organisations/{organisation}/closure")
    static let newPost = Address("/directory/organisations/{organisation}/posts/new")
    static let endPost = Address("/directory/organisations/{organisation}/posts/{post}/end")
    static let namedLead = Address("/directory/organisations/{organisation}/named-lead")
    static let newSite = Address("/directory/organisations/{organisation}/sites/new")
    static let site = Address("/directory/organisations/{organisation}/sites/{site}")
    static let siteHost = Address("/directory/organisations/{organisation}/sites/{site}/host")
    static let newRoom = Address("/directory/organisations/{organisation}/sites/{site}/rooms/new")
    static let closeRoom = Address("/directory/organisations/{organisation}/rooms/{room}/close")
    static let newPopulation = Address("/directory/organisations/{organisation}/populations/new")
    static let newRelationship = Address("/directory/organisations/{organisation}/relationships/new")
    static let merger = Address("/directory/organisations/{organisation}/merger")
    static let mergerTakenBack = Address("/directory/organisations/{organisation}/merger/taking-back")

    package static let imports = Address("/directory/imports")
    package static let importRecord = Address("/directory/imports/{import}")
    static let upload = Address("/directory/imports/waiting/{upload}")
    static let applyUpload = Address("/directory/imports/waiting/{upload}/apply")
    static let discardUpload = Address("/directory/imports/waiting/{upload}/discard")
}

package enum DirectoryPermissions {
    package static let view = Permission.signedIn("directory view")
    package static let edit = Permission("directory edit", [.federationManager])
    package static let importing = Permission("directory import", [.federationManager, .systemAdministrator])
}
