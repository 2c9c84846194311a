// Edits sites and rooms.

import Kernel
import Store
import Web

struct SiteRoutes: Sendable {
    let database: any Database
    private var editing: DirectoryEditing { DirectoryEditing(database: database) }

    init(database: any Database) { self.database = database }

    func add(to routes: inout RouteTable) {
        routes.get(DirectoryAddresses.newSite, DirectoryPermissions.edit) { visit in
            .page(sitePage(try await editing.organisation(visit), FormReader(), today: visit.today))
        }
        routes.post(DirectoryAddresses.newSite, DirectoryPermissions.edit) { try await addSite($0) }
        routes.get(DirectoryAddresses.newRoom, DirectoryPermissions.edit) { visit in
            let organisation = try await editing.organisation(visit)
            let (site, rooms) = try await site(visit, organisation)
            return .page(roomPage(organisation, site, rooms, FormReader(), today: visit.today))
        }
        routes.post(DirectoryAddresses.newRoom, DirectoryPermissions.edit) { try await addRoom($0) }
        routes.get(DirectoryAddresses.closeRoom, DirectoryPermissions.edit) { visit in
            let organisation = try await editing.organisation(visit)
            return .page(closePage(organisation, try await room(visit, organisation), FormReader(), today: visit.today))
        }
        routes.post(DirectoryAddresses.closeRoom, DirectoryPermissions.edit) { try await closeRoom($0) }
    }

    private func addSite(_ visit: Visit) async throws -> Answer {
        let organisation = try await editing.organisation(visit)
        var form = FormReader(visit.form)
        let name = form.text("name", orSay: "Enter the site's name")
        let postcode: Postcode? = form.optionalValue("postcode")
        let place = form.coordinates()
        let from = form.date("from", orSay: "Enter the first day of use, for example 1 4 2026")
        let reason = form.reason()
        guard let name, let from, let reason, form.isSound else { return .page(sitePage(organisation, form, today: visit.today), status: 422) }
        let address = form.optionalText("address")
        let site = Site(
            id: ID(at: visit.now), organisation: organisation.id, name: name, postcode: postcode, latitude: place?.latitude,
            longitude: place?.longitude)
        let saved = try await editing.save(visit, organisation, notice: "site-added", form: &form, beside: "name") {
            try SiteStore.add(site, address: address, from: from, reason: reason, in: $0)
        }
        return saved ?? .page(sitePage(organisation, form, today: visit.today), status: 422)
    }

    private func sitePage(_ organisation: Organisation, _ form: FormReader, today: LocalDate) -> DirectoryFormPage {
        DirectoryFormPage(
            title: "Add a site of \(organisation.name)", back: editing.back(to: organisation),
            intro: "A building, or part of one, that \(organisation.name) works from.", errors: form.summary,
            action: DirectoryAddresses.newSite.path(organisation.id), choices: [],
            texts: [
                form.textField("name", "Name", width: .wide), form.textField("address", "Address"),
                form.textField("postcode", "Postcode", hint: "For example, SW1A 1AA", width: .narrow),
                form.placeField(),
            ], dates: [form.dateField("from", "In use from", hint: "For example, 1 4 2026", value: today)], reason: form.reasonField(),
            button: "Add site")
    }

    private func site(_ visit: Visit, _ organisation: Organisation) async throws -> (site: Site, rooms: [Room]) {
        let id: SiteID = try visit.id("site")
        let found = try await database.read { connection -> (Site, [Room])? in
            guard let site = try SiteStore.site(id, in: connection), site.organisation == organisation.id else { return nil }
            return (site, try SiteStore.rooms(at: id, in: connection))
        }
        guard let found else { throw Refusal.notFound }
        return found
    }

    private func addRoom(_ visit: Visit) async throws -> Answer {
        let organisation = try await editing.organisation(visit)
        let (site, rooms) = try await site(visit, organisation)
        var form = FormReader(visit.form)
        let name = form.text("name", orSay: "Enter the room's name", longest: 60)
        let from = form.date("from", orSay: "Enter the first day of use, for example 1 4 2026")
        let reason = form.reason()
        guard let name, let from, let reason, form.isSound else {
            return .page(roomPage(organisation, site, rooms, form, today: visit.today), status: 422)
        }
        let room = Room(id: ID(at: visit.now), site: site.id, name: name)
        let saved = try await editing.save(visit, organisation, notice: "room-added", form: &form, beside: "name") {
            try SiteStore.add(room, from: from, reason: reason, in: $0)
        }
        return saved ?? .page(roomPage(organisation, site, rooms, form, today: visit.today), status: 422)
    }

    private func roomPage(_ organisation: Organisation, _ site: Site, _ rooms: [Room], _ form: FormReader, today: LocalDate) -> DirectoryFormPage {
        let list = rooms.map(\.name).joined(separator: ", ")
        return DirectoryFormPage(
            title: "Add a room at \(site.name)", back: editing.back(to: organisation),
            intro: "A room in which one clinician works at a time. \(rooms.isEmpty ? "There is none yet." : "There are: \(list).")",
            errors: form.summary,
            action: DirectoryAddresses.newRoom.path(organisation.id.stored, site.id.stored), choices: [],
            texts: [form.textField("name", "Name", hint: "As on its door, for example Room 3", width: .middle)],
            dates: [form.dateField("from", "In use from", hint: "For example, 1 4 2026", value: today)], reason: form.reasonField(),
            button: "Add room")
    }

    private func room(_ visit: Visit, _ organisation: Organisation) async throws -> Room {
        let id: ID<Room> = try visit.id("room")
        let found = try await database.read { connection -> Room? in
            guard let room = try SiteStore.room(id, in: connection), try SiteStore.site(room.site, in: connection)?.organisation == organisation.id
            else {
                return nil
            }
            return room
        }
        guard let found else { throw Refusal.notFound }
        return found
    }

    private func closeRoom(_ visit: Visit) async throws -> Answer {
        let organisation = try await editing.organisation(visit)
        let room = try await room(visit, organisation)
        var form = FormReader(visit.form)
        let day = form.date("until", orSay: "Enter the last day of use, for example 31 3 2026")
        let reason = form.reason()
        guard let day, let reason, form.isSound else { return .page(closePage(organisation, room, form, today: visit.today), status: 422) }
        let saved = try await editing.save(visit, organisation, notice: "room-closed", form: &form, beside: "until") {
            try SiteStore.close(room.id, lastDay: day, reason: reason, in: $0)
        }
        return saved ?? .page(closePage(organisation, room, form, today: visit.today), status: 422)
    }

    private func closePage(_ organisation: Organisation, _ room: Room, _ form: FormReader, today: LocalDate) -> DirectoryFormPage {
        DirectoryFormPage(
            title: "Take \(room.name) out of use", back: editing.back(to: organisation),
            intro: "Sessions planned in it after its last day have to be moved first.", errors: form.summary,
            action: DirectoryAddresses.closeRoom.path(organisation.id.stored, room.id.stored), choices: [], texts: [],
            dates: [form.dateField("until", "Last day of use", value: today)], reason: form.reasonField(), button: "Take out of use")
    }
}
