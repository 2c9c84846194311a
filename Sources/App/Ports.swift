// Who answers whom.

import Activity
import Appointments
import Board
import Contracts
import Directory
import Finance
import Governance
import Identity
import Kernel
import Operations
import Patients
import Store
import Web
import Worklist

/// Every question that one room asks of another with no ledger between them, and who answers it.
enum Ports {
    /// The directory asks what was done at a site before it gives the site another host or closes its hub.
    static func workOfDirectory(_ commitments: Commitments) -> DirectoryPorts {
        DirectoryPorts(
            lastWork: { site, connection in try ActivityStore.lastDay(at: site, in: connection) }, commitments: commitments,
            hostChanged: { site, date, tx in try ClinicStore.hostAgain(at: site, from: date, in: tx) })
    }

    /// Identity asks the directory about organisations and people.
    static func identity(_ database: any Database) -> IdentityPorts {
        IdentityPorts(
            organisationName: { organisation, date in
                try await database.read { try OrganisationStore.organisation(organisation, on: date, in: $0)?.name }
            },
            lineage: { organisation, date, connection in try OrganisationStore.lineage(of: organisation, on: date, in: connection) },
            places: { seat, date in
                try await database.read { try OrganisationStore.seats(seat, on: date, in: $0).map { .init(id: $0.id, name: $0.name) } }
            },
            peopleNamed: { givenName, familyName in
                try await database.read { connection in
                    try PersonStore.namesakes(givenName, familyName, in: connection)
                        .map { .init(id: $0.id, name: $0.fullName, detail: $0.registration.map(\.stored) ?? $0.profession) }
                }
            },
            addPerson: { id, givenName, familyName, tx in
                try PersonStore.add(Person(id: id, givenName: givenName, familyName: familyName), in: tx)
            },
            auditAddress: { account in OperationsAddresses.audit.path(query: ["account": account.stored]) })
    }

    /// Patients ask the rooms that deliver care what stands in their diaries, and where something is booked.
    static let careOfPatients = PatientsPorts(
        deliveries: [AppointmentsFeature.care], desk: AppointmentsAddresses.desk.path(), booking: AppointmentsFeature.booking)

    /// Who reads the audit trail asks who looked at the patient of an NHS number.
    static let patientsOfOperations = OperationsPorts(
        patientsNumbered: { number, connection in try PatientStore.holders(of: number, in: connection) })

    /// Messages ask the rooms that send them what they are about, and the register of patients whom.
    static let subjectsOfMessages = MessagePorts(
        subjects: [.appointment: AppointmentsFeature.messageSubjects],
        names: { patients, connection in try PatientStore.names(of: patients, in: connection) },
        banner: { patient, today, connection in
            let scope = Scope.system("the patient of a message that is read")
            return try PatientStore.patient(patient, on: today, scope: scope, in: connection).map { PatientBanner($0, today: today) }
        })

    /// Appointments ask contracts under which contract a clinic is held, how much is owed and when a GP has to be there.
    static func contractsOfClinics(_ clock: Clock) -> ContractPort {
        ContractPort(
            contract: { scheme, date, connection in try RequirementStore.contract(of: scheme, on: date, in: connection) },
            requiredMinutes: { scheme, week, connection in
                try RequirementStore.requiredMinutes(of: scheme, week: week, knownAt: clock.now(), in: connection)
            },
            required: { weeks, populations, connection in
                try RequirementStore.required(weeks, populations, in: connection)
                    .mapValues { $0.map { $0.map { RequiredTime(minutes: $0.minutes, derivation: $0.derivation) } } }
            },
            doctorHours: { from, through, connection in
                try RequirementStore.doctorHours(from: from, through: through, in: connection)
                    .map { StandardHours.Stretch($0.date, $0.hours.from, $0.hours.until) }
            },
            daysAhead: { scheme, date, connection in try RequirementStore.daysAhead(of: scheme, on: date, in: connection) })
    }

    /// No practice is asked about a scheme that has ended.
    static func termsOfGovernance(_ commitments: Commitments) -> GovernancePorts {
        GovernancePorts(
            commitments: commitments,
            endedSchemes: { date, connection in Set(try SchemeStore.schemes(in: connection).filter { $0.until < date }.map(\.id)) })
    }

    /// Contracts ask appointments how much was offered.
    static func offersOfContracts(_ commitments: Commitments) -> ContractsPorts {
        ContractsPorts(
            minutesOffered: { scheme, from, through, connection in
                try CapacityStore.offered(from: from, through: through, scheme: scheme, in: connection)
                    .map { MinutesOffered(network: $0.network, minutes: $0.minutes) }
            },
            commitments: commitments,
            unfinished: { scheme, date, connection in
                try CapacityStore.unfinished(scheme: scheme, through: date, in: connection).map {
                    WorkUnfinished(hub: $0.hub, date: $0.date, appointments: $0.appointments, minutes: $0.minutes, clinics: $0.clinics)
                }
            })
    }

    /// The page of a unit of work asks appointments for its evidence and finance for what it earned.
    static let workOfActivity = ActivityPorts(
        evidence: { entry, scope, role in
            let evidence = entry.evidence
            guard evidence.kind == "appointment" else {
                let mayOpen = Permission.clinics.allows(role)
                return mayOpen
                    ? ActivityLink("The clinic, with the times that nobody booked", AppointmentsAddresses.clinicDate.path(evidence.identifier))
                    : ActivityLink("The times of a clinic that nobody booked, which the hub coordinator may open", "")
            }
            // A practice that hosts a hub is paid for appointments of other practices' patients, and opens its own patients' alone.
            let isOthers = scope.practices.map { !$0.contains(entry.practice) } ?? false
            return role.seesPatients && !isOthers
                ? ActivityLink("The appointment", AppointmentsAddresses.booking.path(evidence.identifier))
                : ActivityLink("An appointment, which the practice and the hub may open", "")
        },
        earned: { entry, scope, connection in
            try FinanceStore.shares(activity: entry.asID(of: ActivityReference.self), scope: scope, in: connection).compactMap { share in
                guard let line = try FinanceStore.line(share.posting, scope: scope, in: connection) else { return nil }
                return EarnedLine(
                    sentence: line.sentence, account: share.accountTitle, amount: share.amount,
                    address: ContractsAddresses.posting.path(share.posting))
            }
        },
        settlement: { entry, connection in
            guard try CloseStore.isSettled(entry, in: connection) else { return .waiting }
            let scope = Scope.system("whether anybody earned by it")
            let shares = try FinanceStore.shares(activity: entry.asID(of: ActivityReference.self), scope: scope, in: connection)
            return shares.contains { $0.practice != nil && $0.amount != .zero } ? .earned : .nothing
        },
        schemeTitle: { scheme, connection in try UndertakingStore.undertaking(scheme, in: connection)?.title })

    /// A line of the ledger leads to the work behind it.
    static let workOfFinance: @Sendable (ID<Posting>) -> String = { ContractsAddresses.posting.path($0) }

    /// The board asks the directory whom a report speaks of.
    static let federationOfBoard = FederationPort(
        frame: { span, today, known, now, connection in
            try ReportFrameStore.frame(span, today: today, known: known, now: now, in: connection)
        },
        practice: { scope, today, connection in try ReportFrameStore.practice(of: scope, on: today, in: connection) })
}
