import Testing
import TunnelPluginKit

@Suite struct CommandLineTokenizerTests {
  @Test(arguments: [
    ("", []),
    ("  \t ", []),
    ("a  b\tc\n", ["a", "b", "c"]),
    ("'a b' \"c d\"", ["a b", "c d"]),
    ("a'b'\"c\"d", ["abcd"]),
    (#"a\ b \'"#, ["a b", "'"]),
    (#""a\"b\\c\d""#, [#"a"b\cd"#]),
    (#"'a\b'"#, [#"a\b"#]),
    (#""" '' x"#, ["", "", "x"]),
    (#"--name="""#, ["--name="]),
    ("$HOME ~ *", ["$HOME", "~", "*"]),
    ("naïve '日本 語'", ["naïve", "日本 語"]),
  ])
  func aLineIsSplitLikeAShellWouldWithoutExpandingAnything(line: String, arguments: [String]) throws {
    #expect(try CommandLineTokenizer.arguments(of: line) == arguments)
  }

  @Test func whatDoesNotEndIsAnErrorThatNamesThePosition() {
    #expect(throws: CommandLineTokenizer.Problem.unterminatedQuote("'", position: 3)) {
      try CommandLineTokenizer.arguments(of: "a 'b")
    }
    #expect(throws: CommandLineTokenizer.Problem.unterminatedQuote("\"", position: 1)) {
      try CommandLineTokenizer.arguments(of: "\"b'")
    }
    #expect(throws: CommandLineTokenizer.Problem.unterminatedEscape(position: 2)) {
      try CommandLineTokenizer.arguments(of: #"a\"#)
    }
    #expect(CommandLineTokenizer.Problem.unterminatedQuote("'", position: 3).description.contains("character 3"))
  }
}
