// Who has yet to declare, and who is told.

import Kernel
import Notices
import Store
import Web

enum InterestNeeds {
    /// The federation manager sees who of the board is late; each of them is asked.
    static func needs(of person: Principal, on today: LocalDate, in connection: any Connection) throws -> [HomeNeed] {
        guard [.boardMember, .federationManager].contains(person.role) else { return [] }
        let (late, since) = (try InterestStore.late(on: today, in: connection), InterestRules.declaredSince(on: today).longText)
        if person.role == .boardMember {
            guard late.contains(where: { $0.id == person.person }) else { return [] }
            return [
                HomeNeed(
                    "You have not declared your interests since \(since).", detail: "That there is nothing to declare is a declaration too.",
                    action: "Declare", address: MeetingsAddresses.newInterest.path())
            ]
        }
        guard !late.isEmpty else { return [] }
        return [
            HomeNeed(
                "\(late.count == 1 ? "1 person has" : "\(late.count.grouped) people have") not declared their interests since \(since).",
                detail: late.map(\.name).joined(separator: ", "), action: "Open the register", address: MeetingsAddresses.interests.path(),
                count: late.count)
        ]
    }
}

/// Sent to the person whose paper form was entered.
struct InterestNotice: NoticeTemplate {
    static let key = "interest entered"
    static let kind = NoticeKind(
        "interests", title: "Interests", explanation: "When somebody enters your paper form in the register of interests.",
        choices: [.atOnce, .daily, .off])
    static let sample = InterestNotice()

    var subject: String { "Your declaration of interests has been entered" }
    var body: String { "Somebody entered your paper form in the register of interests. Look whether it stands there as you meant it." }
    var path: String { MeetingsAddresses.interests.path() }
}
