import ArgumentParser
import Configuration
import Glibc
import Profiles

struct ProfilesEditCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "edit", abstract: "Edit a profile with your editor.",
    discussion: """
      VISUAL, else EDITOR, gets a copy; only a valid one replaces the profile. An invalid one is kept, and the message \
      says how to go on with it. A profile that is not there begins as sample_mcp_with_dcr.

      Examples:
        tunnel-client profiles edit work
        EDITOR='code --wait' tunnel-client profiles edit work
      """)

  @Argument(help: "The profile's name.", completion: Completions.profiles)
  var name: String

  @Option(help: "Go on with this copy of an earlier edit.", completion: .file())
  var resume: String?

  @OptionGroup var folder: ProfileFolderOptions

  @Flag(help: "Print one JSON document.")
  var json = false

  func run() async throws {
    let editor = try Editor(ProcessEnvironment.current)
    let store = try folder.store()
    let edit: ProfileEdit
    do throws(ProfileStoreFailure) {
      edit = try ProfileEdit(name, in: store, resuming: resume)
    } catch {
      throw Failure(store: error)
    }
    while true {
      try await open(edit, editor)
      let bytes = try edited(edit)
      let check = ProfileText.check(bytes, path: edit.draft)
      if check.problems.isEmpty { return try finish(edit, bytes, check.notes) }
      let failure = Failure.invalid(check.problems, in: "the edited profile", then: kept(edit))
      guard wantsAgain(check.problems) else { throw failure }
    }
  }

  private func open(_ edit: ProfileEdit, _ editor: Editor) async throws(Failure) {
    do throws(Failure) {
      try await editor.open(edit.draft)
    } catch {
      if edit.isUntouched {
        edit.discard()
        throw Failure(error.code, error.message, hint: "the profile is as it was")
      }
      throw Failure(error.code, error.message, hint: kept(edit))
    }
  }

  private func edited(_ edit: ProfileEdit) throws(Failure) -> [UInt8] {
    do throws(ConfigurationProblem) {
      return try ProfileFile.bytes(of: edit.draft)
    } catch {
      throw Failure(.io, "\(edit.draft): \(error.message)", hint: "the profile is as it was")
    }
  }

  private func finish(_ edit: ProfileEdit, _ bytes: [UInt8], _ notes: [ConfigurationProblem]) throws(Failure) {
    let backup: String?
    do throws(ProfileStoreFailure) {
      backup = try edit.save(bytes)
    } catch {
      throw Failure(Failure(store: error).code, error.message, hint: kept(edit))
    }
    let document = ProfileDocument(
      profile: name, path: edit.store.path(of: name), backup: backup, notes: notes)
    try document.print(json, "Saved profile \"\(name)\": \(document.path)")
  }

  private func kept(_ edit: ProfileEdit) -> String {
    let again = "tunnel-client profiles edit \(name)\(folder.repeated) --resume \(ShellText.quoted(edit.draft))"
    return "your copy is kept as \(edit.draft); go on with `\(again)`"
  }

  /// Asked only where somebody can answer.
  private func wantsAgain(_ problems: [ConfigurationProblem]) -> Bool {
    guard !json, Terminal.isInteractive(STDIN_FILENO), Terminal.isInteractive(STDERR_FILENO) else { return false }
    let lines = problems.map { "\($0)\n" }.joined()
    StandardError.write("\(lines)Edit again? [Y/n] ")
    guard let answer = readLine() else { return false }
    return !answer.lowercased().hasPrefix("n")
  }
}
