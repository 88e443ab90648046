import ArgumentParser

@main struct TouchstoneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "touchstone", abstract: "Runs, checks and judges tensor programs.")
}
