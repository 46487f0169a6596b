"""Head office's side: takes in what desks recorded, keeps it once, and gives each desk what is its own."""
