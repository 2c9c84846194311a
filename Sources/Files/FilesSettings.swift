// What can be set about files.

import Kernel

/// Which files are taken, and who scans them.
extension Setting {
    package static let ofFiles: [Setting] = [fileMegabytes, filePages, scanner]

    package static let fileMegabytes = Setting(
        name: "COMMONWEAL_FILE_MEGABYTES", meaning: "The largest file that people may send, 1 to 200 MB; some pages take less.", standard: "25",
        example: "50", range: 1...200)
    package static let filePages = Setting(
        name: "COMMONWEAL_FILE_PAGES", meaning: "The most pages of a PDF, 1 to 5000; one with more is refused.", standard: "500", example: "200",
        range: 1...5000)
    package static let scanner = Setting(
        name: "COMMONWEAL_CLAMAV",
        meaning:
            "Where ClamAV's daemon listens: `unix:/path` or `tcp://host:3310`, a host that only this network reaches, as files go there unsealed. With it no file is handed out before it was scanned.",
        standard: "files are not checked for viruses, and pages say so", example: "unix:/run/clamav/clamd.ctl")
}
