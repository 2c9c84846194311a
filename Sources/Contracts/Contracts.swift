// What was promised, and what is paid.

import Directory
import Kernel
import Store
import Web

/// Contracts with commissioners, their schemes as data, the close of each month into money, statements and payments.
package struct ContractsFeature: Feature {
    private let database: any Database
    private let ports: ContractsPorts

    package init(database: any Database, ports: ContractsPorts = .none) {
        self.database = database
        self.ports = ports
    }

    package static let migrations: [Migration] = [
        .contractTables, .carriedOverTable, .variationTables, .paymentTables, .settledWorkTables, .correctedTermTable, .receiptTable,
        .statementQuestions, .workRuleTable,
    ]
    package var migrations: [Migration] { ContractsFeature.migrations }

    package var templates: [Template] {
        [
            Template("contract", PackageResources.contract_mustache),
            Template("month-closes", PackageResources.month_closes_mustache),
            Template("month-close", PackageResources.month_close_mustache),
            Template("statements", PackageResources.statements_mustache),
            Template("statement", PackageResources.statement_mustache),
            Template("statement-line", PackageResources.statement_line_mustache),
            Template("receipts", PackageResources.receipts_mustache),
            Template("payment", PackageResources.payment_mustache),
        ]
    }

    package var samples: [any Page] {
        [
            ContractPage.sample, ClosesPage.sample, ClosePage.sample, StatementsPage.sample, StatementPage.sample,
            LinePage.sample, PaymentPage.sample, ReceiptsPage.sample,
        ]
    }

    package var navigation: [NavigationItem] {
        [
            NavigationItem("Contracts", ContractsAddresses.contracts.path(), ContractsPermissions.see, in: .money, order: 10),
            NavigationItem("Statements", ContractsAddresses.statements.path(), ContractsPermissions.statements, in: .money, order: 20),
            NavigationItem("Month close", ContractsAddresses.closes.path(), ContractsPermissions.close, in: .money, order: 30),
            NavigationItem("Payments", ContractsAddresses.payments.path(), ContractsPermissions.payments, in: .money, order: 40),
        ]
    }

    package var notices: [any RoomNotice.Type] { [ContractsNotice.self] }

    package func needs(of principal: Principal, at instant: Instant, in connection: any Connection) throws -> [HomeNeed] {
        let today = London.local(instant).date
        return switch principal.role {
        case .financeLead: try MoneyNeeds.ofFinanceLead(principal.scope, on: today, in: connection)
        case .practiceManager: try MoneyNeeds.ofPractice(principal.scope, on: today, in: connection)
        default: []
        }
    }

    package func find(_ query: FindQuery, for principal: Principal, at instant: Instant, in connection: any Connection) throws -> [Found] {
        ContractsPermissions.see.allows(principal.role) ? try ContractFinding.find(query, in: connection) : []
    }

    package var records: [RecordOpening] {
        [
            RecordOpening(.statement) { identifier, person, connection in
                guard ContractsPermissions.statements.allows(person.role), let id = try? ID<Statement>(parsing: identifier),
                    let statement = try StatementStore.statement(id, scope: person.scope, in: connection)
                else { return nil }
                let practice = try OrganisationStore.organisation(statement.practice, on: statement.month.last, in: connection)?.name ?? "Practice"
                return LinkView("Statement of \(practice) for \(statement.month.title)", ContractsAddresses.statement.path(id))
            }
        ]
    }

    package var recordChecks: [RecordCheck] {
        [
            RecordCheck(
                "Closed months", compares: "every line of a closed month with its work, its arithmetic and its posting", mend: RecordCheck.restore,
                order: 30, run: CloseStore.verify),
            RecordCheck(
                "Payments", compares: "the payments on record of each practice with what the ledger says that it is owed", mend: RecordCheck.restore,
                order: 40, run: PaymentStore.verify),
            RecordCheck(
                "Receipts", compares: "the receipts on record with what the ledger says came in", mend: RecordCheck.restore, order: 50,
                run: ReceiptStore.verify),
        ]
    }

    package var gaps: [GapRecord] {
        GapRecord.everybodys("contract", "receipt", "from", "month") + [
            GapRecord("statement", of: .practice) { practice, _, connection in
                try connection.value("SELECT id FROM statements WHERE practice = \(practice) ORDER BY id LIMIT 1")
            }
        ]
    }

    package func addRoutes(to routes: inout RouteTable) {
        ContractRoutes(database: database, ports: ports).add(to: &routes)
        ContractFormRoutes(database: database, ports: ports).add(to: &routes)
        SchemeFormRoutes(database: database, ports: ports).add(to: &routes)
        TermCorrectionRoutes(database: database).add(to: &routes)
        CloseRoutes(database: database, ports: ports).add(to: &routes)
        StatementRoutes(database: database).add(to: &routes)
        LineRoutes(database: database, ports: ports).add(to: &routes)
        PaymentRoutes(database: database).add(to: &routes)
        ReceiptRoutes(database: database).add(to: &routes)
        FigureRoutes(database: database).add(to: &routes)
    }
}
