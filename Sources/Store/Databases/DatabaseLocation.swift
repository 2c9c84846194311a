// Which database a command works on.

import Kernel

/// Where a federation's database is: a directory with the embedded one in it, or a PostgreSQL server.
package enum DatabaseLocation: Hashable, Sendable {
    /// The embedded database is the file `commonweal.sqlite` in this directory.
    case directory(String)
    /// "postgresql://user@host/name".
    case server(url: String)

    package static let fileName = "commonweal.sqlite"

    /// Opens the database. The directory must exist; a server is first spoken to when it is first read.
    package func open() throws -> any Database {
        switch self {
        case .directory(let path): try SQLiteDatabase(path: "\(path)/\(DatabaseLocation.fileName)")
        case .server(let url): PostgresDatabase(url: url)
        }
    }
}
