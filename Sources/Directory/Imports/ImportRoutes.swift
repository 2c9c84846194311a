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
        routes.get(DirectoryAddresses.imports, DirectoryPermissions.importing) { try await list($0, FormReader(), status: 200) }
        routes.post(DirectoryAddresses.imports, DirectoryPermissions.importing, bodyLimit: files.bodyLimit(ImportRoutes.limits)) {
            try await upload($0)
        }
        routes.get(DirectoryAddresses.upload, DirectoryPermissions.importing) { try await preview($0) }
        routes.post(DirectoryAddresses.applyUpload, DirectoryPermissions.importing) { try await apply($0) }
        routes.post(DirectoryAddresses.discardUpload, DirectoryPermissions.importing) { try await discard($0) }
        routes.get(DirectoryAddresses.importRecord, DirectoryPermissions.importing) { try await record($0) }
    }

    private func list(_ visit: Visit, _ form: FormReader, status: Int) async throws -> Answer {
        let records = try await database.read { try ImportStore.latest(in: $0) }
        let notice = visit.query["notice"] == "discarded" ? Notice("The file was discarded", "Nothing was changed.") : nil
        return .page(ImportsPage(records, form: form, scanning: files.settings.scanning, notice: notice), status: status)
    }

    private func upload(_ visit: Visit) async throws -> Answer {
        var form = FormReader(visit.form)
        let kind = form.choice("kind", as: ImportKind.self, orSay: "Choose what is in the file")
        let effective = form.optionalDate("effective")
        let file = visit.uploads["file"]
        if file == nil { form.refuse("file", "Choose a file") }
        guard let kind, let file, form.isSound else { return try await list(visit, form, status: 422) }
        do {
            let read = try DirectoryImport.read(
                kind, from: .bytes(file.bytes), fileName: file.fileName, effectiveOn: effective, today: visit.today)
            let held = try await files.hold(file, within: ImportRoutes.limits, at: visit.now)
            let id = ID<ImportUpload>(at: visit.now)
            let account = try visit.person.account
            let path = try await database.write(by: visit.actor, at: visit.now) { transaction in
                if let settled = try transaction.settled(visit.once) { return settled }
                try ImportStore.removeUploads(before: visit.now.adding(seconds: -ImportRoutes.patience), from: files, in: transaction)
                let upload = ImportUpload(
                    id: id, kind: kind, fileId: try files.keep(held, in: transaction), effectiveOn: read.effectiveOn, accountId: account,
                    uploadedAt: visit.now)
                try ImportStore.add(upload, in: transaction)
                let path = DirectoryAddresses.upload.path(id)
                try transaction.settle(visit.once, as: path)
                return path
            }
            return .redirect(to: path)
        } catch let problem as ImportProblem {
            form.refuse("file", problem.sentence)
        } catch let problem as TabularError {
            form.refuse("file", problem.sentence)
        } catch let problem as FileRefusal {
            form.refuse("file", problem.sentence)
        }
        return try await list(visit, form, status: 422)
    }

    /// The file that waits, read again. One that is gone was applied or discarded, perhaps by somebody else.
    private func waiting(_ visit: Visit) async throws -> (ImportUpload, StoredFile, DirectoryImport) {
        let id: ID<ImportUpload> = try visit.id("upload")
        let found = try await database.read { connection -> (ImportUpload, StoredFile, [UInt8])? in
            guard let upload = try ImportStore.upload(id, in: connection), let file = try files.file(upload.fileId, in: connection) else {
                return nil
            }
            return (upload, file, try files.bytes(of: file, in: connection))
        }
        guard let (upload, file, bytes) = found else {
            throw Refusal.conflict("This file was applied or discarded meanwhile. The list of imports shows what became of it.")
        }
        // Nothing in a table of text is run, so it may be read while it still waits for the scanner.
        if file.state == .refused { throw Refusal.conflict(file.reason) }
        let read = try DirectoryImport.read(
            upload.kind, from: .bytes(bytes), fileName: file.name, effectiveOn: upload.effectiveOn, today: visit.today)
        return (upload, file, read)
    }

    private func preview(_ visit: Visit) async throws -> Answer {
        let (upload, file, read) = try await waiting(visit)
        let preview = try await read.preview(in: database, at: visit.now)
        return .page(ImportPage(preview: preview, upload: upload.id, name: file.name, scanning: file.standing, form: FormReader()))
    }

    private func apply(_ visit: Visit) async throws -> Answer {
        if let path = try await database.read({ try ImportStore.outcome(of: visit.once, account: visit.actor.account, in: $0) }) {
            return .redirect(to: path, notice: "imported")
        }
        let (upload, file, read) = try await waiting(visit)
        let record = ID<ImportRecord>(at: visit.now)
        let path = DirectoryAddresses.importRecord.path(record)
        var form = FormReader(visit.form)
        do {
            _ = try await read.apply(
                to: database, by: visit.actor, at: visit.now, acceptsJumps: !form.ticked(ImportPage.jumps, among: ["right"]).isEmpty, record: record,
                alongside: { transaction in
                    guard try ImportStore.remove(upload.id, from: files, in: transaction) else {
                        throw Refusal.conflict("This file was applied or discarded meanwhile. The list of imports shows what became of it.")
                    }
                    try transaction.settle(visit.once, as: path)
                })
        } catch let problem as ImportProblem {
            form.refuse(ImportPage.jumps, problem.sentence)
            let preview = try await read.preview(in: database, at: visit.now)
            return .page(ImportPage(preview: preview, upload: upload.id, name: file.name, scanning: file.standing, form: form), status: 422)
        }
        return .redirect(to: path, notice: "imported")
    }

    private func discard(_ visit: Visit) async throws -> Answer {
        let id: ID<ImportUpload> = try visit.id("upload")
        try await database.write(by: visit.actor, at: visit.now) { transaction in
            guard try ImportStore.remove(id, from: files, in: transaction) else { return }
            try transaction.audit("import file discarded", AuditSubject("import file", id))
        }
        return .redirect(to: DirectoryAddresses.imports.path(), notice: "discarded")
    }

    private func record(_ visit: Visit) async throws -> Answer {
        let id: ID<ImportRecord> = try visit.id("import")
        let found = try await database.read { connection -> (ImportRecord, [ImportChange], [ImportFinding])? in
            guard let record = try ImportStore.record(id, in: connection) else { return nil }
            return (
                record, try ImportStore.changes(of: id, limit: ImportPage.most, in: connection),
                try ImportStore.findings(of: id, limit: ImportPage.most, in: connection)
            )
        }
        guard let (record, changes, findings) = found else { throw Refusal.notFound }
        let notice = visit.query["notice"] == "imported" ? Notice("The file was imported", "The directory now says what it says.") : nil
        return .page(ImportPage(record: record, changes: changes, findings: findings, notice: notice))
    }
}
