// How long the busiest pages take.

import App
import ArgumentParser
import Foundation
import Kernel
import Store

struct PagesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pages", abstract: "Times of every page in each role's navigation, and of the desk's searches, in a big federation.")

    @OptionGroup var ground: GroundOptions
    @Option(help: "How often each page is asked for.") var times = 100
    @Option(help: "Practices in the federation.") var practices = 60
    @Option(help: "Patients in the database.") var patients = 400_000

    func run() async throws {
        try await Ground.prepare(ground, practices: practices, patients: patients, rooms: 20)
        let (patient, number, name) = try await somebody()
        let server = try ServerProcess.start(ground)
        Report.title(
            "Pages at \(practices) practices and \(patients) patients, \(ground.database == nil ? "SQLite" : "PostgreSQL"), one after another")
        Report.line("role, page, median ms, 99th percentile ms, KB")
        for signIn in Demonstration().signIns {
            let visitor = try Visitor.signIn(signIn, port: server.port)
            let connection = HTTPConnection(port: server.port, cookies: visitor.cookies)
            let home = try connection.get("/")
            let first = try connection.get(home.header("location") ?? "/")
            for address in Visitor.navigation(in: first.text) { try measure("\(signIn.role.title), \(address)") { try connection.get(address) } }
            for typed in ["riv", "rivrside", String(name.split(separator: " ")[1])] {
                try measure("\(signIn.role.title), anything found by “\(typed.prefix(4))…”, \(typed.count) letters") {
                    try connection.post("/find/results", [("form-token", visitor.formToken), ("words", typed)])
                }
            }
            if signIn.role == .hubCoordinator {
                try measure("\(signIn.role.title), /desk/patients/{patient}") { try connection.get("/desk/patients/\(patient)") }
                for (what, typed) in [
                    ("NHS number", number), ("name and date of birth", name), ("family name alone", String(name.split(separator: " ")[1])),
                ] {
                    try measure("\(signIn.role.title), /desk/search by \(what)") {
                        try connection.post("/desk/search", [("form-token", visitor.formToken), ("find", typed)])
                    }
                }
            }
        }
        Report.row("server's memory", server.residentMegabytes, "MB")
        server.stop()
    }

    private func somebody() async throws -> (id: String, number: String, name: String) {
        let installation = try Ground.installation(ground)
        let row = try await installation.database.read { connection in
            try connection.rows("SELECT id, nhs_number, given_name, family_name, born_on FROM patients WHERE died_on IS NULL ORDER BY id LIMIT 1")
                .first
        }
        await installation.database.close()
        guard let values = row?.values.map({ value in if case .text(let text) = value { text } else { "" } }) else {
            throw BenchmarkProblem("there are no patients")
        }
        let born = values[4].split(separator: "-")
        return (values[0], values[1], "\(values[2]) \(values[3]) \(born[2]) \(born[1]) \(born[0])")
    }

    private func measure(_ name: String, _ ask: () throws -> HTTPAnswer) throws {
        var taken: [Double] = []
        var last = try ask()
        for _ in 0..<times {
            let started = ContinuousClock.now
            last = try ask()
            taken.append((ContinuousClock.now - started).seconds * 1000)
        }
        let latencies = Latencies(taken)
        let figures = String(format: "%8.2f %8.2f %6d", latencies.percentile(0.5), latencies.percentile(0.99), last.body.count / 1024)
        Report.line("\(name.padding(toLength: 70, withPad: " ", startingAt: 0))\(figures)\(last.status >= 400 ? "  status \(last.status)" : "")")
    }
}
