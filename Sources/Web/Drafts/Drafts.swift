// Keeps what was typed until it is sent.

import Kernel
import Store

/// Keeps drafts, puts them into their forms again, and ends them. A page that shows a form has asked its own permission on the way, so a draft is
/// seen by nobody who may not open that page now.
struct Drafts: Sendable {
    /// The longest content of a draft, in bytes: what a form without a file may send.
    static let largest = 65_536

    let database: any Database

    /// Keeps a form that was sent and not done. False where there is nothing to keep: nothing was typed, it was done before, it is too large, or
    /// no draft is kept of such a form.
    func keep(_ visit: Visit, because cause: Draft.Cause) async throws -> Bool {
        let sent = visit.sent
        return try await keep(visit, because: cause) { connection in
            // The same under the same key was done; another content was not.
            do { return try sent.outcome(for: visit.principal?.account, in: connection) != nil } catch is SentBefore { return false }
        }
    }

    /// Keeps a form as it stands while somebody types. What comes late, after the form was sent, is not kept.
    func keepTyped(_ visit: Visit, because cause: Draft.Cause = .typed) async throws -> Bool {
        let (once, address) = (visit.form["once"], visit.draftAddress ?? "")
        let key = OnceKey(once.isEmpty ? "" : "\(once) \(address.prefix { $0 != "?" })")
        return try await keep(visit, because: cause) { try key.isSettled(in: $0) }
    }

    private func keep(
        _ visit: Visit, because cause: Draft.Cause, unless done: @escaping @Sendable (any Connection) throws -> Bool
    ) async throws -> Bool {
        guard let principal = visit.principal, let seal = visit.seal, let address = visit.draftAddress, address.utf8.count <= 500,
            !visit.form.typed.withoutSecrets.isEmpty
        else { return false }
        let kept = visit.form.withoutSecrets.pairs.filter { !["form-token", "draft-of", "draft-owner"].contains($0.name) }
        guard Fields(kept).encoded.utf8.count <= Drafts.largest else { return false }
        let (owner, place, now) = (DraftOwner(principal), seal.place(of: address), visit.now)
        let sealed = seal.seal(Fields([("draft-owner", owner.text), ("draft-of", address)] + kept))
        guard cause == .signedOut else {
            return try await database.maintain { connection in
                guard try !done(connection) else { return false }
                try DraftStore.keep(sealed, in: place, because: cause, of: owner, at: now, in: connection)
                return true
            }
        }
        guard try await !database.read({ try done($0) }) else { return false }
        // Nobody was signed in where it came from, so the trail says from where.
        try await database.write(by: visit.actor, at: now) { transaction in
            try DraftStore.keep(sealed, in: place, because: cause, of: owner, at: now, in: transaction)
            try transaction.audit(
                "draft kept", AuditSubject("account", principal.account), details: ["remoteAddress": visit.remoteAddress])
        }
        return true
    }

    /// The page with each draft in its form; nil where there is none for it. A form that was just sent shows what was sent, whichever of its buttons
    /// sent it: `sent` is where its draft would lie.
    func restored(
        _ body: [UInt8], for principal: Principal, besides sent: String?, seal: FormSeal, at now: Instant,
        notice: (Draft, FilledForm.Left) throws -> String
    ) async throws -> String? {
        let owner = DraftOwner(principal)
        let places = Set(try await database.read { try DraftStore.places(of: owner, at: now, in: $0) })
        guard !places.isEmpty else { return nil }
        var page = String(decoding: body, as: UTF8.self)
        var isChanged = false
        for address in FilledForm.addresses(on: page) where address != sent && places.contains(seal.place(of: address)) {
            guard let row = try await database.read({ try DraftStore.row(seal.place(of: address), of: owner, in: $0) }) else { continue }
            let fields = seal.open(row.sealed)
            // Sealed under another key, or for somebody else.
            guard fields["draft-owner"] == owner.text, fields["draft-of"] == address else { continue }
            let draft = Draft(address: address, fields: fields, cause: Draft.Cause(rawValue: row.cause) ?? .typed, changedAt: row.changedAt)
            guard let filled = try FilledForm.page(page, action: address, with: draft.fields, notice: { try notice(draft, $0) }) else { continue }
            (page, isChanged) = (filled, true)
        }
        return isChanged ? page : nil
    }

    /// Looks first, as most forms that are sent have no draft.
    func end(_ address: String, of principal: Principal, seal: FormSeal) async throws {
        let (owner, place) = (DraftOwner(principal), seal.place(of: address))
        guard try await database.read({ try DraftStore.row(place, of: owner, in: $0) }) != nil else { return }
        try await database.maintain { try DraftStore.end(place, of: owner, in: $0) }
    }
}
