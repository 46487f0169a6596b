"""The screen 产品: the shelf, one product's card, and who could hold it."""
