import Glibc
import Testing

@testable import Preflight

/// The look at an MCP server's command before it is started (operator spec 6.5).
@Suite struct CommandPreflightTests {
  private let files = SampleFiles()

  /// Nil: it may start.
  private func failure(_ command: String, path: String? = nil) -> PreflightFailure? {
    do throws(PreflightFailure) {
      try CommandPreflight.check(command: command, path: path ?? "\(files.folder):/usr/bin:/bin", folder: files.folder)
      return nil
    } catch {
      return error
    }
  }

  private func expect(
    _ command: String, _ reason: PreflightFailure.Reason?, file: String? = nil,
    at location: SourceLocation = #_sourceLocation
  ) {
    let found = failure(command)
    #expect(found?.reason == reason, "\(command)", sourceLocation: location)
    if let file { #expect(found?.file == file, "\(command)", sourceLocation: location) }
  }

  @Test("The program must be a regular, executable file (6.5.1, A-026)")
  func program() {
    files.file("server")
    files.file("plain", mode: 0o644)
    files.directory("folder")
    expect("server --stdio", nil)
    expect("./server", nil)
    expect("\(files.folder)/server", nil)
    expect("/nonexistent/foo", .notFound, file: "/nonexistent/foo")
    expect("nosuchbin", .notOnPath, file: "nosuchbin")
    expect("plain", .notExecutable, file: "\(files.folder)/plain")
    expect("./plain", .notExecutable, file: "./plain")
    expect("./folder", .directory)
    expect("/dev/null", .notRegular)
    expect("  ", .noProgram)
    expect("'' x", .noProgram)
    expect("server 'x", .unreadableLine("the quote ' at character 8 is not closed"))
  }

  @Test("The text names the file, the reason and the fix (6.5.4)")
  func text() {
    #expect(
      failure("/nonexistent/foo")?.description
        == "/nonexistent/foo: not found; check the path; it counts from the folder that tunnel-client is started in")
    files.file("plain", mode: 0o644)
    #expect(failure("./plain")?.description == "./plain: not executable; run chmod +x ./plain")
    #expect(failure("nosuchbin")?.description == "nosuchbin: not found on PATH; install it, or give its full path")
  }

  @Test("A script's interpreter must be there (6.5.2)")
  func interpreter() {
    files.file("good", "#! /bin/sh -e\nexit 0\n")
    files.file("bad", "#!/nonexistent/python\n")
    files.file("byEnv", "#!/usr/bin/env sh\n")
    files.file("byEnvMissing", "#!/usr/bin/env nosuchbin\n")
    files.file("byEnvTwoWords", "#!/usr/bin/env sh -e\n")
    files.file("byEnvSplit", "#!/usr/bin/env -S FOO=1 sh -e\n")
    files.file("byEnvSplitMissing", "#!/usr/bin/env -S nosuchbin -e\n")
    files.file("windows", "#!/bin/sh\r\n")
    files.file("none", "echo hello\n")
    files.file("binary", "\u{7F}ELF\0\0")
    expect("good", nil)
    expect("byEnv", nil)
    expect("byEnvSplit", nil)
    expect("binary", nil)
    expect("bad", .badInterpreter("/nonexistent/python"), file: "\(files.folder)/bad")
    expect("byEnvMissing", .badInterpreter("nosuchbin"))
    expect("byEnvTwoWords", .badInterpreter("sh -e"))
    #expect(failure("byEnvTwoWords")?.fix == "write #!/usr/bin/env -S sh -e")
    expect("byEnvSplitMissing", .badInterpreter("nosuchbin"))
    expect("windows", .badInterpreter("/bin/sh\r"))
    #expect(failure("windows")?.fix == "save the script with Unix line ends")
    expect("none", .noInterpreter)
    expect("env none", nil)
    expect("sh -c 'exec none'", nil)
  }

  @Test("A shell's script must be readable (6.5.3)")
  func shellScript() {
    files.file("run.sh", mode: 0o644)
    expect("sh run.sh", nil)
    expect("sh -eu -o pipefail run.sh now", nil)
    expect("bash --rcfile x run.sh", nil)
    expect("sh -- run.sh", nil)
    expect("sh", nil)
    expect("sh -s nothing", nil)
    expect("sh nothing.sh", .notFound, file: "nothing.sh")
    expect("sh -e ./nothing.sh", .notFound)
    expect("sh -x /", .directory, file: "/")
    // Looked up like a program.
    expect("sh true", nil)
  }

  @Test("A shell's text is followed to the program (6.5.3, A-027)")
  func shellText() {
    files.file("server")
    expect(#"sh -c "exec nosuchbin""#, .notOnPath, file: "nosuchbin")
    expect("sh -c 'exec server --port 1'", nil)
    expect("sh -ec 'A=1 B=\"x y\" command server'", nil)
    expect("sh -c 'A=$HOME exec env -u X Y=1 nosuchbin'", .notOnPath, file: "nosuchbin")
    expect("sh -c 'exec -a name nosuchbin'", .notOnPath)
    expect("sh -c 'cd /srv && exec nosuchbin'", .notOnPath)
    expect("sh -c 'cd /srv && exec ./nosuchfile'", nil)
    expect("sh -c 'export A=1; umask 077\nnosuchbin | tee log'", .notOnPath)
    expect("sh -c 'nosuchbin 2>/dev/null'", .notOnPath, file: "nosuchbin")
    expect("sh -c '2>/dev/null nosuchbin'", .notOnPath, file: "nosuchbin")
    expect("sh -c \"sh -c 'exec nosuchbin'\"", .notOnPath, file: "nosuchbin")
    expect("sh -c 'exec \"half'", .unreadableLine("a quote \" is not closed"))
  }

  @Test(
    "What only the run time can tell is no complaint",
    arguments: [
      "sh -c 'exec $SERVER'", "sh -c '$(which nosuchbin) x'", "sh -c 'PATH=/opt/x:$PATH nosuchbin'",
      "sh -c 'export PATH=$HOME/bin:$PATH; nosuchbin'", "sh -c 'if true; then nosuchbin; fi'",
      "sh -c 'nosuchbin || other'", "sh -c 'f() { nosuchbin; }; f'", "sh -c '. ./setup; true'",
      "sh -c 'cd /x || exit 1; nosuchbin'", "sh -c '(nosuchbin)'", "sh -c '{ nosuchbin; }'",
      "sh -c 'command -v nosuchbin'", #"sh -c "exec \"$(dirname \"a b\")/x\"""#, "sh -c ''", "sh -c '# nothing'",
      "sh -c 'python3 $SCRIPT'", "env", "python3", "node",
    ])
  func unknown(command: String) {
    files.file("python3")
    files.file("node")
    expect(command, nil)
  }

  @Test("env is followed past its options (6.5.3)")
  func environment() {
    files.file("server")
    expect("env server", nil)
    expect("env -u HOME -C /tmp A=1 server", nil)
    expect("env nosuchbin", .notOnPath, file: "nosuchbin")
    expect("env -u HOME --chdir=/ -- A=1 nosuchbin", .notOnPath, file: "nosuchbin")
    expect("env -S 'A=1 nosuchbin x'", .notOnPath, file: "nosuchbin")
    expect("env -i server", .notOnPath, file: "server")
    expect("env PATH=\(files.folder) server", nil)
    expect("env PATH=/nonexistent sh", .notOnPath, file: "sh")
    expect("env -C / ./server", .notFound, file: "./server")
  }

  @Test("Wrappers are followed four deep (6.5.3)")
  func depth() {
    expect("env env env env nosuchbin", .notOnPath)
    expect("env env env env env nosuchbin", nil)
  }

  @Test(
    "An interpreter's script must be a readable file (6.5.3)",
    arguments: [
      ("python3", "-u -W ignore -X dev"), ("python3.12", "-Wignore -B"), ("node", "--require ./x -r y --max-old=1"),
      ("ruby", "-w -I lib -rjson"), ("perl", "-w -Ilib -MJSON"), ("php", "-d a=b -n"), ("php", "-f"),
      ("deno", "run --allow-all --config c.json"), ("deno", ""),
    ])
  func script(interpreter: String, options: String) {
    files.file(interpreter)
    files.file("server.x", mode: 0o644)
    expect("\(interpreter) \(options) server.x --flag", nil)
    expect("\(interpreter) \(options) missing.x --flag", .notFound, file: "missing.x")
    expect("\(interpreter) \(options) \(files.folder)/missing.x", .notFound)
  }

  @Test(
    "Code on the command line and modules are no files",
    arguments: [
      "python3 -m missing", "python3 -um missing", "python3 -c 'x' missing", "python3 -", "node -e x missing",
      "node --eval=x missing", "ruby -e x missing", "perl -ne x missing", "php -r x missing", "deno eval x",
      "deno run npm:server", "deno run https://x/y.ts", "deno task start", "node --test missing", "node ./main",
      "node .", "python3 .",
    ])
  func noScript(command: String) {
    for name in ["python3", "node", "ruby", "perl", "php", "deno"] { files.file(name) }
    files.file("main.js", mode: 0o644)
    expect(command, nil)
  }

  @Test func aScriptThatCannotBeReadIsSaidToBe() {
    // Root reads everything.
    guard geteuid() != 0 else { return }
    files.file("secret.py", mode: 0o000)
    expect("sh secret.py", .notReadable)
  }
}
