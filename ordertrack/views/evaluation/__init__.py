"""What the pages of the evaluation say: delivery, targets, people, products, customers, costs."""
