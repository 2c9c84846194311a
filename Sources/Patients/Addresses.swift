// Where this room's pages live.

import Web

package enum PatientsAddresses {
    package static let newPatient = Address("/desk/new-patient")
    package static let newPatientForm = Address("/desk/new-patient/form")

    package static let patient = Address("/patients/{patient}")
    package static let patientDetails = Address("/patients/{patient}/details")
    package static let patientPractice = Address("/patients/{patient}/practice")
    package static let patientNumber = Address("/patients/{patient}/nhs-number")
    package static let patientDeath = Address("/patients/{patient}/death")
    package static let patientDeathTakingBack = Address("/patients/{patient}/death/taking-back")
}
