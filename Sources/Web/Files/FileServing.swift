// Takes uploads in and hands files out.

import Files
import Kernel
import Store

/// A room's word that the person who asks may have a file: it found its own record, within their scope, and the record points at the file.
package struct FileGrant: Sendable {
    let file: FileID
    let practice: OrganisationID?
    let patient: PatientID?

    /// - Parameters:
    ///   - practice: whose record it is, for the audit trail.
    ///   - patient: whom the record is about, for the audit trail; nil only where it is about none.
    package init(_ file: FileID, practice: OrganisationID? = nil, patient: PatientID? = nil) {
        self.file = file
        self.practice = practice
        self.patient = patient
    }
}

extension FileStore {
    /// The largest body of a form that carries a file within `limits`, for its route.
    package func bodyLimit(_ limits: FileLimits) -> Int { min(limits.bytes, settings.largest) + 65_536 }

    /// Checks an upload and keeps its content; `keep` makes its row.
    package func hold(_ upload: Upload, within limits: FileLimits, at now: Instant) async throws -> HeldFile {
        try await hold(upload.bytes, name: upload.fileName, within: limits, at: now)
    }

    /// Answers with a file to save. There is no address of a file itself: the room that owns the record serves it from its own route, under its own
    /// permission, and its grant is asked for again at each request.
    ///
    /// - Parameter grant: looks for the room's record within this scope and says which file it points at; nil for a record that is not there or is
    ///   outside the scope.
    /// - Throws: `Refusal.notFound` without a grant, `Refusal.conflict` with the reason where the file is refused or still waits for the virus scanner.
    package func answer(_ visit: Visit, _ grant: @escaping @Sendable (Scope, any Connection) throws -> FileGrant?) async throws -> Answer {
        let scope = try visit.person.scope
        let found = try await database.read { connection -> (FileGrant, StoredFile, [UInt8])? in
            guard let grant = try grant(scope, connection), let file = try self.file(grant.file, in: connection) else { return nil }
            if let reason = FileRules.refusalToServe(file, hasScanner: settings.scanner != nil) { throw Refusal.conflict(reason) }
            return (grant, file, try bytes(of: file, in: connection))
        }
        guard let (granted, file, bytes) = found else { throw Refusal.notFound }
        try await database.write(by: visit.actor, at: visit.now) { transaction in
            try transaction.audit("file opened", AuditSubject("file", file.id), practice: granted.practice, patient: granted.patient)
        }
        return .file(name: file.type.nameToServe(file.name), type: file.type.mediaType, bytes: bytes)
    }
}
