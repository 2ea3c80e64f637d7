/// Who a timer calls. The timer holds it weakly.
public protocol TimerTarget: AnyObject {
  func fired(_ timer: Timer)
}
