import Foundation

/// `value` with `digits` significant decimal digits, in the shorter of plain and exponent form.
func decimal(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)g", value) }
