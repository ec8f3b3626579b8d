# -h is short and never runs the command
catalog help -h nonsense
