// What every test may lean on.
//
//   @Test("A slot is taken once", arguments: TestDatabases.engines)
//   func slotOnce(engine: Engine) async throws {
//       try await withDatabase(engine, migrations: AppointmentsMigrations.all) { database async throws in
//           try await database.write(by: .test, at: TestDay.now) { transaction in … }
//       }
//   }
//
// (Say `async throws`: the compiler does not see the `try` inside `#expect`.)
//
// The ground's tables are always there; give the migrations of your room and of those below it. Each call has a database of its own, removed
// afterwards. PostgreSQL takes part where COMMONWEAL_TEST_POSTGRES holds the address of a server on which databases may be created.

import Files
import Kernel
import Store

/// The frozen day of all tests: Saturday 21 November 2026, 9:30 in the morning, when London keeps Greenwich Mean Time.
package enum TestDay {
    package static let now = Instant(milliseconds: 1_795_253_400_000)
    package static let today = London.local(now).date
    package static let clock = Clock.fixed(now)

    /// `now` and `minutes` later.
    package static func later(minutes: Int) -> Instant { now.adding(minutes: minutes) }
}

extension Actor {
    /// Who acts where a test does not care who.
    package static let test = Actor(process: "test")
}

extension FileStore {
    /// Files of a test's database, under a key that is not one.
    package static func test(_ database: any Database, _ settings: FileSettings = FileSettings()) -> FileStore {
        guard let key = FileKey([UInt8](repeating: 7, count: 32)) else { fatalError("32 bytes are a key") }
        return FileStore(database, key: key, settings: settings)
    }
}

/// Random numbers that come again for the same seed (SplitMix64).
package struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
