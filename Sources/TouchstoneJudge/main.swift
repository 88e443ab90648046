import JudgeCommand

// The judge alone: it needs none of the libraries that this package's backends need.
JudgeProgram.run()
