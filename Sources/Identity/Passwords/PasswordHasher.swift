// Argon2id, a few at a time.

import CSodium
import Dispatch

/// What one hash costs whoever makes it. Raising it later is safe: a hash says what it was made with, and is made again at the next sign-in.
package struct PasswordCost: Hashable, Sendable {
    /// Passes over the memory, 1 or more.
    package let passes: Int
    /// In bytes, 8,192 or more.
    package let memory: Int

    package init(passes: Int, memory: Int) {
        self.passes = max(passes, 1)
        self.memory = max(memory, 8192)
    }

    /// 64 MiB and two passes: libsodium's figure for people who wait, above OWASP's least (19 MiB, two passes).
    package static let standard = PasswordCost(passes: 2, memory: 64 << 20)
    /// For made-up accounts in tests and the demonstration only.
    package static let cheap = PasswordCost(passes: 1, memory: 8192)
}

package enum HashingProblem: Error, Hashable, Sendable {
    /// So many people sign in at once that more waiting would only make it worse.
    case tooManyWaiting
    /// The machine had not the memory that a hash takes.
    case noMemory
}

/// Argon2id hashes in the form "$argon2id$v=19$m=65536,t=2,p=1$…" (RFC 9106, by libsodium).
package enum PasswordHash {
    package static func make(_ password: Password, cost: PasswordCost) throws -> String {
        guard Sodium.isReady else { throw HashingProblem.noMemory }
        var text = [CChar](repeating: 0, count: crypto_pwhash_strbytes())
        let bytes = password.bytes
        guard crypto_pwhash_str(&text, bytes, UInt64(bytes.count), UInt64(cost.passes), cost.memory) == 0 else { throw HashingProblem.noMemory }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    package static func matches(_ password: Password, _ hash: String) -> Bool {
        let bytes = password.bytes
        return crypto_pwhash_str_verify(hash, bytes, UInt64(bytes.count)) == 0
    }

    package static func isOutdated(_ hash: String, cost: PasswordCost) -> Bool {
        crypto_pwhash_str_needs_rehash(hash, UInt64(cost.passes), cost.memory) != 0
    }
}

/// Runs hashes on threads of their own, so that they hold up no request, and only a few at once, as each takes its whole memory.
/// An actor because the count of those under way is shared by all requests.
package actor PasswordHasher {
    package let cost: PasswordCost
    private let longestLine: Int
    private var free: Int
    private var line: [CheckedContinuation<Void, Never>] = []
    private var stand: String?

    package init(cost: PasswordCost, atOnce: Int = 2, longestLine: Int = 64) {
        self.cost = cost
        self.longestLine = longestLine
        free = max(atOnce, 1)
    }

    package func hash(_ password: Password) async throws -> String {
        let cost = cost
        return try await run { try PasswordHash.make(password, cost: cost) }
    }

    /// Whether the password is the one that `hash` was made from; takes as long for no hash at all.
    package func matches(_ password: Password, _ hash: String?) async throws -> Bool {
        // Asked for in either case: the one that makes it takes twice as long.
        let standIn = try await standIn()
        guard let hash else {
            _ = try await run { PasswordHash.matches(password, standIn) }
            return false
        }
        return try await run { PasswordHash.matches(password, hash) }
    }

    // What an unknown person's password is compared with, so that the answer takes as long as for a known one.
    private func standIn() async throws -> String {
        if let stand { return stand }
        let made = try await hash(Password("nobody has this password"))
        stand = made
        return made
    }

    private func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await enter()
        defer { leave() }
        return try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global(qos: .userInitiated).async { continuation.resume(with: Result { try work() }) }
        }
    }

    private func enter() async throws {
        if free > 0 {
            free -= 1
            return
        }
        guard line.count < longestLine else { throw HashingProblem.tooManyWaiting }
        await withCheckedContinuation { line.append($0) }
    }

    // Hands the place to the next in the line, or frees it.
    private func leave() {
        if line.isEmpty {
            free += 1
        } else {
            line.removeFirst().resume()
        }
    }
}
