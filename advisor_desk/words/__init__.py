"""Words that the window and the command line share: Chinese source texts, English by catalogue. No Qt."""
