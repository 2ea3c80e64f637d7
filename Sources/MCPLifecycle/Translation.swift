/// How a message changes on its way to a server of the other era, and its answer on the way back.
public struct Translation: Sendable, Equatable {
  public var edits: [Edit] = []
  public var headers: [HeaderChange] = []
  public var answer: AnswerTranslation
}
