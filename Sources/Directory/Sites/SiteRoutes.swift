// Edits sites and rooms.

import Kernel
import Store
import Web

struct SiteRoutes: Sendable {
    let database: any Database

    func add(to routes: inout RouteTable) {
        routes.get(DirectoryAddresses.newSite, DirectoryPermissions.edit) { .page(try await sitePage($0, FormReader())) }
        routes.post(DirectoryAddresses.newSite, DirectoryPermissions.edit, addSite)
        routes.get(DirectoryAddresses.newRoom, DirectoryPermissions.edit) { .page(try await roomPage($0, FormReader())) }
        routes.post(DirectoryAddresses.newRoom, DirectoryPermissions.edit, addRoom)
        routes.get(DirectoryAddresses.closeRoom, DirectoryPermissions.edit) { .page(try await closePage($0, FormReader())) }
        routes.post(DirectoryAddresses.closeRoom, DirectoryPermissions.edit, closeRoom)
    }

    // MARK: - A site

    @Sendable private func addSite(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            try await sitePage(visit, $0)
        } read: { form in
            let organisation = try await database.organisation(visit)
            let name = form.text("name", orSay: "Enter the site's name")
            let address = form.optionalText("address")
            let postcode: Postcode? = form.optionalValue("postcode")
            let place = form.coordinates()
            let from = form.date("from", orSay: "Enter the first day of use, for example 1 4 2026")
            let reason = form.reason()
            guard let name, let from, let reason else { return nil }
            let site = Site(
                id: ID(at: visit.now), organisation: organisation.id, name: name, postcode: postcode, latitude: place?.latitude,
                longitude: place?.longitude)
            return { transaction in
                try SiteStore.add(site, address: address, from: from, reason: reason, in: transaction)
                return organisation.done(.siteAdded)
            }
        }
    }

    private func sitePage(_ visit: Visit, _ form: FormReader) async throws -> FormPage {
        let organisation = try await database.organisation(visit)
        return FormPage(
            "Add a site of \(organisation.name)", back: organisation.back,
            lead: ["A building, or part of one, that \(organisation.name) works from."],
            FormView(
                "Add site", action: DirectoryAddresses.newSite.path(organisation.id), form: form,
                [
                    .text("name", "Name", width: .wide), .text("address", "Address"), .postcode(), .coordinates(),
                    .date("from", "In use from", hint: "For example, 1 4 2026", value: visit.today), .reason,
                ]))
    }

    // MARK: - A room

    private func site(_ visit: Visit, _ organisation: Organisation) async throws -> (site: Site, rooms: [Room]) {
        let id: SiteID = try visit.id("site")
        let found = try await database.read { connection -> (Site, [Room])? in
            guard let site = try SiteStore.site(id, in: connection), site.organisation == organisation.id else { return nil }
            return (site, try SiteStore.rooms(at: id, in: connection))
        }
        guard let found else { throw Refusal.notFound }
        return found
    }

    @Sendable private func addRoom(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            try await roomPage(visit, $0)
        } read: { form in
            let organisation = try await database.organisation(visit)
            let site = try await site(visit, organisation).site
            let name = form.text("room", orSay: "Enter the room's name", longest: 60)
            let from = form.date("from", orSay: "Enter the first day of use, for example 1 4 2026")
            let reason = form.reason()
            guard let name, let from, let reason else { return nil }
            let room = Room(id: ID(at: visit.now), site: site.id, name: name)
            return { transaction in
                try SiteStore.add(room, from: from, reason: reason, in: transaction)
                return organisation.done(.roomAdded)
            }
        }
    }

    private func roomPage(_ visit: Visit, _ form: FormReader) async throws -> FormPage {
        let organisation = try await database.organisation(visit)
        let (site, rooms) = try await site(visit, organisation)
        let list = rooms.map(\.name).joined(separator: ", ")
        return FormPage(
            "Add a room at \(site.name)", back: organisation.back,
            lead: ["A room in which one clinician works at a time. \(rooms.isEmpty ? "There is none yet." : "There are: \(list).")"],
            FormView(
                "Add room", action: DirectoryAddresses.newRoom.path(organisation.id.stored, site.id.stored), form: form,
                [
                    .text("room", "Name", hint: "As on its door, for example Room 3", width: .middle),
                    .date("from", "In use from", hint: "For example, 1 4 2026", value: visit.today), .reason,
                ]))
    }

    // MARK: - Its end

    private func room(_ visit: Visit, _ organisation: Organisation) async throws -> Room {
        let id: ID<Room> = try visit.id("room")
        let found = try await database.read { connection -> Room? in
            guard let room = try SiteStore.room(id, in: connection), try SiteStore.site(room.site, in: connection)?.organisation == organisation.id
            else { return nil }
            return room
        }
        guard let found else { throw Refusal.notFound }
        return found
    }

    @Sendable private func closeRoom(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            try await closePage(visit, $0)
        } read: { form in
            let organisation = try await database.organisation(visit)
            let room = try await room(visit, organisation)
            let day = form.date("until", orSay: "Enter the last day of use, for example 31 3 2026")
            let reason = form.reason()
            guard let day, let reason else { return nil }
            return { transaction in
                try SiteStore.close(room.id, lastDay: day, reason: reason, in: transaction)
                return organisation.done(.roomClosed)
            }
        }
    }

    private func closePage(_ visit: Visit, _ form: FormReader) async throws -> FormPage {
        let organisation = try await database.organisation(visit)
        let room = try await room(visit, organisation)
        return FormPage(
            "Take \(room.name) out of use", back: organisation.back, lead: ["Sessions planned in it after its last day have to be moved first."],
            FormView(
                "Take out of use", action: DirectoryAddresses.closeRoom.path(organisation.id.stored, room.id.stored), form: form,
                [.date("until", "Last day of use", value: visit.today), .reason]))
    }
}
