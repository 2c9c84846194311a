// From real practices to a paid statement.

import App
import Foundation
import Kernel
import Store
import TestKit
import Testing
import Web

@Suite("The journey")
struct JourneyTests {
    static let thursday = Cast.date(2026, 11, 5)
    static let december = Cast.date(2026, 12, 1)

    @Test("From the practice file to one evening's care to a statement whose every pound opens onto its work", arguments: TestDatabases.engines)
    func journey(engine: Engine) async throws {
        try await withDatabaseLocation(engine) { location in
            let installation = try await TestInstallations.ready(location, at: Federation.at(Federation.monday, 10))
            // given practices from the published file, a federation of them, a hub and a contract
            let federation = try await Federation.form(in: installation)
            // given two practices that agreed, and one that did not
            try await givenConsent(federation, federation.riverside)
            try await givenConsent(federation, federation.elm)
            // given a GP's clinic at the hub on Thursday evening
            try await givenClinic(federation)
            // when Riverside's receptionist registers and books a patient on Monday
            let booking = try await whenBooked(federation)
            // then the practice that has not agreed cannot book, and another practice does not see the patient
            try await thenOthersAreRefused(federation, booking)
            // when the clinician sees the patient on Thursday, writes to the practice and closes the clinic
            try await whenSeen(federation, booking)
            // then Riverside reads the outcome, and nobody else can
            try await thenOutcomeIsRead(federation)
            // when the finance lead closes November on 1 December
            try await whenMonthIsClosed(federation)
            // then the host's statement has £142.50, and each line opens onto its work
            try await thenStatementOpens(federation)
            // then the board sees it, and the audit trail is whole
            try await thenBoardSees(federation)
            #expect(try await AuditTrail.verify(in: installation.database).isWhole)
            await installation.database.close()
        }
    }

    func givenConsent(_ federation: Federation, _ practice: OrganisationID) async throws {
        let manager = try federation.browser(.practiceManager, at: practice, Federation.at(Federation.monday, 10, 30))
        let page = await manager.get("/schemes/\(federation.scheme)")
        #expect(page.contains("Enhanced access 2026/27"))
        let answer = await manager.submit(
            page, to: "/schemes/\(federation.scheme)/consents",
            ["from-day": "2", "from-month": "11", "from-year": "2026", "name": "Sam Practice manager", "agree": "1"])
        #expect(answer.status == 303, "\(answer.plainText)")
    }

    func givenClinic(_ federation: Federation) async throws {
        let coordinator = try federation.browser(.hubCoordinator, Federation.at(Federation.monday, 11))
        let page = await coordinator.get("/clinics/new")
        let planned = await coordinator.submit(
            page, to: "/clinics/new",
            [
                "room": federation.room.stored, "clinician": federation.clinician.stored, "service": "gp", "channel": "face-to-face",
                "scheme": federation.scheme.stored, "network": "", "weekday": "thursday", "starts": "6:30pm", "ends": "8pm", "minutes": "15",
                "same-day": "0",
                "from-day": "5", "from-month": "11", "from-year": "2026", "until-day": "5", "until-month": "11", "until-year": "2026",
            ])
        #expect(planned.status == 303, "\(planned.plainText)")
        let pattern = await coordinator.follow(planned)
        let target = try #require(pattern.target(from: "/clinics/", to: "/publication"))
        let published = await coordinator.submit(pattern, to: target)
        #expect(published.status == 303, "\(published.plainText)")
    }

    func whenBooked(_ federation: Federation) async throws -> (patient: String, booking: String) {
        let desk = try federation.browser(.receptionist, at: federation.riverside, Federation.at(Federation.monday, 12))
        let blank = await desk.get("/desk/new-patient")
        let registered = await desk.submit(
            blank, to: "/desk/new-patient",
            [
                "nhs-number": "999 000 0018", "given-name": "Amina", "family-name": "Testwood", "born-day": "4", "born-month": "5",
                "born-year": "1961",
                "gender": "female", "telephone": "01632 960123", "practice": federation.riverside.stored,
            ])
        #expect(registered.status == 303, "\(registered.plainText)")
        let patient = try #require(registered.location?.components(separatedBy: "?").first)
        let page = await desk.get(patient)
        let offers = page.text.components(separatedBy: "name=\"choose\" value=\"").dropFirst().map { String($0.prefix { $0 != "\"" }) }
        let chosen = await desk.follow(desk.submit(page, to: patient, ["choose": try #require(offers.first, "\(page.plainText)")]))
        #expect(chosen.contains("Thursday"), "\(chosen.plainText)")
        let booked = await desk.submit(chosen, to: "\(patient)/bookings", ["note": "Back pain since Monday"])
        #expect(booked.status == 303, "\(booked.plainText)")
        let confirmation = await desk.follow(booked)
        #expect(confirmation.contains("Oak Hub"))
        // a double click books once
        let again = await desk.submit(chosen, to: "\(patient)/bookings", ["note": "Back pain since Monday"])
        #expect(again.status == 303)
        let count = try await federation.installation.database.read { try $0.value(Int.self, "SELECT COUNT(*) FROM bookings") }
        #expect(count == 1)
        let address = try #require(confirmation.address(from: "/bookings/") ?? confirmation.target(from: "/bookings/"))
        let id = try #require(address.split(separator: "/").dropFirst().first.map(String.init)?.components(separatedBy: "?").first)
        return (patient, id)
    }

    func thenOthersAreRefused(_ federation: Federation, _ booked: (patient: String, booking: String)) async throws {
        let noon = Federation.at(Federation.monday, 12, 30)
        let other = try federation.browser(.receptionist, at: federation.elm, noon)
        #expect(await other.get(booked.patient).status == 404)
        #expect(await other.get("/bookings/\(booked.booking)").status == 404)
        let found = await other.submit(await other.get("/desk"), to: "/desk/search", ["find": "999 000 0018"])
        #expect(found.status < 400 && !found.contains("Testwood"))
        #expect(await (try federation.browser(.systemAdministrator, noon)).get("/bookings/\(booked.booking)").status == 403)

        let absent = try federation.browser(.receptionist, at: federation.oldMill, noon)
        let registered = await absent.submit(
            await absent.get("/desk/new-patient"), to: "/desk/new-patient",
            [
                "nhs-number": "9990000026", "given-name": "Ben", "family-name": "Example", "born-day": "1", "born-month": "2", "born-year": "1980",
                "gender": "male", "telephone": "01632 960124", "practice": federation.oldMill.stored,
            ])
        let page = await absent.follow(registered)
        #expect(page.contains("OLD MILL SURGERY") && page.contains("agreed"), "\(page.plainText)")
        #expect(!page.text.contains("name=\"choose\""), "times are offered to a practice that has not agreed")
    }

    func whenSeen(_ federation: Federation, _ booked: (patient: String, booking: String)) async throws {
        let before = try federation.browser(.hubClinician, Federation.at(Self.thursday, 18, 25))
        var list = await before.get("/clinic")
        #expect(list.contains("Amina Testwood"), "\(list.plainText)")
        let marks = "/clinic/bookings/\(booked.booking)/marks"
        #expect(await before.submit(list, to: marks, ["act": "arrive"]).status == 303)
        let during = try federation.browser(.hubClinician, Federation.at(Self.thursday, 18, 31))
        list = await during.get("/clinic")
        #expect(await during.submit(list, to: marks, ["act": "call"]).status == 303)
        list = await during.get("/clinic")
        #expect(await during.submit(list, to: marks, ["act": "see"]).status == 303)
        list = await during.get("/clinic")
        let sent = await during.submit(
            list, to: "/clinic/bookings/\(booked.booking)/messages",
            ["body-\(booked.booking)": "Muscular. Please review in two weeks.", "action-needed-\(booked.booking)": "yes"])
        #expect(sent.status == 303, "\(sent.plainText)")
        let after = try federation.browser(.hubClinician, Federation.at(Self.thursday, 20, 5))
        list = await after.get("/clinic")
        let closing = try #require(list.target(from: "/clinic/clinics/", to: "/closing"), "\(list.plainText)")
        #expect(await after.submit(list, to: closing).status == 303)
    }

    func thenOutcomeIsRead(_ federation: Federation) async throws {
        let friday = Federation.at(Self.thursday.adding(days: 1), 9)
        let manager = try federation.browser(.practiceManager, at: federation.riverside, friday)
        let messages = await manager.get("/messages")
        let address = try #require(messages.address(from: "/messages/"), "\(messages.plainText)")
        let message = await manager.get(address)
        #expect(message.contains("Please review in two weeks."))
        let other = try federation.browser(.practiceManager, at: federation.elm, friday)
        #expect(await other.get(address).status == 404)
    }

    func whenMonthIsClosed(_ federation: Federation) async throws {
        let early = try federation.browser(.financeLead, Federation.at(Self.thursday, 21))
        let address = "/month-closes/\(federation.scheme)/2026-11"
        #expect(!(await early.get(address)).text.contains("action=\"\(address)\""), "a month that is not over can be closed")
        let lead = try federation.browser(.financeLead, Federation.at(Self.december, 9))
        let page = await lead.get(address)
        let closed = await lead.submit(page, to: address)
        #expect(closed.status == 303, "\(closed.plainText)")
        #expect(await lead.follow(closed).contains("The month is closed"))
        // closing again does nothing twice
        _ = await lead.submit(page, to: address)
        let statements = try await federation.installation.database.read { try $0.value(Int.self, "SELECT COUNT(*) FROM month_closes") }
        #expect(statements == 1)
    }

    func thenStatementOpens(_ federation: Federation) async throws {
        // 15 minutes at £120 an hour are £30.00; 75 minutes that nobody used are £150.00, of which the federation keeps a quarter, £37.50:
        // £30.00 + £112.50 = £142.50 to Elm, which hosts the hub.
        let host = try federation.browser(.practiceManager, at: federation.elm, Federation.at(Self.december, 10))
        let list = await host.get("/statements")
        let address = try #require(list.address(from: "/statements/"), "\(list.plainText)")
        let statement = await host.get(address)
        for amount in ["£30.00", "£112.50", "£142.50"] { #expect(statement.contains(amount), "\(amount): \(statement.plainText)") }
        let line = await host.get(try #require(statement.address(from: "\(address)/lines/")))
        #expect(line.contains("£120.00"))
        let work = await host.get(try #require(line.address(from: "/activity/"), "\(line.plainText)"))
        #expect(work.status == 200)
        #expect(work.contains("Oak Hub"))
        // Riverside, whose patient it was, has nothing of the host's
        let riverside = try federation.browser(.practiceManager, at: federation.riverside, Federation.at(Self.december, 10))
        #expect(await riverside.get(address).status == 404)
    }

    func thenBoardSees(_ federation: Federation) async throws {
        let board = try federation.browser(.boardMember, Federation.at(Self.december, 11))
        let page = await board.get("/board")
        #expect(page.status == 200)
        #expect(page.contains("Example Federation"))
        #expect(!page.contains("Testwood"))
        #expect(await board.get("/desk").status == 403)
    }
}
