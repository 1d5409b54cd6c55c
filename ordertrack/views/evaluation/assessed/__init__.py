"""What figures come to: growth, grades, what budgets were kept, what is suggested."""
