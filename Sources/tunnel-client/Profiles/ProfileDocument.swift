import Configuration

/// What became of a profile, in JSON and in words.
struct ProfileDocument: Encodable {
  let profile: String
  let path: String
  let sample: String?
  let backup: String?
  /// What is not there yet.
  let notes: [CommandError.Detail]

  private let lines: String

  private enum CodingKeys: CodingKey {
    case profile, path, sample, backup, notes
  }

  init(
    profile: String, path: String, sample: String? = nil, backup: String? = nil, notes: [ConfigurationProblem] = []
  ) {
    self.profile = profile
    self.path = path
    self.sample = sample
    self.backup = backup
    self.notes = notes.map { .init($0) }
    lines = (backup.map { "Kept the old one: \($0)\n" } ?? "") + ProfileText.lines(notes)
  }

  func print(_ asJSON: Bool, _ headline: String) throws(Failure) {
    StandardOutput.write(asJSON ? try JSONText.encode(self) : "\(headline)\n\(lines)")
  }
}
