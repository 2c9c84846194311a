// All settings, room by room.

import Files
import Kernel
import Notices
import Store
import Web

extension Setting {
    package static let logLevel = Setting(
        name: "COMMONWEAL_LOG_LEVEL", meaning: "What is logged: trace, debug, info, notice, warning, error or critical.", standard: "info",
        example: "notice")

    /// Those that each room declares, and what is logged.
    package static let all = ofStore + ofWeb + ofNotices + ofFiles + [logLevel]

    /// The table of `docs/operators/settings.md`.
    package static var markdown: String {
        var lines = ["| setting | what it is | unless set | example |", "| --- | --- | --- | --- |"]
        for setting in all { lines.append("| `\(setting.name)` | \(setting.meaning) | \(setting.standard) | `\(setting.example)` |") }
        return lines.joined(separator: "\n") + "\n"
    }
}
