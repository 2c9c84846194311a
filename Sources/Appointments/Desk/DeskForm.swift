// What the desk's address and forms say.

import Kernel
import Web

extension DeskWish {
    /// Reads the desk's filters. What is not understood counts as not asked for: filters come from lists.
    init(_ fields: Fields) {
        need = fields["need"]
        service = Service(rawValue: fields["service"])
        date = try? LocalDate(parsing: fields["date"])
        timeOfDay = SlotWish.TimeOfDay(rawValue: fields["time"])
        site = try? SiteID(parsing: fields["hub"])
        clinician = try? PersonID(parsing: fields["clinician"])
        chosen = try? ID<Slot>(parsing: fields["slot"])
        moving = try? ID<Booking>(parsing: fields["moving"])
    }

    /// The filters as an address's query, in which nothing is about the patient.
    func path(_ patient: PatientID) -> String {
        let pairs = [
            ("need", need), ("service", service?.rawValue ?? ""), ("date", date?.stored ?? ""), ("time", timeOfDay?.rawValue ?? ""),
            ("hub", site?.stored ?? ""), ("clinician", clinician?.stored ?? ""), ("slot", chosen?.stored ?? ""), ("moving", moving?.stored ?? ""),
        ].filter { !$0.1.isEmpty }
        let query = pairs.map { "\(Address.encode($0.0))=\(Address.encode($0.1))" }.joined(separator: "&")
        return AppointmentsAddresses.deskPatient.path(patient) + (query.isEmpty ? "" : "?\(query)")
    }
}

extension BookingDraft {
    /// Reads a booking's form; the note keeps to what can travel to another system whole. The need is the one that the times were shown for, not one
    /// that was chosen since and whose questions nobody has seen.
    static func read(_ form: inout FormReader, patient: PatientID, needs: NeedTable, at now: Instant) -> BookingDraft? {
        let note = form.optionalText("note", longest: BookingDraft.longestNote, lines: .several)
        guard let slot = try? ID<Slot>(parsing: form.fields["slot"]) else {
            form.refuse("slot", "Choose one of the times below")
            return nil
        }
        guard form.isSound else { return nil }
        return BookingDraft(id: ID(at: now), slot: slot, patient: patient, need: needs.need(form.fields["need-shown"])?.code ?? "", note: note)
    }
}
