// When people are told, and in which words.

import Kernel
import TestKit
import Testing

@testable import Notices

@Suite("When people are told")
struct NoticeRulesTests {
    private static func due(
        _ rhythm: Rhythm, _ now: String, isUrgent: Bool = false, quiet: QuietHours = .standard
    ) throws -> String {
        NoticeRules.due(rhythm, isUrgent: isUrgent, quiet: quiet, at: try Instant(parsing: now)).stored
    }

    @Test(
        "What is told at once waits for the end of quiet hours in London, unless it is urgent",
        arguments: [
            // 9:30 on a Saturday in November, Greenwich Mean Time.
            ("2026-11-21T09:30:00Z", false, "2026-11-21T09:30:00.000Z"),
            ("2026-11-21T20:00:00Z", false, "2026-11-22T07:00:00.000Z"),
            ("2026-11-21T20:00:00Z", true, "2026-11-21T20:00:00.000Z"),
            ("2026-11-22T06:59:00Z", false, "2026-11-22T07:00:00.000Z"),
            ("2026-11-22T07:00:00Z", false, "2026-11-22T07:00:00.000Z"),
            // In summer 7pm UTC is 8pm in London, and 7am in London is 6am UTC.
            ("2026-07-01T18:59:00Z", false, "2026-07-01T18:59:00.000Z"),
            ("2026-07-01T19:00:00Z", false, "2026-07-02T06:00:00.000Z"),
            // The clocks go forward on 29 March 2026 at 1am: 7am is 6am UTC after a night that began in Greenwich Mean Time.
            ("2026-03-28T22:00:00Z", false, "2026-03-29T06:00:00.000Z"),
        ])
    func atOnce(now: String, isUrgent: Bool, expected: String) throws {
        #expect(try Self.due(.atOnce, now, isUrgent: isUrgent) == expected)
    }

    @Test("Quiet hours may lie within a day, and there are none where both ends are the same")
    func otherHours() throws {
        let midday = QuietHours(from: LocalTime(clamping: 12 * 60), until: LocalTime(clamping: 14 * 60))
        #expect(try Self.due(.atOnce, "2026-11-21T13:00:00Z", quiet: midday) == "2026-11-21T14:00:00.000Z")
        #expect(try Self.due(.atOnce, "2026-11-21T23:00:00Z", quiet: midday) == "2026-11-21T23:00:00.000Z")
        let none = QuietHours(from: .midnight, until: .midnight)
        #expect(try Self.due(.atOnce, "2026-11-21T23:00:00Z", quiet: none) == "2026-11-21T23:00:00.000Z")
        let late = QuietHours(from: LocalTime(clamping: 20 * 60), until: LocalTime(clamping: 9 * 60))
        #expect(try Self.due(.daily, "2026-11-21T23:00:00Z", quiet: late) == "2026-11-22T09:00:00.000Z")
    }

    @Test(
        "Summaries go at 7am: the day's on the next morning, the week's on the next Monday",
        arguments: [
            // 21 November 2026 is a Saturday, 23 November a Monday.
            (Rhythm.daily, "2026-11-21T06:59:00Z", "2026-11-21T07:00:00.000Z"), (.daily, "2026-11-21T07:00:00Z", "2026-11-22T07:00:00.000Z"),
            (.weekly, "2026-11-21T09:30:00Z", "2026-11-23T07:00:00.000Z"), (.weekly, "2026-11-23T06:00:00Z", "2026-11-23T07:00:00.000Z"),
            (.weekly, "2026-11-23T07:00:00Z", "2026-11-30T07:00:00.000Z"),
        ])
    func summaries(rhythm: Rhythm, now: String, expected: String) throws {
        #expect(try Self.due(rhythm, now) == expected)
    }
}

@Suite("Messages")
struct MessageRulesTests {
    @Test(
        "A message in hand is left alone for a minute; then an email goes again and a text message is in doubt",
        arguments: [
            (MessageState.waiting, ChannelKind.email, nil, MessageRules.Step.send), (.waiting, .text, nil, .send),
            (.sending, .email, 59, .wait), (.sending, .text, 59, .wait), (.sending, .email, 60, .send), (.sending, .text, 60, .doubt),
            (.sent, .email, nil, .none), (.delivered, .text, nil, .none), (.undelivered, .email, nil, .none), (.inDoubt, .text, nil, .none),
        ] as [(MessageState, ChannelKind, Int?, MessageRules.Step)])
    func steps(state: MessageState, channel: ChannelKind, secondsAgo: Int?, expected: MessageRules.Step) {
        let claimed = secondsAgo.map { TestDay.now.adding(seconds: -$0) }
        #expect(MessageRules.step(state, channel: channel, claimedAt: claimed, at: TestDay.now) == expected)
    }

    private static func message(_ channel: ChannelKind) -> OutgoingMessage {
        OutgoingMessage(
            id: ID(at: TestDay.now), person: PersonID(at: TestDay.now), channel: channel, rhythm: .atOnce, state: .waiting, dueAt: TestDay.now,
            madeAt: TestDay.now, claimedAt: nil, problem: "")
    }

    private static let links = MessageRules.Links(base: "https://commonweal.example.nhs.uk/", choices: "/account/notices")
    private static let lines = [
        NoticeLine(kind: "one", subject: "An action is due today", body: "Count the fridges.", path: "/actions/1"),
        NoticeLine(kind: "two", subject: "A question was answered", body: "About October.", path: ""),
    ]

    @Test("One notice is a message of its own; several are listed in one; both say where to choose")
    func words() {
        let one = MessageRules.composed(Self.message(.email), [Self.lines[0]], to: "Amina", links: Self.links, hasChoice: true)
        #expect(one.subject == "An action is due today")
        #expect(
            one.body == """
                Hello Amina,

                Count the fridges.

                Open it here:
                https://commonweal.example.nhs.uk/actions/1

                You choose what Commonweal tells you of, and when:
                https://commonweal.example.nhs.uk/account/notices
                """)
        let two = MessageRules.composed(Self.message(.email), Self.lines, to: "Amina", links: Self.links, hasChoice: false)
        #expect(two.subject == "2 notices from Commonweal")
        #expect(two.body.hasPrefix("Hello Amina,\n\nAn action is due today\n\nCount the fridges.\n\nOpen it here:\n"))
        #expect(two.body.hasSuffix("\n\n----\n\nA question was answered\n\nAbout October."))
        let text = MessageRules.composed(Self.message(.text), [Self.lines[0]], to: "Amina", links: Self.links, hasChoice: true)
        #expect(text.body == "Commonweal: An action is due today. https://commonweal.example.nhs.uk/actions/1")
    }
}
