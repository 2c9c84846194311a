// Upload a file, look, apply or discard it.

import Files
import Kernel
import Store
import Tabular
import Web

struct ImportRoutes: Sendable {
    let database: any Database
    let files: FileStore

    /// Larger files are for the command line, which reads them without holding them.
    static let limits = FileLimits([.csv, .text], bytes: 8 << 20)
    /// Uploads that nobody applied go after a day.
    static let patience = 86_400

    func add(to routes: inout RouteTable) {
        routes.get(DirectoryAddresses.imports, DirectoryPermissions.importing, list)
        routes.post(DirectoryAddresses.imports, DirectoryPermissions.importing, bodyLimit: files.bodyLimit(ImportRoutes.limits), upload)
        routes.get(DirectoryAddresses.upload, DirectoryPermissions.importing) { .page(try await preview($0, FormReader())) }
        routes.post(DirectoryAddresses.applyUpload, DirectoryPermissions.importing, apply)
        routes.post(DirectoryAddresses.discardUpload, DirectoryPermissions.importing, discard)
        routes.get(DirectoryAddresses.importRecord, DirectoryPermissions.importing, record)
    }

    @Sendable private func list(_ visit: Visit) async throws -> Answer {
        try await database.answer(visit, ImportsPage.list(visit)) { ImportsPage($0, form: FormReader(), scanning: files.settings.scanning) }
    }

    @Sendable private func upload(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            ImportsPage(try await database.read { try ImportsPage.list(visit).table(in: $0) }, form: $0, scanning: files.settings.scanning)
        } read: { form in
            let kind = form.choice("kind", as: ImportKind.self, orSay: "Choose what is in the file")
            let effective = form.optionalDate("effective")
            let file = visit.uploads["file"]
            if file == nil { form.refuse("file", "Choose a file") }
            guard let kind, let file, form.isSound else { return nil }
            do {
                let read = try DirectoryImport.read(
                    kind, from: .bytes(file.bytes), fileName: file.fileName, effectiveOn: effective, today: visit.today)
                let held = try await files.hold(file, within: ImportRoutes.limits, at: visit.now)
                let (id, account) = (ID<ImportUpload>(at: visit.now), try visit.person.account)
                return { transaction in
                    try ImportStore.removeUploads(before: visit.now.adding(seconds: -ImportRoutes.patience), from: files, in: transaction)
                    let upload = ImportUpload(
                        id: id, kind: kind, fileId: try files.keep(held, in: transaction), effectiveOn: read.effectiveOn, accountId: account,
                        uploadedAt: visit.now)
                    try ImportStore.add(upload, in: transaction)
                    return Done(DirectoryAddresses.upload.path(id))
                }
            } catch let problem as TabularError {
                form.refuse("file", problem.sentence)
            } catch let refusal as FileRefusal {
                form.refuse("file", refusal.sentence)
            }
            return nil
        }
    }

    /// The file that waits, read again.
    private func waiting(_ visit: Visit) async throws -> (ImportUpload, StoredFile, DirectoryImport) {
        let id: ID<ImportUpload> = try visit.id("upload")
        let found = try await database.read { connection -> (ImportUpload, StoredFile, [UInt8])? in
            guard let upload = try ImportStore.upload(id, in: connection), let file = try files.file(upload.fileId, in: connection) else {
                return nil
            }
            return (upload, file, try files.bytes(of: file, in: connection))
        }
        guard let (upload, file, bytes) = found else { throw UploadRefusal.gone }
        // Nothing in a table of text is run, so it may be read while it still waits for the scanner.
        if file.state == .refused { throw UploadRefusal.unsafe(file.reason) }
        let read = try DirectoryImport.read(
            upload.kind, from: .bytes(bytes), fileName: file.name, effectiveOn: upload.effectiveOn, today: visit.today)
        return (upload, file, read)
    }

    private func preview(_ visit: Visit, _ form: FormReader) async throws -> ImportPage {
        let (upload, file, read) = try await waiting(visit)
        return ImportPage(
            preview: try await read.preview(in: database, at: visit.now), upload: upload.id, name: file.name, scanning: file.standing, form: form)
    }

    @Sendable private func apply(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            try await preview(visit, $0)
        } read: { form in
            let (upload, _, read) = try await waiting(visit)
            let ticked = form.fields.all(ImportPage.jumps)
            return { transaction in
                guard try ImportStore.remove(upload.id, from: files, in: transaction) else { throw UploadRefusal.gone }
                let record = ID<ImportRecord>(at: transaction.instant)
                _ = try read.apply(as: record, accepts: { ticked.contains($0.mark) }, in: transaction)
                return Done(DirectoryAddresses.importRecord.path(record), DirectoryNotice.fileImported)
            }
        }
    }

    @Sendable private func discard(_ visit: Visit) async throws -> Answer {
        let id: ID<ImportUpload> = try visit.id("upload")
        return try await database.act(visit) { transaction in
            guard try ImportStore.remove(id, from: files, in: transaction) else { throw UploadRefusal.gone }
            try transaction.audit("import file discarded", AuditSubject("import file", id))
            return Done(DirectoryAddresses.imports.path(), DirectoryNotice.fileDiscarded)
        }
    }

    @Sendable private func record(_ visit: Visit) async throws -> Answer {
        let id: ID<ImportRecord> = try visit.id("import")
        let found = try await database.read { connection -> (ImportRecord, [ImportChange.Kind: Int], [ImportFinding], Int)? in
            guard let record = try ImportStore.record(id, in: connection) else { return nil }
            return (
                record, try ImportStore.kinds(of: id, in: connection), try ImportStore.findings(of: id, limit: ImportPage.most, in: connection),
                try ImportStore.countFindings(of: id, in: connection)
            )
        }
        guard let (record, kinds, findings, count) = found else { throw Refusal.notFound }
        return try await database.answer(visit, ImportPage.list(of: record, visit)) {
            ImportPage(record: record, kinds: kinds, changes: $0, findings: findings, of: count)
        }
    }
}

/// Why a file that waited cannot be looked at or applied.
private enum UploadRefusal: RuleRefusal {
    /// Applied or discarded, perhaps by somebody else.
    case gone
    case unsafe(String)

    var kind: RefusalKind { .conflict }
    var sentence: String {
        switch self {
        case .gone: "This file was applied or discarded meanwhile. The list of imports shows what became of it."
        case .unsafe(let reason): reason
        }
    }
}
