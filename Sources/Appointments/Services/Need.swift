// What the patient says it is about.

import Kernel

/// What a patient may say it is about, and who can help, best first. It leads a receptionist to a service; it is never clinical advice.
package struct Need: Hashable, Sendable {
    package let id: String
    package let title: String
    package let services: [Service]
    /// What to ask before anything is booked, and where to send the patient who says yes. Empty for none.
    package let askFirst: String

    package init(_ id: String, _ title: String, _ services: [Service], askFirst: String) {
        self.id = id
        self.title = title
        self.services = services
        self.askFirst = askFirst
    }
}

/// The table of needs. Reviewed data: a federation's clinical lead replaces it with the local one and signs it before it is used.
package enum NeedTable {
    /// Shown beside every sentence of the table.
    package static let status = "Example for local clinical approval. Not clinical advice: if in doubt, ask the duty doctor."
    package static let drafted = LocalDate(year: 2026, month: 11, day: 21)
    /// Nobody has approved the table; a page that shows it says so.
    package static let approvedBy = ""

    package static let all: [Need] = [
        Need(
            "back-pain", "Back pain", [.physiotherapist, .doctor],
            askFirst: "Numbness between the legs, weak legs, or trouble passing water? Then 999 or the duty doctor now."),
        Need(
            "joint-or-muscle", "Joint or muscle problem", [.physiotherapist, .doctor],
            askFirst: "A hot swollen joint with a fever, or a limb that cannot be used after a fall? Then the duty doctor now."),
        Need(
            "cough-or-cold", "Cough, cold or sore throat", [.nurse, .doctor, .paramedic],
            askFirst: "Struggling to breathe, blue lips, or drooling and unable to swallow? Then 999."),
        Need(
            "child-unwell", "Child who is unwell", [.doctor, .paramedic],
            askFirst: "Floppy, hard to wake, blotchy skin, a rash that does not fade under a glass, or under 3 months with a fever? Then 999."),
        Need(
            "earache-or-eye", "Ear or eye problem", [.nurse, .doctor],
            askFirst: "Sudden loss of sight, or a chemical in the eye? Then emergency eye care or 999."),
        Need(
            "skin", "Skin problem or rash", [.nurse, .doctor],
            askFirst: "Swelling of the face or tongue, trouble breathing, or a rash that does not fade under a glass? Then 999."),
        Need(
            "urine", "Pain when passing water", [.pharmacist, .nurse, .doctor],
            askFirst: "Fever with shaking, vomiting, pregnant, or unable to pass water at all? Then the duty doctor now."),
        Need(
            "medicine", "Question about a medicine", [.pharmacist, .doctor],
            askFirst: "Taken too much, or swelling of the face after taking it? Then 999."),
        Need(
            "blood-pressure", "Blood pressure or diabetes check", [.nurse, .pharmacist],
            askFirst: "Chest pain, a severe headache, or sudden trouble with speech or sight? Then 999."),
        Need(
            "cervical-screening", "Cervical screening (smear test)", [.nurse],
            askFirst: "Bleeding between periods or after sex? Then book the GP, not a screening appointment."),
        Need(
            "dressing", "Wound dressing or stitches out", [.nurse, .healthcareAssistant],
            askFirst: "Spreading redness with a fever, or bleeding that does not stop? Then the duty doctor now."),
        Need(
            "blood-test", "Blood test", [.healthcareAssistant, .nurse], askFirst: "Asked to have it today as an emergency? Then ask the duty doctor."),
        Need(
            "low-mood", "Low mood, worry or sleep", [.mentalHealthPractitioner, .doctor],
            askFirst: "Thoughts of ending their life, or not safe now? Then 999, or 111 option 2 for the crisis line. Stay on the telephone."),
        Need(
            "womens-health", "Contraception or women's health", [.nurse, .doctor],
            askFirst: "Pregnant with pain or bleeding? Then the duty doctor or early pregnancy unit now."),
        Need(
            "something-else", "Something else, or does not wish to say", [.doctor, .paramedic],
            askFirst: "Chest pain, trouble breathing, a face or arm gone weak, heavy bleeding, or collapse? Then 999."),
    ]

    package static func need(_ id: String) -> Need? { all.first { $0.id == id } }
}
