import Foundation

/// Sound at another rate of samples, without frequencies that the lower of both rates cannot hold.
///
/// Each new sample is a sum of the old ones around it, weighed by a sinc under a Hann window of 16 zeros
/// on each side; weights are made to add up to 1, so that silence and constants stay what they are.
/// Source: J. O. Smith, Digital Audio Resampling Home Page, Stanford University, 2002.
func resampled(_ samples: [Float], from old: Int, to new: Int) -> [Float] {
  guard old != new, !samples.isEmpty else { return samples }
  let step = Double(old) / Double(new)
  // Toward fewer samples the filter widens, so that it cuts at the lower rate.
  let cut = Swift.min(1, 1 / step)
  let reach = 16 / cut
  let count = Swift.max(1, Int((Double(samples.count) / step).rounded()))
  return (0..<count).map { i in
    let centre = Double(i) * step
    let first = Swift.max(0, Int((centre - reach).rounded(.up)))
    let last = Swift.min(samples.count - 1, Int((centre + reach).rounded(.down)))
    guard first <= last else { return samples[samples.count - 1] }
    var (sum, weights) = (0.0, 0.0)
    for place in first...last {
      let distance = (Double(place) - centre) * cut
      let angle = Double.pi * distance
      let sinc = distance == 0 ? 1 : sin(angle) / angle
      let weight = sinc * (0.5 + 0.5 * cos(angle / 16))
      sum += weight * Double(samples[place])
      weights += weight
    }
    return weights == 0 ? 0 : Float(sum / weights)
  }
}
