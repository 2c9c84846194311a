// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

/// A room of the house: it imports rooms on floors below its own and nothing beside it.
func room(_ name: String, on lower: [String], _ packages: [Target.Dependency] = [], templates: Bool = false, data: [String] = []) -> Target {
    .target(
        name: name,
        dependencies: lower.map { .byName(name: $0) } + packages,
        resources: (templates ? ["Templates"] + data : data).map { .embedInCode($0) },
        swiftSettings: strict
    )
}

func tests(_ name: String, of rooms: [String], _ packages: [Target.Dependency] = [], fixtures: [String] = []) -> Target {
    .testTarget(name: name, dependencies: (["TestKit"] + rooms).map { .byName(name: $0) } + packages, exclude: fixtures, swiftSettings: strict)
}

let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let nio = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let serverCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")

let ground = ["Kernel", "Store", "Files", "Tabular", "Notices", "Web"]
let ledgers = ["Governance", "Activity", "Finance"]

let package = Package(
    name: "commonweal",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: ["FullFoundation"]),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: []),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: []),
    ],
    targets: [
        // Floor 0: words of the trade, the store, files, pages.
        .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CXlsxwriter", pkgConfig: "xlsxwriter", providers: [.apt(["libxlsxwriter-dev"])]),
        room("Kernel", on: []),
        room("Store", on: ["Kernel", "CPostgres", "CSodium"], [grdb, logging, metrics, lifecycle]),
        room("Files", on: ["Kernel", "Store", "CSodium", "CZlib"]),
        room("Tabular", on: ["Kernel", "CXlsxwriter"]),
        room("Notices", on: ["Kernel", "Store", "CCurl", "CSodium"]),
        room(
            "Web", on: ["Kernel", "Store", "Files", "Tabular", "Notices", "CSodium", "CZlib"],
            [hummingbird, serverCore, httpTypes, nio, mustache, logging, metrics, lifecycle], templates: true),

        // Floor 1: who.
        room("Directory", on: ground, templates: true, data: ["Holidays/bank-holidays.json"]),
        room("Identity", on: ground + ["CSodium"], [logging], templates: true),

        // Floor 2: who is cared for, may we, the two ledgers, what is to be done, and what the product does by itself.
        room("Patients", on: ground + ["Directory", "Identity"], templates: true),
        room("Operations", on: ground + ["Identity"], templates: true),
        room("Worklist", on: ground + ["Directory", "Identity"], templates: true),
        room("Governance", on: ground + ["Directory", "Identity"], templates: true),
        room("Activity", on: ground + ["Directory", "Identity"], templates: true),
        room("Finance", on: ground + ["Directory", "Identity"], templates: true),

        // Floor 3: what is done.
        room("Appointments", on: ground + ["Directory", "Identity", "Patients", "Worklist"] + ledgers, templates: true),

        // Floor 4: what was promised, and what is paid; how the board meets.
        room("Contracts", on: ground + ["Directory", "Identity", "Worklist"] + ledgers, templates: true),
        room("Meetings", on: ground + ["Directory", "Identity"]),

        // Floor 5: the picture of the whole.
        room("Board", on: ground, templates: true),

        // Floor 6: one function that builds everything.
        room(
            "App",
            on: ground + ["Directory", "Identity", "Patients"] + ledgers
                + ["Operations", "Worklist", "Appointments", "Contracts", "Meetings", "Board"],
            [logging, metrics, lifecycle, signals, configuration], templates: true),

        // Floor 7: the command line.
        .executableTarget(
            name: "commonweal",
            dependencies: ["App", "Kernel", "Store", "Files", "Tabular", "Web", "Directory", "Identity", "Contracts", arguments, logging, metrics],
            swiftSettings: strict),

        // Tests mirror the rooms.
        .target(
            name: "TestKit", dependencies: ["Kernel", "Store", "Files", "Notices", "CZlib"], path: "Tests/TestKit", swiftSettings: strict),
        .target(
            name: "TestCast", dependencies: ["TestKit", "Kernel", "Store", "Web", "Directory", "Identity"], path: "Tests/TestCast",
            swiftSettings: strict),
        tests("KernelTests", of: ["Kernel"]),
        tests("StoreTests", of: ["Kernel", "Store", "StoreCrash"], [logging]),
        // Killed by tests in the middle of its writes.
        .executableTarget(name: "StoreCrash", dependencies: ["Kernel", "Store", "Files"], path: "Tests/StoreCrash", swiftSettings: strict),
        tests("TabularTests", of: ["Kernel", "Tabular"]),
        tests("FilesTests", of: ["Kernel", "Store", "Files", "StoreCrash", "CZlib"]),
        tests("WebTests", of: ["Kernel", "Store", "Files", "Tabular", "Web"]),
        tests("DirectoryTests", of: ground + ["Directory"], fixtures: ["Fixtures"]),
        tests("NoticesTests", of: ["Kernel", "Store", "Notices"], fixtures: ["Fixtures"]),
        tests("IdentityTests", of: ground + ["Identity"], [logging]),
        tests("WorklistTests", of: ground + ["TestCast", "Directory", "Identity", "Governance", "Patients", "Worklist"]),
        tests("OperationsTests", of: ground + ["Identity", "Operations"], [logging]),
        tests("GovernanceTests", of: ground + ["TestCast", "Directory", "Identity", "Governance"]),
        tests("ActivityTests", of: ground + ["TestCast", "Directory", "Activity"]),
        tests("FinanceTests", of: ground + ["TestCast", "Directory", "Finance"]),
        tests("PatientsTests", of: ground + ["TestCast", "Directory", "Identity", "Governance", "Patients"]),
        tests("AppointmentsTests", of: ground + ["TestCast", "Directory", "Identity", "Patients", "Worklist"] + ledgers + ["Appointments"]),
        tests("ContractsTests", of: ground + ["TestCast", "Directory", "Identity", "Worklist"] + ledgers + ["Contracts"]),
        tests("MeetingsTests", of: ground + ["TestCast", "Directory", "Identity", "Meetings"]),
        tests("BoardTests", of: ground + ["TestCast", "Board"]),
        tests(
            "AppTests",
            of: ground + ["Directory", "Identity", "Patients"] + ledgers + ["Operations", "Worklist", "Appointments", "Contracts", "Board", "App"],
            [logging]),
        tests("HouseTests", of: ground + ["App"]),
        .executableTarget(
            name: "Benchmarks",
            dependencies: ["App", "Kernel", "Store", "Web", "Directory", "Identity", "Patients", "Appointments", arguments, logging],
            path: "Benchmarks", swiftSettings: strict),
    ]
)
