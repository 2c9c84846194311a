// Draws practices and hubs where they stand.

import Kernel
import Web

/// A map of places without a foreign service: an SVG in which north is up, in proportion at the middle of what is shown.
struct PracticeMap: Sendable {
    struct Mark: Hashable, Sendable {
        let name: String
        let isHub: Bool
        let latitude: Double
        let longitude: Double
        let address: String
    }

    static let widest = 900
    private static let margin = 40.0

    let svg: String
    /// Kilometres that the scale's bar stands for.
    let scale: Int

    init(_ marks: [Mark]) {
        guard let south = marks.map(\.latitude).min(), let north = marks.map(\.latitude).max(), let west = marks.map(\.longitude).min(),
            let east = marks.map(\.longitude).max()
        else {
            (svg, scale) = ("", 0)
            return
        }
        // One degree of latitude is 111.2 km; one of longitude shrinks with the cosine of the latitude.
        let shrink = PracticeMap.cosine(degrees: (south + north) / 2)
        let across = max((east - west) * shrink, 0.01)
        let up = max(north - south, 0.01)
        let room = Double(PracticeMap.widest) - 2 * PracticeMap.margin
        let unit = min(room / across, 640 / up)
        let height = Int(up * unit + 2 * PracticeMap.margin)
        let width = max(Int(across * unit + 2 * PracticeMap.margin), 440)
        let kilometre = unit / 111.2
        scale = [1, 2, 5, 10, 20, 50, 100].first { Double($0) * kilometre > 80 } ?? 100
        func x(_ mark: Mark) -> Int { Int((mark.longitude - west) * shrink * unit + PracticeMap.margin) }
        func y(_ mark: Mark) -> Int { Int((north - mark.latitude) * unit + PracticeMap.margin) }
        var drawing = "<svg class=\"chart\" viewBox=\"0 0 \(width) \(height + 30)\" role=\"group\" aria-labelledby=\"practice-map-title\">"
        drawing += "<title id=\"practice-map-title\">\(marks.count) sites of practices and hubs; the table below names them</title>"
        for mark in marks.sorted(by: { !$0.isHub && $1.isHub }) {
            let shape =
                mark.isHub
                ? "<rect x=\"\(x(mark) - 8)\" y=\"\(y(mark) - 8)\" width=\"16\" height=\"16\" class=\"fill-2\"/>"
                : "<circle cx=\"\(x(mark))\" cy=\"\(y(mark))\" r=\"6\" class=\"fill-1\"/>"
            drawing += "<a href=\"\(PracticeMap.escaped(mark.address))\"><title>\(PracticeMap.escaped(mark.name))</title>\(shape)</a>"
        }
        let bar = Int(Double(scale) * kilometre)
        drawing += "<line x1=\"40\" y1=\"\(height + 10)\" x2=\"\(40 + bar)\" y2=\"\(height + 10)\" class=\"chart-zero\"/>"
        drawing += "<text x=\"\(48 + bar)\" y=\"\(height + 15)\" class=\"chart-label\">\(scale) km</text></svg>"
        svg = drawing
    }

    /// Sites that lie so far from the others that a slip in their coordinates is likely: over 30 km from the middle, and over six times as far as
    /// half of the sites do. They would squeeze the map into a corner.
    static func strays(_ marks: [Mark]) -> [Mark] {
        guard marks.count > 4 else { return [] }
        func middle(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
        let (latitude, longitude) = (middle(marks.map(\.latitude)), middle(marks.map(\.longitude)))
        let shrink = cosine(degrees: latitude)
        func distance(_ mark: Mark) -> Double {
            let (up, across) = ((mark.latitude - latitude) * 111.2, (mark.longitude - longitude) * 111.2 * shrink)
            return (up * up + across * across).squareRoot()
        }
        let usual = middle(marks.map(distance))
        return marks.filter { distance($0) > max(30, 6 * usual) }
    }

    /// The cosine by its series, good to a millionth for latitudes of the British Isles.
    static func cosine(degrees: Double) -> Double {
        let square = (degrees * .pi / 180) * (degrees * .pi / 180)
        return 1 - square / 2 * (1 - square / 12 * (1 - square / 30 * (1 - square / 56 * (1 - square / 90))))
    }

    static func escaped(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.append(character)
            }
        }
    }
}

struct PracticeMapPage: Page {
    static let template = "practice-map"

    let title = "Map of practices and hubs"
    /// Drawn by `PracticeMap`, which escapes every name in it.
    let svg: String
    let hasMarks: Bool
    let strays: [String]
    let table: TableView

    init(_ marks: [PracticeMap.Mark]) {
        let strays = PracticeMap.strays(marks)
        self.strays = strays.map { "\($0.name) lies far from all others and is left off the map. Check its latitude and longitude." }
        svg = PracticeMap(marks.filter { !strays.contains($0) }).svg
        hasMarks = !marks.isEmpty
        table = TableView(
            caption: "Sites on the map", columns: ["Site", "Kind", "Latitude and longitude"].map { TableView.Column($0) },
            rows: marks.map { mark in
                TableView.Row([
                    .heading(mark.name, address: mark.address), TableView.Cell(mark.isHub ? "Hub (square)" : "Practice (circle)"),
                    TableView.Cell("\(PracticeMapPage.degrees(mark.latitude)), \(PracticeMapPage.degrees(mark.longitude))"),
                ])
            }, empty: "No site has been placed yet. A federation manager can give a site its latitude and longitude.")
    }

    /// Four decimal places, about ten metres.
    private static func degrees(_ value: Double) -> String { String((value * 10_000).rounded() / 10_000) }

    static var sample: PracticeMapPage {
        let near = (0..<5).map {
            PracticeMap.Mark(name: "Oak Hub \($0)", isHub: true, latitude: 51.6 + Double($0) / 100, longitude: -0.17, address: "/x")
        }
        return PracticeMapPage(near + [PracticeMap.Mark(name: "Astray", isHub: false, latitude: 54.3, longitude: -2.7, address: "/x")])
    }
}
