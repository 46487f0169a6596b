"""看板: structure by month-end, who moved, rhythm kept, first responses, contacts of one's own book."""
