// Every component in its states, to look at.

import Kernel

/// The page of all components; served in the demonstration only.
struct ComponentsFeature: Feature {
    static let address = Address("/components")
    static let view = Permission.everyone("components view")

    var templates: [Template] { [Template("components", PackageResources.components_mustache)] }
    var samples: [any Page] { [ComponentsPage.sample] }

    func addRoutes(to routes: inout RouteTable) {
        routes.get(ComponentsFeature.address, ComponentsFeature.view) { visit in .page(ComponentsPage(FormReader(visit.form), visit.query)) }
        routes.post(ComponentsFeature.address, ComponentsFeature.view) { visit in
            var form = FormReader(visit.form)
            _ = form.text("name", orSay: "Enter a name")
            _ = form.money("price", orSay: "Enter a price an hour, for example 120.50")
            _ = form.date("born", orSay: "Enter a date of birth, for example 4 5 1961")
            _ = form.choice("service", among: ["gp", "nurse", "physiotherapist"], orSay: "Choose a service")
            return .page(ComponentsPage(form, visit.query), status: form.isSound ? 200 : 422)
        }
    }
}

struct ComponentsPage: Page {
    static let template = "components"
    static let sample = ComponentsPage(FormReader(), Fields())

    struct Found: Encodable, Sendable { let name, detail: String }
    struct Offer: Encodable, Sendable { let title: String, times: [Time] }
    struct Time: Encodable, Sendable { let time, place: String, isChosen: Bool }
    struct Appointment: Encodable, Sendable { let time, name, state, word, tone, detail: String }
    struct Line: Encodable, Sendable { let sentence, amount: String }

    let title = "Components"
    let address = ComponentsFeature.address.path()
    let errors: ErrorSummary
    let notices = [
        Notice("Appointment booked", "Amina Example is seen today at 6:40pm at Oak Hub. Tell the patient to bring a list of their medicines."),
        Notice("November closes on 3 December", tone: .news), Notice("Two messages are late", "Read them before you go home.", tone: .warning),
    ]
    let back = BackLink("Back to the desk", "/")
    let crumbs = Breadcrumbs([LinkView("Federation", "/"), LinkView("North network", "/")])
    let inset = InsetText("Riverside Surgery has 14 of its 36 appointments left this week.")
    let callout = WarningCallout("Ask first", ["Numb saddle, weak legs, or trouble passing water? Call 999, then the duty doctor."])
    let details = Details("How is the share worked out?", ["Each practice's share follows its adjusted population."])
    let act = ButtonForm("Seen", action: ComponentsFeature.address.path(), about: "Amina Example, 6:30pm")
    let tags = [Tag("Draft"), Tag("Booked", .news), Tag("Seen", .good), Tag("Late", .warning), Tag("Did not attend", .bad)]
    let name: TextField
    let price: TextField
    let password: PasswordField
    let born: DateField
    let note: TextArea
    let service: ChoiceField
    let channel: ChoiceField
    let needs: ChoiceField
    let hub: ChoiceField
    let hidden = [HiddenField("kept", "yes")]
    let figures = [
        Figure("Minutes delivered", "4,320", unit: "of 4,500", detail: "This week, all hubs", address: "/components"),
        Figure("Did not attend", "6.2%", detail: "Last month 7.0%", address: "/components", tags: [Tag("Better", .good)]),
        Figure("Owed to you", "£1,958.40", detail: "November 2026, not closed"),
        Figure("Messages to read", "3", detail: "Oldest 2 days", tags: [Tag("Late", .warning)]),
    ]
    let facts = SummaryList([
        .init("Name", "Riverside Surgery", actions: [LinkView("Change", "/components", about: "the name")]),
        .init("Registered patients", "9,812", detail: "On 1 November 2026"), .init("Consent", "In force", tags: [Tag("Signed", .good)]),
    ])
    let table: TableView
    let emptyTable = TableView(
        caption: "Messages", columns: [TableView.Column("Sent")], rows: [], empty: "Messages appear here when a hub clinician sends an outcome note.")
    let charts: [Chart]
    let found = [Found(name: "Amina Example", detail: "4 May 1961, 999 000 0018, Riverside Surgery")]
    let offers = ["Soonest", "Nearest", "Chosen clinician"].map { title in
        Offer(
            title: title,
            times: [
                Time(time: "Today 6:40pm", place: "Oak Hub, 2.1 miles", isChosen: title == "Soonest"),
                Time(time: "Tomorrow 6:30pm", place: "Elm Hub, 0.4 miles", isChosen: false),
            ])
    }
    let clinic = [
        Appointment(time: "6:30pm", name: "Amina Example", state: "clinic-done", word: "Seen", tone: "good", detail: "Back pain"),
        Appointment(
            time: "6:40pm", name: "Ben Sample", state: "clinic-next", word: "Arrived", tone: "news", detail: "Waiting 4 minutes. Knee, since Monday"),
        Appointment(time: "6:50pm", name: "Cara Specimen", state: "", word: "Booked", tone: "plain", detail: "Telephone"),
    ]
    let lines = [
        Line(sentence: "Hosting 22 hours of appointments at Oak Hub, at £34.20 an hour", amount: "£752.40"),
        Line(sentence: "Correction to October: one appointment was recorded twice", amount: "−£12.00"),
    ]
    var hasProblems: Bool { !errors.isEmpty }

    init(_ form: FormReader, _ query: Fields) {
        errors = form.summary
        name = form.textField("name", "Name", hint: "As it stands in the practice's record", width: .wide)
        price = form.textField("price", "Price an hour", width: .narrow, keyboard: .decimal, prefix: "£", suffix: "an hour")
        password = form.passwordField("password", "Password")
        born = form.dateField("born", "Date of birth")
        note = form.textArea("note", "Note", hint: "What the next person needs to know")
        let services = [("gp", "GP"), ("nurse", "Practice nurse"), ("physiotherapist", "Physiotherapist")]
        service = form.choiceField("service", "Service", choices: services)
        channel = form.choiceField(
            "channel", "Channel", choices: [("room", "In person"), ("telephone", "Telephone")], chosen: "room", isInline: true)
        needs = ChoiceField(
            "needs", "Needs", options: [("interpreter", "Interpreter", "Say which language in the note"), ("step-free", "Step-free access", "")],
            chosen: ["step-free"])
        hub = form.choiceField("hub", "Hub", choices: [("oak", "Oak Hub"), ("elm", "Elm Hub")])
        table = TableView(
            caption: "Practices", hidesCaption: false,
            columns: [
                .init("Practice", sortAddress: "/components?sort=name&order=descending", sorted: "ascending"),
                .init("Registered", isNumeric: true, sortAddress: "/components?sort=list&order=ascending"), .init("State"),
            ],
            rows: [
                .init([
                    .heading("Riverside Surgery", address: "/components", detail: "North network"), .number(9812), .tag("Consent in force", .good),
                ]),
                .init([.heading("Hillside Practice", address: "/components", detail: "North network"), .number(4120), .tag("No consent", .bad)]),
                .init([.heading("Both"), .number(13_932), .init("")], isTotal: true),
            ], empty: "", filters: [.select("network", "Network", choices: [("", "All networks"), ("north", "North")])], form: FormReader(query),
            address: ComponentsFeature.address.path(),
            place: TablePlace(
                count: "51 to 52 of 120", previous: "/components?page=1", next: "/components?page=3",
                exportNote: ListCount(total: 120, before: 50).exportNote(isNarrowed: false)),
            exportAddress: ComponentsFeature.address.path(), isCompact: false)
        charts = ComponentsPage.charts
    }

    private static let charts: [Chart] = {
        let weeks = ["5 Oct", "12 Oct", "19 Oct", "26 Oct", "2 Nov", "9 Nov"]
        let text: (Double) -> String = { Int($0.rounded()).grouped }
        let source = "made up for this page, 21 November 2026"
        return [
            Chart(
                .line, id: "delivered", finding: "We delivered more than was required in four weeks of six", categoriesTitle: "Week from",
                categories: weeks,
                axis: "Minutes a week",
                series: [.init("Oak Hub", [4100, 4500, 4620, nil, 4710, 4800]), .init("Elm Hub", [2100, 2050, 2240, 2300, 2280, 2400])],
                marks: [.init("Required 4,500", 4500)], source: source, text: text),
            Chart(
                .stackedBars, id: "used", finding: "One appointment in eight stays unused", categoriesTitle: "Week from", categories: weeks,
                axis: "Appointments a week",
                series: [
                    .init("Seen", [310, 322, 340, 301, 335, 352]), .init("Did not attend", [22, 25, 19, 30, 24, 20]),
                    .init("Unused", [48, 40, 41, 52, 47, 38]),
                ], source: source, text: text),
            Chart(
                .bars, id: "services", finding: "Physiotherapy is used most", categoriesTitle: "Service",
                categories: ["GP", "Nurse", "Physiotherapist"],
                axis: "Appointments", series: [.init("October", [310, 140, 420]), .init("November", [330, 150, 441])], source: source, text: text),
            Chart(
                .dots, id: "shares", finding: "Two practices get less than their share", categoriesTitle: "Practice",
                categories: ["Riverside Surgery", "Hillside Practice", "The Old Station Medical Centre"], axis: "Appointments per 1,000 patients",
                series: [.init("This month", [12, 19, 23])], marks: [.init("Share 18", 18)], source: source, text: text),
            Chart(
                .line, id: "none", finding: "No month has been closed yet", categoriesTitle: "Month", categories: [], axis: "Pounds", series: [],
                source: source,
                empty: "Figures appear here when the first month is closed.", text: text),
        ]
    }()
}
