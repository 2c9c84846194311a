// Upload a file, look, apply or discard it.

import Kernel
import Store
import Tabular
import Web

struct ImportRoutes: Sendable {
    let database: any Database

    /// Larger files are for the command line, which reads them without holding them.
    static let uploadLimit = 8 * 1_048_576
    /// Uploads that nobody applied go after a day.
    static let patience = 86_400

    init(database: any Database) { self.database = database }

    func add(to routes: inout RouteTable) {
        routes.get(DirectoryAddresses.imports, DirectoryPermissions.importing) { try await list($0, FormReader(), status: 200) }
        routes.post(DirectoryAddresses.imports, DirectoryPermissions.importing, bodyLimit: ImportRoutes.uploadLimit + 65_536) { try await upload($0) }
        routes.get(DirectoryAddresses.upload, DirectoryPermissions.importing) { try await preview($0) }
        routes.post(DirectoryAddresses.applyUpload, DirectoryPermissions.importing) { try await apply($0) }
        routes.post(DirectoryAddresses.discardUpload, DirectoryPermissions.importing) { try await discard($0) }
        routes.get(DirectoryAddresses.importRecord, DirectoryPermissions.importing) { try await record($0) }
    }

    private func list(_ visit: Visit, _ form: FormReader, status: Int) async throws -> Answer {
        let records = try await database.read { try ImportStore.latest(in: $0) }
        let notice = visit.query["notice"] == "discarded" ? Notice("The file was discarded", "Nothing was changed.") : nil
        return .page(ImportsPage(records, form: form, notice: notice), status: status)
    }

    private func upload(_ visit: Visit) async throws -> Answer {
        var form = FormReader(visit.form)
        let kind = form.choice("kind", as: ImportKind.self, orSay: "Choose what is in the file")
        let effective = form.optionalDate("effective")
        let file = visit.uploads["file"]
        if file == nil { form.refuse("file", "Choose a file") }
        if let file, file.bytes.count > ImportRoutes.uploadLimit {
            form.refuse("file", "Choose a file of \(ImportRoutes.uploadLimit / 1_048_576) MB or less, or use the command line for larger ones")
        }
        guard let kind, let file, form.isSound else { return try await list(visit, form, status: 422) }
        do {
            let read = try DirectoryImport.read(
                kind, from: .bytes(file.bytes), fileName: file.fileName, effectiveOn: effective, today: visit.today)
            let id = ID<ImportUpload>(at: visit.now)
            let account = try visit.person.account
            let upload = ImportUpload(
                id: id, kind: kind, fileName: file.fileName, effectiveOn: read.effectiveOn, accountId: account, uploadedAt: visit.now)
            let path = try await database.write(by: visit.actor, at: visit.now) { transaction in
                if let settled = try transaction.settled(visit.once) { return settled }
                try ImportStore.removeUploads(before: visit.now.adding(seconds: -ImportRoutes.patience), in: transaction)
                try ImportStore.add(upload, bytes: file.bytes, in: transaction)
                let path = DirectoryAddresses.upload.path(id)
                try transaction.settle(visit.once, as: path)
                return path
            }
            return .redirect(to: path)
        } catch let problem as ImportProblem {
            form.refuse("file", problem.sentence)
        } catch let problem as TabularError {
            form.refuse("file", problem.sentence)
        }
        return try await list(visit, form, status: 422)
    }

    /// The file that waits, read again. One that is gone was applied or discarded, perhaps by somebody else.
    private func waiting(_ visit: Visit) async throws -> (ImportUpload, DirectoryImport) {
        let id: ID<ImportUpload> = try visit.id("upload")
        guard let (upload, bytes) = try await database.read({ try ImportStore.upload(id, in: $0) }) else {
            throw Refusal.conflict("This file was applied or discarded meanwhile. The list of imports shows what became of it.")
        }
        let read = try DirectoryImport.read(
            upload.kind, from: .bytes(bytes), fileName: upload.fileName, effectiveOn: upload.effectiveOn, today: visit.today)
        return (upload, read)
    }

    private func preview(_ visit: Visit) async throws -> Answer {
        let (upload, read) = try await waiting(visit)
        return .page(ImportPage(preview: try await read.preview(in: database, at: visit.now), upload: upload))
    }

    private func apply(_ visit: Visit) async throws -> Answer {
        if let path = try await database.read({ try ImportStore.outcome(of: visit.once, account: visit.actor.account, in: $0) }) {
            return .redirect(to: path, notice: "imported")
        }
        let (upload, read) = try await waiting(visit)
        let record = ID<ImportRecord>(at: visit.now)
        let path = DirectoryAddresses.importRecord.path(record)
        _ = try await read.apply(
            to: database, by: visit.actor, at: visit.now, record: record,
            alongside: { transaction in
                guard try ImportStore.remove(upload.id, in: transaction) else {
                    throw Refusal.conflict("This file was applied or discarded meanwhile. The list of imports shows what became of it.")
                }
                try transaction.settle(visit.once, as: path)
            })
        return .redirect(to: path, notice: "imported")
    }

    private func discard(_ visit: Visit) async throws -> Answer {
        let id: ID<ImportUpload> = try visit.id("upload")
        try await database.write(by: visit.actor, at: visit.now) { transaction in
            guard try ImportStore.remove(id, in: transaction) else { return }
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
