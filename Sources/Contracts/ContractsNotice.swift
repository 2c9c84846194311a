// What this room's pages say after a change.

import Web

enum ContractsNotice: String, RoomNotice {
    case contractAdded = "contract-added"
    case contractCorrected = "contract-corrected"
    case contractVaried = "contract-varied"
    case contractEnded = "contract-ended"
    case schemeAdded = "scheme-added"
    case requirementChanged = "requirement-changed"
    case lastDayChanged = "scheme-last-day-changed"
    case termSet = "scheme-term-set"
    case termCorrected = "scheme-term-corrected"
    case monthClosed = "month-closed"
    case monthClosedBefore = "month-closed-before"
    case paymentsRecorded = "payments-recorded"
    case paymentsRecordedBefore = "payments-recorded-before"
    case paymentsTakenBack = "payments-taken-back"
    case receiptRecorded = "receipt-recorded"
    case receiptTakenBack = "receipt-taken-back"
    case questionAsked = "question-asked"
    case questionAnswered = "question-answered"

    var notice: Notice {
        switch self {
        case .contractAdded: Notice("The contract is added", "Add its scheme next: what is required, from when until when.")
        case .contractCorrected: Notice("The contract is corrected")
        case .contractVaried: Notice("The contract is changed", "Closed months keep their instalments; the others share what is left.")
        case .contractEnded: Notice("The contract has its last day", "Its schemes end with it.")
        case .schemeAdded: Notice("The scheme is added", "What is still to do before practices can take part stands below it.")
        case .requirementChanged: Notice("The requirement is changed", "It counts from its first day on.")
        case .lastDayChanged: Notice("The scheme has another last day")
        case .termSet: Notice("Set", "It counts for work from its first day on.")
        case .termCorrected: Notice("It is corrected", "What stood before is kept beside it, with the reason.")
        case .monthClosed: Notice("The month is closed", "What comes to light later goes into the next month.")
        case .monthClosedBefore:
            Notice("The month was closed before", "Somebody closed it while you looked at it. Nothing was done twice.", tone: .news)
        case .paymentsRecorded: Notice("The payments are recorded", "Each practice sees its payment on its next statement.")
        case .paymentsRecordedBefore:
            Notice("The month was paid before", "Somebody recorded the payments while you looked at them. Nothing was paid twice.", tone: .news)
        case .paymentsTakenBack: Notice("The payments are taken back", "They are owed again. Pay them below once you know where to.")
        case .receiptRecorded: Notice("The receipt is recorded")
        case .receiptTakenBack: Notice("The receipt is taken back", "The commissioner owes it again.")
        case .questionAsked: Notice("Your question is with the finance lead", "The answer will stand on this page.")
        case .questionAnswered: Notice("The answer is on the statement", "The practice reads it there.")
        }
    }
}
