"""What each report says, from `views` alone: no writer computes a number."""
