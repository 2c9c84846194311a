// The slots that can be given away.

import Store

extension AppointmentsFeature {
    /// A row for each slot that nobody is booked into, of clinics that take bookings; with each slot wanted by two, a refusal that walked past taken slots
    /// to the next free times took fifteen bookings' work. The bookings stay the truth. A row that comes and goes is kinder to others on PostgreSQL than
    /// a mark on the slot: what changes in place is written to every index of the slots, beside which others read. By the index of clinics it is told
    /// which schemes and clinicians there are, without reading the clinics.
    package static let freeSlots = Migration(
        "2026-11-29 41 appointments free slots",
        """
        CREATE TABLE free_slots (
          slot TEXT NOT NULL PRIMARY KEY REFERENCES slots (id),
          clinic TEXT NOT NULL REFERENCES clinics (id),
          service TEXT NOT NULL,
          starts_at TEXT NOT NULL,
          bookable_from TEXT NOT NULL
        );
        INSERT INTO free_slots (slot, clinic, service, starts_at, bookable_from)
        SELECT slots.id, slots.clinic, clinics.service, slots.starts_at, slots.bookable_from
        FROM slots
        JOIN clinics ON clinics.id = slots.clinic
        WHERE clinics.status = 'published'
          AND clinics.stopped_at IS NULL
          AND NOT EXISTS (SELECT 1 FROM bookings WHERE bookings.slot = slots.id AND bookings.status <> 'cancelled');
        CREATE INDEX free_slots_by_start ON free_slots (starts_at, slot, bookable_from);
        CREATE INDEX free_slots_by_service ON free_slots (service, starts_at, slot, bookable_from);
        CREATE INDEX free_slots_by_clinic ON free_slots (clinic);
        CREATE INDEX clinics_by_scheme ON clinics (scheme, status, date, service, network, clinician)
        """)
}
