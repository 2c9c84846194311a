// The rooms, in the order of the loop.

import Activity
import Appointments
import Board
import Contracts
import Directory
import Files
import Finance
import Foundation
import Governance
import Identity
import Kernel
import Meetings
import Notices
import Operations
import Patients
import Store
import Web
import Worklist

/// The table of contents: every room, lowest floor first, and what asks all of them.
func features(
    of settings: Settings, secret: [UInt8], mailer: any Mailer, database: any Database, files: FileStore, clock: Clock,
    random: RandomBytes
) throws -> [any Feature] {
    let signIn = try signIn(settings, secret: secret, database: database, random: random)
    let appointments = AppointmentsFeature(database: database, contracts: Ports.contractsOfClinics(clock))
    // The rooms that plan something, whom those below ask before they end anything.
    let commitments = Commitments(of: [appointments])
    let upper: [any Feature] = [
        FilesFeature(files: files, settings: settings.files),
        ActivityFeature(database: database, ports: Ports.workOfActivity),
        FinanceFeature(database: database, postingAddress: Ports.workOfFinance),
        PatientsFeature(database: database, ports: Ports.careOfPatients),
        MessagesFeature(database: database, ports: Ports.subjectsOfMessages),
        appointments,
        ContractsFeature(database: database, ports: Ports.offersOfContracts(commitments)),
        MeetingsFeature(database: database),
    ]
    let names = upper.flatMap(\.names)
    let others: [any Feature] = [GovernanceFeature(database: database, ports: Ports.termsOfGovernance(commitments), names: names)] + upper
    let worklist = WorklistFeature(database: database, openings: others.flatMap(\.records))
    let kinds = NoticeKind.list((others + [worklist]).flatMap(\.noticeTemplates).map { $0.kind })
    let identity = IdentityFeature(signIn: signIn, told: kinds)
    let sending = SendNotice(
        [EmailChannel(mailer)], links: Notices.MessageRules.Links(base: settings.address, choices: IdentityAddresses.accountNotices.path()),
        kinds: NoticeKind.list(kinds + identity.noticeTemplates.map { $0.kind }), recipient: { try AccountStore.recipient($0, in: $1) })
    let below: [any Feature] = [
        DirectoryFeature(database: database, files: files, ports: Ports.workOfDirectory(commitments), names: names), identity,
        OperationsFeature(database: database, ports: Ports.patientsOfOperations, sending: sending), worklist,
    ]
    let contributing = below + others
    let rooms = contributing + [BoardFeature(of: contributing, database: database, federation: Ports.federationOfBoard)]
    return rooms + [
        HomeFeature(of: rooms, database: database), FindFeature(in: rooms, database: database), DraftsFeature(database: database),
        StaySignedInFeature(),
    ]
}

/// The rooms without data, to look at their routes and templates; with the sheet of sign-ins that only a demonstration has where wanted.
package func featuresWithoutData(inDemonstration: Bool = false) throws -> [any Feature] {
    let settings = Settings(location: .directory(""))
    let secret = [UInt8](repeating: 0, count: 32)
    guard let key = FileKey(secret) else { throw SettingsRefused.secret }
    let rooms = try features(
        of: settings, secret: secret, mailer: NoMailer(), database: AbsentDatabase(), files: FileStore(AbsentDatabase(), key: key),
        clock: .fixed(Instant(milliseconds: 0)), random: .system)
    return inDemonstration ? rooms + [DemonstrationFeature(signIns: Demonstration().signIns)] : rooms
}

private func signIn(_ settings: Settings, secret: [UInt8], database: any Database, random: RandomBytes) throws -> SignIn {
    guard let key = PasscodeKey(secret) else { throw SettingsRefused.secret }
    return SignIn(
        database: database, hasher: PasswordHasher(cost: settings.passwordCost),
        settings: try IdentitySettings(passcodeKey: key, baseAddress: settings.address),
        ports: Ports.identity(database), random: random)
}

/// For commands, which leave messages in the database for the servers to send.
struct NoMailer: Mailer {
    func send(_ email: Email) async throws { throw MailProblem.refused("this program sends no mail") }
}

/// How emails leave: by the mail server, or into a folder, which is the outbox beside the embedded database unless another is set.
func mailer(of settings: Settings) throws -> any Mailer {
    let sender: EmailAddress
    do {
        sender = try EmailAddress(parsing: settings.mailFrom)
    } catch {
        throw SettingsRefused(problems: [
            SettingProblem(name: Setting.mailFrom.name, expected: "Enter an email address, not \"\(settings.mailFrom)\".")
        ])
    }
    switch settings.mail {
    case .server(let server): return SMTPMailer(server: server, sender: sender)
    case .folder(let path): return DirectoryMailer(directory: URL(fileURLWithPath: path, isDirectory: true), sender: sender)
    case nil:
        guard case .directory(let folder) = settings.location else {
            throw SettingsRefused(problems: [
                SettingProblem(
                    name: Setting.mail.name, expected: "Say how mail leaves: smtps://host, smtp://host, smtp-plain://host or folder:/path.")
            ])
        }
        return DirectoryMailer(directory: URL(fileURLWithPath: "\(folder)/outbox", isDirectory: true), sender: sender)
    }
}
