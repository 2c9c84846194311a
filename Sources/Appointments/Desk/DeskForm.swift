// What the desk's address and forms say.

import Kernel
import Web

extension DeskWish {
    /// Reads the desk's filters. What is not understood counts as not asked for: filters come from lists.
    init(_ fields: Fields) {
        need = NeedTable.need(fields["need"])?.id ?? ""
        service = Service(rawValue: fields["service"])
        date = try? LocalDate(parsing: fields["date"])
        timeOfDay = SlotWish.TimeOfDay(rawValue: fields["time"])
        site = try? SiteID(parsing: fields["hub"])
        clinician = try? PersonID(parsing: fields["clinician"])
        chosen = try? ID<Slot>(parsing: fields["slot"])
        moving = try? ID<Booking>(parsing: fields["moving"])
    }

    /// The filters as an address's query, in which nothing is about the patient.
    func path(_ patient: PatientID, slot: ID<Slot>? = nil) -> String {
        let pairs = fields(slot: slot)
        let query = pairs.map { "\(Address.encode($0.name))=\(Address.encode($0.value))" }.joined(separator: "&")
        return AppointmentsAddresses.deskPatient.path(patient) + (query.isEmpty ? "" : "?\(query)")
    }

    /// The filters as hidden fields, for forms that come back to the same page.
    func fields(slot: ID<Slot>? = nil) -> [HiddenField] {
        [
            HiddenField("need", need), HiddenField("service", service?.rawValue ?? ""), HiddenField("date", date?.stored ?? ""),
            HiddenField("time", timeOfDay?.rawValue ?? ""), HiddenField("hub", site?.stored ?? ""), HiddenField("clinician", clinician?.stored ?? ""),
            HiddenField("slot", slot?.stored ?? ""), HiddenField("moving", moving?.stored ?? ""),
        ].filter { !$0.value.isEmpty }
    }
}

extension BookingDraft {
    /// Reads a booking's form; the note keeps to what can travel to another system whole.
    static func read(_ form: inout FormReader, patient: PatientID, at now: Instant) -> BookingDraft? {
        let note = form.optionalText("note", longest: BookingDraft.longestNote, lines: .several)
        guard let slot = try? ID<Slot>(parsing: form.fields["slot"]) else {
            form.refuse("slot", "Choose one of the times below")
            return nil
        }
        guard form.isSound else { return nil }
        return BookingDraft(id: ID(at: now), slot: slot, patient: patient, need: NeedTable.need(form.fields["need"])?.id ?? "", note: note)
    }
}
