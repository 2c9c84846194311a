// What a handler answers.

import Kernel

/// What a handler answers with; the shell turns it into a response.
package enum Answer: Sendable {
    /// A page, rendered in the shell. 422 for a form with problems, 409 for a conflict, else 200.
    case page(any Page, status: Int = 200, cookies: [Cookie] = [])
    /// 303 after a POST. `notice` is a key that the target page turns into a sentence ("booked"); it travels as `?notice=`.
    case redirect(to: String, notice: String? = nil, cookies: [Cookie] = [])
    /// A file to save or, with `inline`, to show.
    case file(name: String, type: String, bytes: [UInt8], inline: Bool = false)
    /// A file to save that may be too long for the memory.
    case download(name: String, type: String, file: TemporaryFile)
    /// A fragment of a page for the little JavaScript there is: the template without the shell.
    case fragment(any Page)
    case json([UInt8], status: Int = 200)
    case text(String, status: Int = 200, type: String = "text/plain; charset=utf-8")
}

package struct Cookie: Hashable, Sendable {
    package let name: String
    package let value: String
    /// Seconds to live; nil until the browser closes, 0 to remove it.
    package let maxAge: Int?

    package init(name: String, value: String, maxAge: Int? = nil) {
        self.name = name
        self.value = value
        self.maxAge = maxAge
    }
}
