// A weekday's standard hours, as typed.

import Kernel

/// "6:30pm to 8pm", or several spans with commas: "7am to 8am, 6:30pm to 8pm".
enum HoursText {
    static func text(_ hours: [Requirement.Hours]) -> String {
        hours.sorted { $0.from < $1.from }.map { "\($0.from.text) to \($0.until.text)" }.joined(separator: ", ")
    }

    /// The spans of a weekday; none for an empty text. Throws a `ParseProblem` for what is no span, ends before it begins, or overlaps another.
    static func read(_ text: String, on weekday: Weekday) throws(ParseProblem) -> [Requirement.Hours] {
        let problem = ParseProblem(input: text, expected: "Enter \(weekday.title)'s hours, for example 6:30pm to 8pm, or leave them empty")
        var spans: [Requirement.Hours] = []
        for part in text.split(separator: ",") where !part.allSatisfy(\.isWhitespace) {
            let ends = part.replacing("–", with: " to ").replacing("-", with: " to ").split(separator: " to ").map { String($0).trimmed }
            guard ends.count == 2, let from = try? LocalTime(typed: ends[0]), let until = try? LocalTime(typed: ends[1]) else { throw problem }
            guard from < until else {
                throw ParseProblem(input: text, expected: "\(weekday.title)'s hours end before they begin. Enter for example 6:30pm to 8pm")
            }
            spans.append(Requirement.Hours(weekday: weekday, from: from, until: until))
        }
        spans.sort { $0.from < $1.from }
        guard zip(spans, spans.dropFirst()).allSatisfy({ $0.until <= $1.from }) else {
            throw ParseProblem(input: text, expected: "Two spans of \(weekday.title)'s hours overlap. Enter them one after the other")
        }
        return spans
    }
}
