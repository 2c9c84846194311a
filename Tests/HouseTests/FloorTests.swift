// Keeps the floors of the house apart.

import Foundation
import Testing

@Suite("Floors")
struct FloorTests {
    /// The floors of docs/contributors/architecture.md. A target imports only what is below it; floor 0 lists its own order.
    static let floors: [[String]] = [
        ["Kernel", "Store", "Files", "Tabular", "Notices", "Web", "CPostgres", "CSodium", "CCurl", "CZlib", "CXlsxwriter"],
        ["Directory", "Identity"],
        ["Patients", "Governance", "Activity", "Finance", "Operations", "Worklist"],
        ["Appointments"],
        ["Contracts", "Meetings"],
        ["Board"],
        ["App"],
        ["commonweal"],
    ]
    /// The only floor whose targets may import each other, lowest first.
    static let groundOrder = ["CPostgres", "CSodium", "CCurl", "CZlib", "CXlsxwriter", "Kernel", "Tabular", "Store", "Files", "Notices", "Web"]

    struct Package: Decodable {
        struct Target: Decodable {
            let name: String
            let type: String
            let dependencies: [Dependency]
        }
        struct Dependency: Decodable {
            let byName: [String?]?
            let product: [String?]?

            enum CodingKeys: String, CodingKey { case byName, product }

            init(from decoder: any Decoder) throws {
                let container = try decoder.container(keyedBy: CodingKeys.self)
                byName = (try? container.decode([Loose?].self, forKey: .byName))?.map { $0?.text }
                product = (try? container.decode([Loose?].self, forKey: .product))?.map { $0?.text }
            }
        }
        /// Names among values of other kinds, which are of no interest here.
        struct Loose: Decodable {
            let text: String?
            init(from decoder: any Decoder) throws { text = try? decoder.singleValueContainer().decode(String.self) }
        }
        let targets: [Target]
    }

    static func package() throws -> Package {
        // A build folder of its own, because the tests' own one is in use while they run.
        let scratch = FileManager.default.temporaryDirectory.appendingPathComponent("commonweal-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        let answer = try Repository.run(["swift", "package", "--scratch-path", scratch, "dump-package"], environment: ["CW_ONLY": ""])
        try #require(answer.code == 0, "swift package dump-package: \(answer.errors)")
        return try JSONDecoder().decode(Package.self, from: Data(answer.output.utf8))
    }

    @Test("Every target stands on a floor and imports only from floors below")
    func floors() throws {
        let package = try Self.package()
        var floor: [String: Int] = [:]
        for (number, names) in Self.floors.enumerated() { for name in names { floor[name] = number } }
        for target in package.targets where target.type != "test" && !["TestKit", "TestCast", "Benchmarks", "StoreCrash"].contains(target.name) {
            let own = try #require(floor[target.name], "\(target.name) stands on no floor: give it one in this test and in the architecture page")
            for dependency in target.dependencies {
                guard let name = dependency.byName?.first ?? nil, let below = floor[name] else { continue }
                if own == 0, below == 0 {
                    let order = Self.groundOrder
                    #expect(
                        (order.firstIndex(of: name) ?? 99) < (order.firstIndex(of: target.name) ?? -1),
                        "\(target.name) imports \(name), which stands above it")
                } else {
                    #expect(below < own, "\(target.name) on floor \(own) imports \(name) on floor \(below)")
                }
            }
        }
    }

    @Test("The board knows no room by name")
    func board() throws {
        let package = try Self.package()
        let board = try #require(package.targets.first { $0.name == "Board" })
        let ground = Set(Self.floors[0])
        for dependency in board.dependencies {
            guard let name = dependency.byName?.first ?? nil else { continue }
            #expect(ground.contains(name), "Board imports \(name); a room says what it found through Feature.findings")
        }
    }

    @Test("Each outside package is used by the targets that may use it")
    func packages() throws {
        let allowed: [String: Set<String>] = [
            "Hummingbird": ["Web"], "Mustache": ["Web"], "GRDB": ["Store"], "ArgumentParser": ["commonweal", "Benchmarks"],
            "Configuration": ["App"],
        ]
        for target in try Self.package().targets {
            for dependency in target.dependencies {
                guard let product = dependency.product?.first ?? nil, let users = allowed[product] else { continue }
                #expect(users.contains(target.name), "\(target.name) may not use \(product)")
            }
        }
    }

    @Test("Hummingbird, GRDB and libpq are each imported in their one place")
    func imports() {
        let places: [(module: String, isAllowed: @Sendable (String) -> Bool)] = [
            ("Hummingbird", { $0.hasPrefix("Sources/Web/Server/") }),
            ("HummingbirdTesting", { _ in false }),
            ("NIOCore", { $0.hasPrefix("Sources/Web/Server/") }),
            ("Mustache", { $0.hasPrefix("Sources/Web/") }),
            ("GRDB", { $0 == "Sources/Store/Databases/SQLiteDatabase.swift" }),
            ("CPostgres", { $0.hasPrefix("Sources/Store/Databases/PostgresDatabase") }),
            ("ArgumentParser", { $0.hasPrefix("Sources/commonweal/") }),
            ("Configuration", { $0.hasPrefix("Sources/App/") }),
        ]
        for file in Repository.sources {
            for line in file.lines where line.contains("import ") {
                let words = line.split(separator: " ")
                guard let last = words.last, words.contains("import") else { continue }
                for place in places where last == place.module {
                    #expect(place.isAllowed(file.path), "\(file.path) imports \(place.module)")
                }
            }
        }
    }

    /// Files whose work no person asks for, and how often each says so. Whoever adds one is asked why no person's scope applies.
    static let systemWork = [
        "Sources/App/Demonstration/DemonstrationCare.swift": 2,
        "Sources/App/Ports.swift": 2,
        "Sources/Appointments/Bookings/BookingRoutes.swift": 1,
        "Sources/Appointments/Bookings/BookingStore.swift": 1,
        "Sources/Appointments/ClinicLists/ClinicListStore.swift": 2,
        "Sources/Appointments/Desk/DeskCare.swift": 1,
        "Sources/Appointments/Figures/SupplyStore.swift": 1,
        "Sources/Contracts/Figures/MoneyFactsStore.swift": 1,
        "Sources/Contracts/Payments/PaymentDue.swift": 1,
        "Sources/Contracts/Payments/PaymentStore.swift": 3,
        "Sources/Contracts/Register/ContractLayout.swift": 1,
        "Sources/Contracts/Schemes/RequirementStore.swift": 1,
        "Sources/Contracts/Statements/LineRoutes.swift": 1,
        "Sources/Contracts/Statements/StatementStore.swift": 1,
        "Sources/Directory/Sites/HubRoutes.swift": 1,
        "Sources/Patients/Changes/PatientChangeRoutes.swift": 1,
        "Sources/Patients/Changes/PatientChangeStore.swift": 1,
    ]

    @Test("A person's scope is made by Identity's scope rules alone, and work without one is listed with its reason")
    func scopes() {
        // The compiler lets nobody make a scope who does not import the right to; here it is looked who does.
        let makers = ["Sources/Kernel/People/Scope.swift", "Sources/Identity/Assignments/ScopeRules.swift"]
        var system: [String: Int] = [:]
        for file in Repository.sources where file.path != makers[0] {
            let text = file.lines.joined(separator: "\n")
            let mayMake = text.contains("@_spi") || text.contains("ScopeMaker")
            #expect(!mayMake || file.path == makers[1], "\(file.path) takes the right to make scopes; ask Identity's ScopeRules for one")
            let said = text.ranges(of: ".system(\"").count
            if said > 0 { system[file.path] = said }
            #expect(!text.contains(".system(reason:"), "\(file.path): say Scope.system(\"why\")")
        }
        for (path, count) in system where count > Self.systemWork[path] ?? 0 {
            #expect(Bool(false), "\(path) does system-wide work \(count) times: list it here, or take the person's scope")
        }
        for (path, count) in Self.systemWork { #expect(system[path] == count, "\(path) does less system-wide work than is listed: \(count)") }
    }
}
