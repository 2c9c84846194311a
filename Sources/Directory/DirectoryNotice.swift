// What this room's pages say after a change.

import Web

enum DirectoryNotice: String, RoomNotice {
    case organisationAdded = "organisation-added"
    case organisationRenamed = "organisation-renamed"
    case organisationMoved = "organisation-moved"
    case organisationRecoded = "organisation-recoded"
    case organisationClosed = "organisation-closed"
    case hubOpened = "hub-opened"
    case hostChanged = "host-changed"
    case siteAdded = "site-added"
    case siteCorrected = "site-corrected"
    case roomAdded = "room-added"
    case roomClosed = "room-closed"
    case postAdded = "post-added"
    case postEnded = "post-ended"
    case leadChosen = "lead-chosen"
    case populationRecorded = "population-recorded"
    case relationshipRecorded = "relationship-recorded"
    case mergerRecorded = "merger-recorded"
    case mergerTakenBack = "merger-taken-back"
    case fileImported = "file-imported"
    case fileDiscarded = "file-discarded"

    var notice: Notice {
        switch self {
        case .organisationAdded: Notice("The organisation is added")
        case .organisationRenamed: Notice("The name is recorded")
        case .organisationMoved: Notice("The address is recorded")
        case .organisationRecoded: Notice("The code is recorded")
        case .organisationClosed: Notice("The organisation has its last day")
        case .hubOpened:
            Notice(
                "The hub is open",
                "Next, record the clinicians who work here with their profession under People below, and invite them and the coordinators under "
                    + "People at the top.")
        case .hostChanged:
            Notice(
                "The new host is recorded",
                "What is done before its first day is paid to the old host, and what is done from then on to the new one.")
        case .siteAdded: Notice("The site is added", "Add the rooms that clinicians can use there.")
        case .siteCorrected: Notice("The site is corrected")
        case .roomAdded: Notice("The room is added")
        case .roomClosed: Notice("The room has its last day")
        case .postAdded: Notice("The post is recorded")
        case .postEnded: Notice("The post has its last day")
        case .leadChosen: Notice("The named lead is recorded")
        case .populationRecorded: Notice("The population is recorded", "Figures computed from the one before can be computed again.")
        case .relationshipRecorded: Notice("The membership is recorded")
        case .mergerRecorded:
            Notice(
                "The merger is recorded",
                "From its first day on, memberships, patients, statements and payments follow the successor; consents do not.")
        case .mergerTakenBack: Notice("The merger is taken back", "Nothing follows it any more. If it was only wrong in part, record it anew.")
        case .fileImported: Notice("The file was imported", "The directory now says what it says.")
        case .fileDiscarded: Notice("The file was discarded", "Nothing was changed.")
        }
    }
}
