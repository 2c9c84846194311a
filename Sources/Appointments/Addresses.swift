// Where this room's pages live.

import Web

package enum AppointmentsAddresses {
    package static let desk = Address("/desk")
    package static let deskSearch = Address("/desk/search")
    package static let deskResults = Address("/desk/results")
    package static let deskPatient = Address("/desk/patients/{patient}")
    package static let holds = Address("/desk/patients/{patient}/holds")
    package static let bookings = Address("/desk/patients/{patient}/bookings")

    package static let booking = Address("/bookings/{booking}")
    package static let cancellation = Address("/bookings/{booking}/cancellation")

    package static let clinicList = Address("/clinic")
    package static let clinicListMark = Address("/clinic/bookings/{booking}/marks")
    package static let clinicListMessage = Address("/clinic/bookings/{booking}/messages")
    package static let clinicListClose = Address("/clinic/clinics/{clinic}/closing")

    package static let appointmentsFigure = Address("/figures/appointments")
    package static let offeredFigure = Address("/figures/offered")

    package static let keptAppointments = Address("/kept-appointments")

    package static let needs = Address("/needs")
    package static let need = Address("/needs/{need}")
    package static let needDecision = Address("/needs/{need}/decision")

    package static let clinics = Address("/clinics")
    package static let newClinic = Address("/clinics/new")
    package static let pattern = Address("/clinics/{pattern}")
    package static let exceptions = Address("/clinics/{pattern}/exceptions")
    package static let publication = Address("/clinics/{pattern}/publication")
    package static let clinicDate = Address("/clinics/dates/{clinic}")
    package static let staffing = Address("/clinics/dates/{clinic}/staffing")
    package static let stop = Address("/clinics/dates/{clinic}/stop")
    package static let stopTakingBack = Address("/clinics/dates/{clinic}/stop/taking-back")
    package static let withdrawal = Address("/clinics/dates/{clinic}/withdrawal")
    package static let notHeld = Address("/clinics/dates/{clinic}/not-held")
    package static let notHeldTakingBack = Address("/clinics/dates/{clinic}/not-held/taking-back")
}
