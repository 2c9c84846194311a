// Keeps what was typed until it is sent.

import Kernel
import Store

/// Keeps drafts, puts them into their forms again, and ends them. A page that shows a form has asked its own permission on the way, so a draft is
/// seen by nobody who may not open that page now.
struct Drafts: Sendable {
    /// The longest content of a draft, in bytes: what a form without a file may send.
    static let largest = 65_536

    let database: any Database

    /// Keeps a form that was sent and not done. False where there is nothing to keep: nothing was typed, it was done before, or it is too large.
    func keep(_ visit: Visit, at address: String, because cause: Draft.Cause) async throws -> Bool {
        let sent = visit.sent
        return try await keep(visit.form, at: address, because: cause, visit) { connection in
            // The same under the same key was done; another content was not.
            do { return try sent.outcome(for: visit.principal?.account, in: connection) != nil } catch is SentBefore { return false }
        }
    }

    /// Keeps a form as it stands while somebody types. What comes late, after the form was sent, is not kept.
    func keepTyped(_ form: Fields, at address: String, _ visit: Visit) async throws -> Bool {
        let key = OnceKey(form["once"].isEmpty ? "" : "\(form["once"]) \(address.prefix { $0 != "?" })")
        return try await keep(form, at: address, because: .typed, visit) { try key.isSettled(in: $0) }
    }

    private func keep(
        _ form: Fields, at address: String, because cause: Draft.Cause, _ visit: Visit,
        unless done: @escaping @Sendable (any Connection) throws -> Bool
    ) async throws -> Bool {
        guard let principal = visit.principal, let seal = visit.seal, !form.typed.withoutSecrets.isEmpty, address.hasPrefix("/"),
            address.utf8.count <= 500
        else { return false }
        let kept = Fields(form.withoutSecrets.pairs.filter { $0.name != "form-token" })
        guard kept.encoded.utf8.count <= Drafts.largest else { return false }
        let (sealed, owner, now) = (seal.seal(kept), DraftOwner(principal), visit.now)
        return try await database.maintain { connection in
            guard try !done(connection) else { return false }
            try DraftStore.keep(sealed, at: address, because: cause, of: owner, at: now, in: connection)
            return true
        }
    }

    /// The page with each draft in its form; nil where there is none for it. A form that was just sent to `sentTo` shows what was sent.
    func restored(
        _ body: [UInt8], for principal: Principal, besides sentTo: String?, seal: FormSeal, at now: Instant,
        notice: (Draft, _ hasFiles: Bool) throws -> String
    ) async throws -> String? {
        let owner = DraftOwner(principal)
        let addresses = try await database.read { try DraftStore.addresses(of: owner, at: now, in: $0) }
        guard !addresses.isEmpty else { return nil }
        var page = String(decoding: body, as: UTF8.self)
        var isChanged = false
        for address in addresses where address != sentTo && FilledForm.isOn(page, action: address) {
            guard let row = try await database.read({ try DraftStore.row(address, of: owner, in: $0) }) else { continue }
            let fields = seal.open(row.sealed)
            // Sealed under another key.
            guard !fields.isEmpty else { continue }
            let draft = Draft(address: address, fields: fields, cause: Draft.Cause(rawValue: row.cause) ?? .typed, changedAt: row.changedAt)
            guard let filled = try FilledForm.page(page, action: address, with: draft.fields, notice: { try notice(draft, $0) }) else { continue }
            (page, isChanged) = (filled, true)
        }
        return isChanged ? page : nil
    }

    /// Looks first, as most forms that are sent have no draft.
    func end(_ address: String, of principal: Principal) async throws {
        let owner = DraftOwner(principal)
        guard try await database.read({ try DraftStore.row(address, of: owner, in: $0) }) != nil else { return }
        try await database.maintain { try DraftStore.end(address, of: owner, in: $0) }
    }
}
