// Why a whole file is not taken.

/// Why a file cannot be read at all. Problems of single rows are `RowProblem`s and stop nothing.
package enum TabularError: Error, Hashable, Sendable, CustomStringConvertible {
    case notFound(String)
    case unreadable(String)
    case empty
    case utf16
    case workbook
    case notText
    /// Separated by another sign than a comma, named.
    case separator(String)
    case missingColumns([MissingColumn], found: [String])
    case repeatedColumn(String)
    /// The header row itself is broken.
    case header(RowProblem)

    /// A column that the file should have, and the one in it that comes nearest.
    package struct MissingColumn: Hashable, Sendable {
        package let name: String
        package let nearest: String?

        package init(name: String, nearest: String?) {
            self.name = name
            self.nearest = nearest
        }
    }

    /// What is wrong and what to do, for the person who chose the file.
    package var sentence: String {
        switch self {
        case .notFound(let path): "There is no file “\(path)”. Check its name and folder."
        case .unreadable(let path): "The file “\(path)” could not be read. Check that it is a file and that you may open it."
        case .empty: "The file is empty. Choose a CSV file with at least one row."
        case .utf16: "The file is Unicode text (UTF-16). In the spreadsheet choose “Save as”, then “CSV UTF-8 (comma delimited)”, and try again."
        case .workbook: "The file is a spreadsheet workbook. Open it, choose “Save as”, then “CSV UTF-8 (comma delimited)”, and try again."
        case .notText: "The file is not text. Choose a CSV file."
        case .separator(let sign): "The columns are separated by \(sign). Save the file with commas between the columns and try again."
        case .missingColumns(let missing, let found):
            missing.map { column in
                let hint = column.nearest.map { " Is it the one called “\($0)”?" } ?? ""
                return "The column “\(column.name)” is missing.\(hint)"
            }.joined(separator: " ") + " The file has: \(found.prefix(40).map { "“\($0.prefix(60))”" }.joined(separator: ", "))."
        case .repeatedColumn(let name): "The column “\(name)” is there twice. Remove one of them."
        case .header(let problem): "The header row is broken. \(problem)"
        }
    }

    package var description: String { sentence }
}
