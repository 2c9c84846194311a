// Which passwords are taken, and how kept.

import Kernel
import TestKit
import Testing

@testable import Identity

@Suite("Passwords")
struct PasswordTests {
    static func email() throws -> EmailAddress { try EmailAddress(parsing: "amina.example@riverside.nhs.uk") }

    @Test(
        "A password is refused for its length, for being well known, or for being the email address, and for nothing else",
        arguments: [
            ("elevenchars", PasswordProblem.tooShort), ("", .tooShort), (String(repeating: "long ", count: 41), .tooLong),
            ("Password2026!", .wellKnown), ("passwordpassword", .wellKnown), ("qwertyuiop[]", .wellKnown), ("123456789012", .wellKnown),
            ("aaaaaaaaaaaaaaa", .wellKnown), ("Welcome123456", .wellKnown), ("Liverpool1892!!", .wellKnown), ("asdfghjklzxcvbnm", .wellKnown),
            ("amina.example@riverside.nhs.uk", .ownAddress), ("AMINA.EXAMPLE2026", .ownAddress),
            ("kettle ladder otter", nil), ("twelve chars", nil), ("ηλεκτρισμός-", nil),
        ])
    func problems(typed: String, problem: PasswordProblem?) throws {
        #expect(PasswordRules.problem(with: typed, email: try Self.email()) == problem)
    }

    @Test("Both boxes must hold the same")
    func again() throws {
        #expect(PasswordRules.problem(with: "kettle ladder otter", again: "kettle ladder other", email: try Self.email()) == .notRepeated)
        #expect(PasswordRules.problem(with: "kettle ladder otter", again: "kettle ladder otter", email: try Self.email()) == nil)
    }

    @Test("A hash is Argon2id, says what it cost, and knows its own password from others")
    func hashes() throws {
        let hash = try PasswordHash.make(Password("kettle ladder otter"), cost: .cheap)
        #expect(hash.hasPrefix("$argon2id$v=19$m=8,t=1,p=1$"))
        #expect(PasswordHash.matches(Password("kettle ladder otter"), hash))
        #expect(!PasswordHash.matches(Password("kettle ladder otte"), hash))
        #expect(try PasswordHash.make(Password("kettle ladder otter"), cost: .cheap) != hash)
    }

    @Test("The same letters typed in two ways of Unicode are the same password")
    func normalised() throws {
        let hash = try PasswordHash.make(Password("caf\u{E9} caf\u{E9} caf\u{E9}"), cost: .cheap)
        #expect(PasswordHash.matches(Password("cafe\u{301} cafe\u{301} cafe\u{301}"), hash))
    }

    @Test("A hash made with other parameters is to be made again")
    func outdated() throws {
        let hash = try PasswordHash.make(Password("kettle ladder otter"), cost: .cheap)
        #expect(!PasswordHash.isOutdated(hash, cost: .cheap))
        #expect(PasswordHash.isOutdated(hash, cost: PasswordCost(passes: 2, memory: 16_384)))
    }

    @Test("More people than may wait are turned away, and the others are served")
    func bounded() async throws {
        let hasher = PasswordHasher(cost: PasswordCost(passes: 2, memory: 4 << 20), atOnce: 1, longestLine: 3)
        let served = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 {
                group.addTask { (try? await hasher.hash(Password("kettle ladder otter"))) != nil }
            }
            return await group.reduce(into: 0) { count, isServed in count += isServed ? 1 : 0 }
        }
        #expect(served >= 4)
        #expect(served < 20)
        #expect(try await hasher.matches(Password("kettle"), nil) == false)
    }
}
