import NearMatch
import Profiles

extension ProfileSample {
  /// The sample that a person named.
  init(named name: String) throws(Failure) {
    let names = Self.sorted.map(\.name)
    guard let sample = Self(rawValue: name) else {
      let near = NearMatch.of(name, in: names)
      throw Failure(
        .usage, "there is no sample \"\(name)\"",
        hint: near.map { "did you mean \($0)?" } ?? "there are \(names.joined(separator: ", "))")
    }
    self = sample
  }
}
