import OpenBLASBackend
import Touchstone

/// Makes every backend that this machine has available by name.
public enum AllBackends {
  /// Registers the backends; doing it again changes nothing.
  public static func register() {
    Backends.register(OpenBLASBackend())
  }
}
