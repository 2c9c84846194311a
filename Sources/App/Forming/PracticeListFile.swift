// A federation's practices, from a file.

import Directory
import Kernel
import Tabular

/// A CSV file that says which practices form a federation: a column "code", and where networks are not known already a column "network" with
/// the name of each practice's network.
package enum PracticeListFile {
    /// - Throws: `TabularError` for a file without the column, `PracticeListRefused` that names each row whose code cannot be read.
    package static func draft(named name: String, on date: LocalDate, from source: DirectoryImport.Source, commissioners: [ODSCode] = []) throws
        -> FederationDraft
    {
        let reader =
            switch source {
            case .path(let path): TabularReader(path: path, layout: .header(required: ["code"], optional: ["network"]))
            case .bytes(let bytes): TabularReader(bytes: bytes, layout: .header(required: ["code"], optional: ["network"]))
            }
        var codes: [ODSCode] = []
        var networks: [(name: String, practices: [ODSCode])] = []
        let values = try reader.values { row in (try row["code"].value(ODSCode.self), row["network"].text) }
        guard values.problems.isEmpty else { throw PracticeListRefused(problems: values.problems) }
        for (code, network) in values.values {
            codes.append(code)
            guard !network.isEmpty else { continue }
            if let index = networks.firstIndex(where: { $0.name == network }) {
                networks[index].practices.append(code)
            } else {
                networks.append((network, [code]))
            }
        }
        return FederationDraft(
            name: name, on: date, practices: codes, commissioners: commissioners,
            networks: networks.map { FederationDraft.Network(name: $0.name, practices: $0.practices) })
    }
}

package struct PracticeListRefused: Error, Hashable, Sendable {
    package let problems: [RowProblem]

    package var sentence: String { "The file of practices was refused.\n" + problems.map { "  line \($0.line), \($0)" }.joined(separator: "\n") }
}
