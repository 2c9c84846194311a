// Names that are plainly made up.

/// The words that demonstration people and practices are named from. Nobody is called this, and no practice is.
enum DemonstrationNames {
    /// Six networks of 5 or 6 practices; 34 practices in all.
    static let networks: [(name: String, practices: [String])] = [
        (
            "Larkfield Network",
            [
                "Riverside Surgery", "Larkfield Health Centre", "Old Mill Practice", "Chalk Lane Surgery", "Harbour Road Practice",
                "Meadow Medical Centre",
            ]
        ),
        (
            "Vale North Network",
            ["Northgate Practice", "Windmill Surgery", "Abbey View Practice", "Station Road Surgery", "Beacon Health Centre", "Quarry Hill Practice"]
        ),
        (
            "Vale South Network",
            ["Southmere Practice", "Orchard Surgery", "Priory Medical Centre", "Weavers Practice", "Lime Avenue Surgery", "The Green Practice"]
        ),
        ("Coast Network", ["Seabrook Surgery", "Lighthouse Practice", "Pier Street Medical Centre", "Saltmarsh Practice", "Cliff Top Surgery"]),
        (
            "Castle Network",
            [
                "Castle Street Practice", "Moat House Surgery", "Drawbridge Practice", "Keep Lane Health Centre", "Tower Surgery",
                "Market Cross Practice",
            ]
        ),
        ("Five Rivers Network", ["Confluence Practice", "Ferry Lane Surgery", "Heron Medical Centre", "Otter Bank Practice", "Watermeadow Surgery"]),
    ]

    static let givenNames = [
        "Amina", "Arthur", "Beatrice", "Bilal", "Carys", "Chidi", "Dafydd", "Divya", "Edith", "Emeka", "Farah", "Florence", "George", "Grace",
        "Hamza", "Harriet",
        "Imogen", "Isaac", "Jasmine", "Joseph", "Kamil", "Katarzyna", "Leila", "Leo", "Mabel", "Mohammed", "Nadia", "Noah", "Olive", "Oscar",
        "Parveen", "Percy",
        "Qasim", "Rosa", "Rohan", "Samuel", "Siân", "Tariq", "Theo", "Una", "Victor", "Wanda", "Wilfred", "Xin", "Yasmin", "Yusuf", "Zara", "Zachary",
        "Chloë", "José",
    ]

    private static let familyNameBeginnings = [
        "Example", "Sample", "Demo", "Test", "Trial", "Specimen", "Fable", "Fiction", "Pretend", "Invent", "Mock", "Dummy", "O'Sample", "Imagine",
        "Placeholder", "Notional",
    ]
    private static let familyNameEndings = ["", "ford", "ton", "wood", "ley", "worth", "bridge", "field", "by", "stone", "well", "gate"]

    /// 192 family names, "Example" to "Notionalgate".
    static let familyNames = familyNameBeginnings.flatMap { beginning in familyNameEndings.map { beginning + $0 } }

    static let streets = ["Example Street", "Sample Road", "Demonstration Avenue", "Trial Lane", "Specimen Close", "Test Terrace"]

    static let reasons = [
        "Sore throat for a week", "Back pain since Monday", "Medication review", "Cough that will not clear", "Knee pain after a fall",
        "Blood pressure check",
        "Rash on both arms", "Asthma review", "Ear pain", "Tired all the time", "Contraception", "Wound dressing", "Headaches", "Diabetes review",
        "Shoulder stiffness",
    ]

    static let outcomes = [
        "Examined and advised. No follow-up needed.", "Treated. Please review in two weeks if no better.",
        "Prescription issued; repeat template unchanged.",
        "Exercises given. Please refer to physiotherapy if no better in six weeks.", "Blood test form given; result will come to you.",
        "Blood pressure high: please arrange home readings and review.",
    ]
}
