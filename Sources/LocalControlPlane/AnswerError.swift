/// What is wrong with the body of a response POST.
enum AnswerError: Error, CustomStringConvertible {
  case unknownMember(String)
  case missing(String)
  case unknownKind(String)
  case invalidCode(Int)
  case invalidChannel
  case payloadRequired(Answer.Kind)
  case payloadForbidden(Answer.Kind)

  var description: String {
    switch self {
    case .unknownMember(let name): "\(name) is not a member of a response"
    case .missing(let name): "\(name) is missing"
    case .unknownKind(let kind): "resp_type \(kind) is unknown"
    case .invalidCode(let code): "resp_code \(code) is not an HTTP status"
    case .invalidChannel: "channel is not a channel name"
    case .payloadRequired(let kind): "\(kind.rawValue) needs a resp_json object"
    case .payloadForbidden(let kind): "\(kind.rawValue) must not carry resp_json"
    }
  }
}
