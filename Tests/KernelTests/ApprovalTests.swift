// Nobody approves what they prepared.

import Kernel
import Testing

@Suite("Approval")
struct ApprovalTests {
    enum Payment: Hashable, Sendable { case draft, prepared, approved, paid }

    /// Payments of a small federation: a finance lead prepares; a federation manager approves up to £10,000, a board member whatever it is.
    static let payments = Approval<Payment>([
        .init(from: .draft, to: .prepared, by: [.financeLead: nil, .federationManager: nil]),
        .init(from: .prepared, to: .approved, by: [.federationManager: Money(pence: 1_000_000), .boardMember: nil], needsAnother: true),
        .init(from: .prepared, to: .draft, by: [.financeLead: nil, .federationManager: nil]),
        .init(from: .approved, to: .paid, by: [.financeLead: nil]),
    ])
    static let (ada, ben) = (PersonID(at: Instant(milliseconds: 1)), PersonID(at: Instant(milliseconds: 2)))

    struct Attempt: Sendable {
        let from: Payment
        let to: Payment
        let person: PersonID
        let role: Role
        let pounds: Int
        let refusal: Approval<Payment>.Refusal?
    }

    @Test(
        "Each attempt is let through or refused for its first reason",
        arguments: [
            // Worked example: Ada prepares £6,400, Ben approves it within his limit, Ada pays.
            Attempt(from: .draft, to: .prepared, person: ada, role: .financeLead, pounds: 6400, refusal: nil),
            Attempt(from: .prepared, to: .approved, person: ben, role: .federationManager, pounds: 6400, refusal: nil),
            Attempt(from: .approved, to: .paid, person: ada, role: .financeLead, pounds: 6400, refusal: nil),
            // To the penny of the limit, and a penny beyond it.
            Attempt(from: .prepared, to: .approved, person: ben, role: .federationManager, pounds: 10_000, refusal: nil),
            Attempt(
                from: .prepared, to: .approved, person: ben, role: .federationManager, pounds: 10_001,
                refusal: .aboveLimit(Money(pence: 1_000_000), others: [.boardMember])),
            Attempt(from: .prepared, to: .approved, person: ben, role: .boardMember, pounds: 250_000, refusal: nil),
            // Nobody approves what they prepared, whichever role they take for it; taking it back is no approval.
            Attempt(from: .prepared, to: .approved, person: ada, role: .federationManager, pounds: 50, refusal: .ownWork),
            Attempt(from: .prepared, to: .approved, person: ada, role: .federationManager, pounds: 90_000, refusal: .ownWork),
            Attempt(from: .prepared, to: .draft, person: ada, role: .financeLead, pounds: 50, refusal: nil),
            // The step before the person, the person's role before what was prepared.
            Attempt(from: .approved, to: .approved, person: ada, role: .receptionist, pounds: 50, refusal: .noSuchStep),
            Attempt(from: .paid, to: .draft, person: ben, role: .financeLead, pounds: 50, refusal: .noSuchStep),
            Attempt(
                from: .prepared, to: .approved, person: ada, role: .financeLead, pounds: 90_000,
                refusal: .notYourRole([.federationManager, .boardMember])),
        ])
    func steps(attempt: Attempt) {
        let refusal = Self.payments.refusal(
            from: attempt.from, to: attempt.to, by: attempt.person, acting: attempt.role, preparedBy: [Self.ada],
            amount: Money(pence: attempt.pounds * 100))
        #expect(refusal == attempt.refusal)
    }

    @Test("A refusal says what to do next")
    func sentences() {
        typealias Refusal = Approval<Payment>.Refusal
        #expect(Refusal.ownWork.sentence == "You prepared this, so somebody else has to approve it.")
        #expect(
            Refusal.notYourRole([.federationManager, .boardMember]).sentence
                == "Your role cannot do this. Ask a federation manager or a board member.")
        #expect(
            Refusal.aboveLimit(Money(pence: 1_000_000), others: [.boardMember]).sentence
                == "Your role may do this up to £10,000. Ask a board member.")
        #expect(
            Refusal.aboveLimit(Money(pence: 1_000_000), others: []).sentence
                == "Your role may do this up to £10,000. Nobody's role goes further: it needs a decision of the board.")
        #expect(Refusal.noSuchStep.sentence.hasPrefix("This has changed meanwhile"))
    }
}
