// Reads a role that is to be given.

import Kernel
import Web

/// The fields of a role: which, where, from when until when, and why. Used to invite somebody and to give a role to somebody who is here.
struct RoleFields: Encodable, Sendable {
    static let sample = RoleFields(
        FormReader(), places: [.practice: [.init(id: ID(at: Instant(milliseconds: 0)), name: "Riverside Surgery")]], today: .sample)

    let role: ChoiceField
    let organisation: ChoiceField
    let from: DateField
    let until: DateField
    let reason: TextField

    /// `places` are the organisations that roles can be held at, by the kind of role.
    init(_ form: FormReader, places: [Role.Seat: [IdentityPorts.Place]], today: LocalDate) {
        role = form.choiceField(
            "role", "Role", choices: [("", "Choose a role")] + Role.allCases.map { ($0.rawValue, "\($0.title), at \($0.seat.article)") })
        organisation = form.choiceField(
            "organisation", "Organisation",
            choices: [("", "Choose an organisation")] + RoleFields.seats.flatMap { seat in (places[seat] ?? []).map { ($0.id.stored, $0.name) } })
        from = form.dateField("from", "First day", hint: "For example, \(today.day) \(today.month) \(today.year)", value: today)
        until = form.dateField("until", "Last day", hint: "Leave this empty if no end is known")
        reason = form.textField("reason", "Why", hint: "Needed for a role that sees patients’ details. It is kept in the audit trail.", width: .wide)
    }

    static let seats: [Role.Seat] = [.practice, .hub, .federation]
}

extension Role.Seat {
    var article: String {
        switch self {
        case .practice: "a practice"
        case .hub: "a hub"
        case .federation: "the federation"
        }
    }
}

extension LocalDate {
    static let sample = LocalDate(daysSince1970: 20_778)
}

extension FormReader {
    /// The role that was asked for; nil, with the problems noted, where it is not whole.
    mutating func roleDraft() -> RoleDraft? {
        let role = choice("role", as: Role.self, orSay: "Choose a role")
        let organisation = value("organisation", as: OrganisationID.self, orSay: "Choose an organisation")
        let from = date("from", orSay: "Enter the first day")
        let until = optionalDate("until")
        let reason = optionalText("reason", longest: 300)
        guard let role, let organisation, let from, isSound else { return nil }
        return RoleDraft(role: role, organisation: organisation, fromDate: from, untilDate: until, reason: reason)
    }
}
