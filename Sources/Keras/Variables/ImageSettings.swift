import Synchronization

extension Settings {
  private static let format = Mutex(DataFormat.channelsLast)

  /// Where layers that are told nothing look for channels: Keras's `image_data_format`.
  public static var imageDataFormat: DataFormat {
    get { format.withLock { $0 } }
    set { format.withLock { $0 = newValue } }
  }
}
